"""Which kinds of value a text can hold at all: a cheap look, never too narrow.

Read from the extractors: each needs digits enough, or a sign or name without which it finds none.
A property test holds every extracted value to it.
"""

import re
from functools import cache

from plainsight.detect.extract import cues
from plainsight.detect.extract.amount import ABOUT, SIGN_ENDS, followers
from plainsight.detect.extract.cas import DASH
from plainsight.detect.extract.han_number import DIGITS
from plainsight.detect.extract.kind import ExtractKind
from plainsight.detect.extract.lookup import may_name_something
from plainsight.detect.extract.piece_price import pattern as piece_price
from plainsight.detect.extract.plain import digits_text, plain_text
from plainsight.detect.extract.vocabulary import Sense
from plainsight.detect.extract.worth import is_worth_reading

_CAS_DIGITS_MIN = 4
_NUMBER_DIGITS_MIN = 5  # of a phone or a QQ number behind a platform's name; elsewhere seven
_WALLET_CHARS_MIN = 25
_NAME_CHARS_MIN = 4  # of a handle with a letter
_LINK_LETTERS_MIN = 2
_DIGIT = re.compile(r"\d")
_MULTIPLES = re.compile("[十百千]")
_LATIN = re.compile(r"[a-z_\-]")
_CAS_LIKE = re.compile(rf"\d\d{DASH}\d\d{DASH}\d|c\.?\s?a\.?\s?s")


def possible_kinds(text: str) -> frozenset[str]:
    """The kinds that `extract` may find in the text."""
    plain = plain_text(text)
    numbers = len(_DIGIT.findall(digits_text(plain))) + len(_MULTIPLES.findall(plain))
    latin = len(_LATIN.findall(plain))
    return _of(plain, kinds_with(min(numbers, NUMBERS_MAX), min(latin, LATIN_MAX)))


def possible_of(text: str, kinds: frozenset[str]) -> frozenset[str]:
    """Those of some kinds that `extract` may find in the text."""
    return _of(plain_text(text), kinds)


def _of(plain: str, kinds: frozenset[str]) -> frozenset[str]:
    if not is_worth_reading(plain):
        return frozenset()
    absent = [k for k, sign in _signs().items() if k in kinds and not sign.search(plain)]
    if "cas" in kinds and not _CAS_LIKE.search(digits_text(plain)):
        absent.append("cas")
    if "currency" in kinds and not may_name_something(plain):
        absent.append("currency")
    return kinds.difference(absent)


@cache
def kinds_with(numbers: int, latin: int) -> frozenset[str]:
    """The kinds that a text may hold, by how many digits and words that count, and Latin letters.

    Above NUMBERS_MAX and LATIN_MAX more of them make nothing more possible.
    """
    absent: set[str] = set()
    if numbers < 1:
        absent |= {"amount", "percent", "rate"}
    if numbers < _CAS_DIGITS_MIN:
        absent.add("cas")
    if numbers < _NUMBER_DIGITS_MIN:
        absent |= {"phone", "handle.qq"}
        if not latin or latin + numbers < _NAME_CHARS_MIN:
            absent |= _family("handle.")
    if latin + numbers < _WALLET_CHARS_MIN:
        absent |= _family("wallet.")
    if latin < _LINK_LETTERS_MIN:
        absent |= {"link", "email"}
    return frozenset(map(str, ExtractKind)) - absent


NUMBERS_MAX = LATIN_MAX = _WALLET_CHARS_MIN


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    """Kinds that need a certain sign somewhere."""
    follower = re.escape("".join(sorted(followers())))
    sign_end = re.escape("".join(sorted(SIGN_ENDS)))
    number = f"零拾{DIGITS}十百千仟0-9"
    words = [entry.text for entry in cues.entries() if entry.sense is Sense.RATE]
    named = "|".join(re.escape(plain_text(word)) for word in words)
    return {
        "amount": re.compile(
            rf"[{number}] ?几?{ABOUT}[{follower}]|[{sign_end}] ?[{number}]"
            rf"|(?:{piece_price().pattern})"
        ),
        "percent": re.compile(
            rf"[{number}]\s?%?\+?\s?(?:%|percent|por ciento|个点|个百分点)|[百千]分之"
        ),
        "rate": re.compile(
            rf"{named}|1\s?[:比]|[/兑对换=]|dol?lar|usd|u\s?[:@]?\s?\d|[出收卖买售购][个点]?[u泰]"
        ),
        "link": re.compile(r"[./·点]|dot|punto"),
        "email": re.compile("@|at|arroba"),
    }


def _family(head: str) -> set[str]:
    return {str(kind) for kind in ExtractKind if kind.startswith(head)}
