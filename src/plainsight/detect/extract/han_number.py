"""Numbers in Chinese words: 三千五, 一万二千三百, 3万5千, 叁仟伍佰, 三点五, 两三万.

Financial numerals are those of the People's Bank of China's rules for filling in bills (Measures
for Payment and Settlement of 1997, annex 1, article 1).
"""

import re
from decimal import Decimal

from plainsight.detect.extract.plain import digits_text

# 伍 and 陆 are names of people and parts of places as well: 大陆千元机, 队伍百元店.
_FINANCIAL = "壹贰貳叁參肆柒捌玖"
_PLAIN = "一二两三四五六七八九"
DIGITS = f"{_PLAIN}{_FINANCIAL}伍陆陸"
STARTS = f"{_PLAIN}{_FINANCIAL}十百千"
_NO_NAME = "(?:(?<![\u4e00-\u9fff])|(?<=[币额计价款收付共到至为是转给]))[伍陆陸]"
_FIRST = f"(?:[{_PLAIN}{_FINANCIAL}]|{_NO_NAME})"
# 拾 is ten among financial numerals alone: 收拾.
_STEP = f"(?:[十百千仟]|(?<=[{_FINANCIAL}伍陆陸])拾)"
_NEXT = f"零?(?:(?:[{DIGITS}]|[1-9](?!\\d)){_STEP}|十)"
_LAST = f"零?(?:[{DIGITS}]|[1-9])(?![{DIGITS}零〇\\d])"
_REST = f"(?:{_NEXT}){{0,3}}(?:{_LAST})?"
STEPPED = f"(?:{_FIRST}|[1-9])?{_STEP}{_REST}"
_SECTION = f"{_NEXT}{_REST}"
_HEAD = f"(?:{STEPPED}|{_FIRST}|\\d{{1,4}})"
_BELOW = f"(?:{_SECTION}|零[{DIGITS}](?![{DIGITS}零〇\\d]))"
# Beyond a myriad: what ends with one is a number and its magnitude, 五万.
MYRIADS = f"{_HEAD}亿零?{_HEAD}万{_BELOW}?|{_HEAD}[亿万]{_BELOW}"
# 晚上八点五十块 is an hour, and so is 八点一块.
_AFTER_POINT = f"[零一二三四五六七八九]{{1,3}}(?![{DIGITS}零十百千\\d])"
DECIMAL = f"(?<![午晚早上天])(?:{STEPPED}|[零{_PLAIN}])点(?!一[块元]){_AFTER_POINT}"
_ALONE = f"{_FIRST}(?![零〇{DIGITS}\\d])"  # 一三八 are digits in a row
HAN = f"{MYRIADS}|{DECIMAL}|{STEPPED}|{_ALONE}"

# 两三万, 七八百, 三五千: from the first to the second, each so often.
_PAIRS = ("一两", "一二", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九")
PAIR = f"(?:{'|'.join(_PAIRS)})(?=[百千万])"
LOW_OF_PAIR = "|".join(f"{pair[0]}(?={pair[1]}[百千万])" for pair in _PAIRS)
BETWEEN_PAIR = f"(?<=[{_PLAIN}])(?=[{_PLAIN}][百千万])"

_STEPS = {"十": 10, "拾": 10, "百": 100, "千": 1_000, "仟": 1_000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_TOKENS = re.compile("[0-9]{1,4}|[十拾百千仟万亿]")
_ONE_STEP = re.compile(f"[{_PLAIN}1-9]([百千])")


def read_han(written: str) -> Decimal:
    """Read what HAN matched."""
    whole, _, part = digits_text(written).partition("点")
    total = section = 0
    step, digits = 1, ""
    for token in _TOKENS.findall(whole):
        if token in _STEPS:
            step = _STEPS[token]
            section += int(digits or 1) * step
            digits = ""
        elif token in _MYRIADS:
            total += (section + int(digits or 0)) * _MYRIADS[token]
            section, step, digits = 0, 1, ""
        else:
            digits = token
    # 两千五 is 2500, 二十五 is 25: a last digit counts tens of the step before it.
    unit = 1 if digits.startswith("0") else max(step // 10, 1)
    value = Decimal(total + section + int(digits or 0) * unit)
    return value + Decimal(f"0.{part}") if part else value


def shared_step(low: str, high: str) -> int:
    """What 百 or 千 behind the second number counts for the first, too: 两三百, 三到五百."""
    found = _ONE_STEP.fullmatch(high)
    return _STEPS[found[1]] if found and len(low) == 1 else 1
