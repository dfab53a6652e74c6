"""The folded text extractors read: FOLD, except that 一天 is not a digit and 5。3 not a decimal."""

import re
from functools import cache

from phonenumbers import SUPPORTED_REGIONS

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
_LETTER_OF_FLAG = "[\U0001f1e6-\U0001f1ff]"
_FLAGS = re.compile(
    rf"(?P<name>@[A-Za-z0-9_]{{1,40}}|[0-9_])(?P<flags>(?:{_LETTER_OF_FLAG}{{2}}){{1,20}})(?!{_LETTER_OF_FLAG})"
)
_NO_LETTER = "\ufffd"
_NOT_DIGIT = re.compile(r"\D")


def plain_text(text: str) -> str:
    """Fold, with Han numerals and clause marks kept; same length as the FOLD view.

    A flag behind a name or a number is no part of it: @chedui_88🇨🇳.
    """
    return _FLAGS.sub(_without_flags, text).translate(_plain_table())


def digits_text(plain: str) -> str:
    """Han numerals, and the words they are read out as, as 0 to 9; same length."""
    return plain.translate(_numeral_table())


def bare_digits(written: str) -> str:
    """The digits alone."""
    return _NOT_DIGIT.sub("", written)


def _without_flags(found: re.Match[str]) -> str:
    flags = found["flags"]
    letters = flags.translate(fold_table()).upper()
    regions = {letters[at : at + 2] for at in range(0, len(letters), 2)}
    return found["name"] + _NO_LETTER * len(flags) if regions <= SUPPORTED_REGIONS else found[0]


@cache
def _plain_table() -> dict[int, str]:
    kept = CLAUSE_MARKS + "".join(NUMERALS.values())
    table = {point: to for point, to in fold_table().items() if chr(point) not in kept}
    # Half a surrogate pair is no character, and the vocabulary's search refuses it.
    return table | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@cache
def _numeral_table() -> dict[int, str]:
    return {ord(han): digit for digit, numerals in NUMERALS.items() for han in numerals}
