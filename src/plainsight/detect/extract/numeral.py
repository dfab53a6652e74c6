"""Numbers as posts write them: 1,000.50, 1.000,50, 三十, 两千五."""

import re
from decimal import Decimal

from plainsight.detect.extract.plain import digits_text

# A blank between thousands (SI, and the RAE for Spanish) is taken for one where a group of three
# begins with 0, which no number does: 50 000. Elsewhere two numbers stand side by side: 15 100.
_BLANKS = r"\d{1,3}(?: \d{3}){0,3} 0\d\d(?: \d{3}){0,3}(?:[.,]\d{1,2})?(?!\d)"
ARABIC = (
    rf"{_BLANKS}|"
    r"\d{1,3}(?:\.\d{3}){1,4},\d{1,2}(?!\d)|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?"
    r"|\d{1,3}(?:\.\d{3}){2,4}|\d{1,12}(?:[.,]\d{1,6})?"
)
HAN = (
    "[零一二两三四五六七八九1-9]?[十百千](?:[零一二两三四五六七八九]?[十百千]?){0,3}"
    r"|[一二两三四五六七八九](?![零〇一二两三四五六七八九\d])"  # 一三八 are digits in a row
)
# 到, 至, a and to between two numbers; a dash of any width has been folded.
TO = r"\s?(?:-|~|到|至|(?<=\s)a(?=\s)|(?<=\s)to(?=\s))\s?"

_STEPS = {"十": 10, "百": 100, "千": 1000}
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3}){1,4},\d{1,2}")
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){2,4}")


def read_number(written: str | None) -> Decimal | None:
    """Read what ARABIC or HAN matched; None for None."""
    if not written:
        return None
    if any(step in written for step in _STEPS) or not written.isascii():
        return _han(digits_text(written))
    if " " in written:
        written = written.replace(" ", "")
    if _THOUSANDS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _EUROPEAN.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if _DOTTED_THOUSANDS.fullmatch(written):
        return Decimal(written.replace(".", ""))
    return Decimal(written.replace(",", "."))


def write_number(number: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_range(low: Decimal, high: Decimal | None) -> str:
    """Write "low-high", or the one number where there is no second one above it."""
    if high is None or high <= low:
        return write_number(low)
    return f"{write_number(low)}-{write_number(high)}"


def _han(written: str) -> Decimal:
    total = digit = step = 0
    for symbol in written:
        if symbol in _STEPS:
            step = _STEPS[symbol]
            total += (digit or 1) * step
            digit = 0
        else:
            digit = int(symbol)
            step = step if symbol != "0" else 0
    # 两千五 is 2500, 二十五 is 25: a last digit counts tens of the step before it.
    return Decimal(total + digit * max(step // 10, 1))
