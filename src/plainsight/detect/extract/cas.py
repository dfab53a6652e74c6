"""CAS registry numbers: two to seven digits, two digits and a check digit.

Source: CAS, "Check Digit Verification of CAS Registry Numbers": the digits before the check digit
are weighted 1, 2, 3 ... from the right and summed modulo 10. Precursors are advertised "through
their CAS number" (FinCEN FIN-2024-A002, flag 4).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.plain import bare_digits
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

DASH = r"\s?[\-~_\u2010-\u2015\u2212\u2043\u2500\u30fc]\s?"
_DASHED = re.compile(rf"(\d(?<!\d\d)\d{{1,6}}){DASH}(\d{{2}}){DASH}(\d)(?!\d)")
_CAS = r"c\.?\s?a\.?\s?s\.?(?:\s{0,2}(?:rn|no|number|num|nr|numero|号|编号|登录号))?"
_EDGE = r"[\s.:#=()\[\]\-]{0,4}"
_NAMED = re.compile(
    rf"(?<![a-z]){_CAS}{_EDGE}(\d{{2,7}})(?:[\s./·_*-]{{0,3}}(\d{{2}})[\s./·_*-]{{0,3}}(\d))?(?!\d)"
)
_SPACED = re.compile(rf"(?<![a-z]){_CAS}{_EDGE}(\d(?:[\s\-./·_]{{1,3}}\d){{4,9}})(?!\d)")
_SAYS_CAS = re.compile(rf"{_CAS}{_EDGE}$")
_DATE_GOES_ON = re.compile(rf"(?:{DASH}|[./:])\d")
_NUMBER_BEFORE = re.compile(rf"\d(?:{DASH}|[./,:])$|[a-z+$€£¥#_]$")
_MENTIONS_CAS = re.compile(r"c\.?\s?a\.?\s?s")
_NEXT = re.compile(r"[/,、;|.:]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TRADE_CHARS = 80


def is_cas_number(digits: str) -> bool:
    """Say whether bare digits end in the right check digit."""
    if not 5 <= len(digits) <= 10 or digits[0] == "0" or not digits.isascii():
        return False
    weighted = sum(place * int(digit) for place, digit in enumerate(digits[-2::-1], 1))
    return weighted % 10 == int(digits[-1])


def find_cas(tracks: Tracks) -> Iterator[Draft]:
    """Validated numbers; after the word CAS also dashless and, beside trade words, cut ones."""
    if not tracks.has_digit:
        return
    digits = tracks.digits
    dashed = [found for found in _DASHED.finditer(digits) if is_cas_number(_bare(found))]
    for listed in _lists(digits, dashed):
        # What goes before the first or on behind the last: a date, a phone, an order number.
        if _begins_alone(digits, listed[0]) and not _DATE_GOES_ON.match(digits, listed[-1].end()):
            yield from (_checked(_bare(found), *found.span()) for found in listed)
    if not _MENTIONS_CAS.search(tracks.plain):
        return
    for found in _SPACED.finditer(digits):
        bare = bare_digits(found[1])
        if is_cas_number(bare):
            yield _checked(bare, *found.span(1))
    for found in _NAMED.finditer(digits):
        yield from _named(tracks, found)


def _bare(found: re.Match[str]) -> str:
    return "".join(found.groups())


def _lists(digits: str, dashed: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Numbers that one mark sets apart, as in 28578-16-7/79099-07-3, are judged together."""
    listed: list[re.Match[str]] = []
    for found in dashed:
        if listed and not _NEXT.fullmatch(digits, listed[-1].end(), found.start()):
            yield listed
            listed = []
        listed.append(found)
    if listed:
        yield listed


def _begins_alone(digits: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before = digits[max(0, start - 24) : start]
    if _SAYS_CAS.search(before):
        return True
    if _NUMBER_BEFORE.search(before) or re.match(r"[a-z%]", digits[end : end + 1]):
        return False
    # 2016-05-3 is a day before it is a chemical.
    return not (_YEAR.fullmatch(found[1]) and 1 <= int(found[2]) <= 12)


def _named(tracks: Tracks, found: re.Match[str]) -> Iterator[Draft]:
    first, second, check = found.groups()
    bare = first + (second or "") + (check or "")
    start, end = found.start(1), found.end(3) if check else found.end(1)
    if is_cas_number(bare):
        yield _checked(bare, start, end)
    elif not second and 4 <= len(first) <= 7 and _is_traded(tracks, start, end):
        yield Draft(ExtractKind.CAS, first, start, end, False, "first group only")


def _is_traded(tracks: Tracks, start: int, end: int) -> bool:
    trade = tracks.words(Sense.TRADE)
    near = bisect_left(trade, start - _TRADE_CHARS, key=lambda word: word.start)
    return near < len(trade) and trade[near].start <= end + _TRADE_CHARS


def _checked(bare: str, start: int, end: int) -> Draft:
    return Draft(ExtractKind.CAS, f"{bare[:-3]}-{bare[-3:-1]}-{bare[-1]}", start, end, True)
