"""The folded text extractors read: FOLD, except that 一天 is not a digit and 5。3 not a decimal."""

import re
from functools import cache

from plainsight.detect.tables.load import fold_table

# 洞, 幺, 拐 and 勾 are how digits are read out over the phone.
NUMERALS = {
    "0": "零〇洞",
    "1": "一壹幺弌",
    "2": "二贰貳两兩弍",
    "3": "三叁參弎",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒拐",
    "8": "八捌",
    "9": "九玖勾",
}
CLAUSE_MARKS = "。，、；"
_NOT_DIGIT = re.compile(r"\D")


def plain_text(text: str) -> str:
    """Fold, with Han numerals and clause marks kept; same length as the FOLD view."""
    return text.translate(_plain_table())


def digits_text(plain: str) -> str:
    """Han numerals, and the words they are read out as, as 0 to 9; same length."""
    return plain.translate(_numeral_table())


def bare_digits(written: str) -> str:
    """The digits alone."""
    return _NOT_DIGIT.sub("", written)


@cache
def _plain_table() -> dict[int, str]:
    kept = CLAUSE_MARKS + "".join(NUMERALS.values())
    table = {point: to for point, to in fold_table().items() if chr(point) not in kept}
    # Half a surrogate pair is no character, and the vocabulary's search refuses it.
    return table | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@cache
def _numeral_table() -> dict[int, str]:
    return {ord(han): digit for digit, numerals in NUMERALS.items() for han in numerals}
