"""Phone numbers: precision before recall.

An order number, a price or a QQ number is not a phone, so a bare row of digits counts only as a
mainland-China mobile number; every other plan needs a plus sign, the national way of grouping, or
a word that says phone.
"""

import re
from collections.abc import Iterator

from plainsight.detect.extract.budget import Budget
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numbering import (
    read_international,
    read_national,
    read_phone,
    regions_of,
)
from plainsight.detect.extract.plain import bare_digits
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

# Anything but letters and digits may stand between digits, except what lists or prices use.
GAP = r"[^\w，。；、,;:%$€£¥@#=<>?!+]"
_LONG_ENOUGH = re.compile(rf"\d(?:(?:{GAP}|[a-z+]){{0,3}}\d){{6}}")
_INTERNATIONAL = re.compile(rf"(?<![\d+])(?:\+\s?|00){GAP}?[1-9](?:{GAP}{{0,3}}\d){{7,14}}(?!\d)")
_CHINA = re.compile(
    rf"(?<!\d)(?:(?:86|\(86\)){GAP}{{0,2}})?(1{GAP}{{0,3}}[3-9](?:{GAP}{{0,3}}\d){{9}})(?!\d)"
)
_CHINA_LETTERS = re.compile(
    r"(?<![0-9a-z])(1[3-9]\d[a-z]{1,2}\d{4}[a-z]{1,2}\d{4}|1[a-z][3-9](?:[a-z]\d){9})(?![0-9a-z])"
)
_GROUPED = re.compile(
    r"(?<![\d\-.+])(?:1[\s\-.])?(?:\([2-9]\d\d\)[\s\-.]?|[2-9]\d\d[\s\-.])\d{3}[\s\-.]\d{4}"
    r"(?![\d\-])"
)
_AFTER_CUE = re.compile(
    rf"[^\w+(]{{0,6}}(?:(?:me|us|now|at|on|al|is|a|no|es|number|whatsapp|号|号码|是"
    rf"|为)[^\w+(]{{1,3}}){{0,2}}"
    rf"((?:\+|\()?\d(?:{GAP}{{0,3}}\d){{6,13}})(?!\d)"
)
_NOT_A_PHONE = re.compile(
    r"(?:单号|订单|运单|快递|编号|流水|卡号|账号|帐号|号段|order|tracking|invoice|ref|serial|isbn"
    r"|sku|guia|pedido|folio"
    r"|factura|扣扣|企鹅|球球|qq|id|uid|cas)[\s:#.=号no]{0,6}$"
)
_GOES_ON = re.compile(rf"{GAP}\d")
_NEXT_MOBILE = re.compile(rf"{GAP}{{1,3}}1[3-9]")
_WENT_BEFORE = re.compile(rf"\d{GAP}$")
_MOBILE_BEFORE = re.compile(rf"1[3-9]\d{GAP}?\d{{4}}{GAP}?\d{{4}}{GAP}{{1,3}}$")
_BEFORE_CHARS = 16
# How far a number reaches beyond its seven digits that stand close together.
_REACH_BEFORE = 8
_REACH_AFTER = 40


def find_phones(tracks: Tracks) -> Iterator[Draft]:
    """Numbers in E.164. Every look into a numbering plan is paid for by the text's length."""
    plain, digits = tracks.plain, tracks.digits
    rows = [found.span() for found in _LONG_ENOUGH.finditer(digits)]
    if not rows:
        return
    budget = Budget(chars=len(digits), chars_per_attempt=16)
    reach = (max(0, rows[0][0] - _REACH_BEFORE), rows[-1][1] + _REACH_AFTER)
    # A Han numeral may belong to the next word (138...000一天), so ASCII digits are read first.
    has_han = any(plain[slice(*row)] != digits[slice(*row)] for row in rows)
    for track in (plain, digits) if has_han else (plain,):
        yield from _international(tracks, track, reach, budget)
        yield from _chinese(track, reach, budget)
    yield from _grouped(tracks, reach, budget)
    yield from _cued(tracks, budget)


def _international(
    tracks: Tracks, digits: str, reach: tuple[int, int], budget: Budget
) -> Iterator[Draft]:
    for found in _INTERNATIONAL.finditer(digits, *reach):
        if tracks.original[tracks.original_range(found.start(), found.start() + 1)[0]] == "➕":
            continue  # 加, not a country code
        if not budget.spend():
            return
        value = read_international(found.group())
        if value is not None:
            yield _phone(value, *found.span())


def _chinese(digits: str, reach: tuple[int, int], budget: Budget) -> Iterator[Draft]:
    for pattern in (_CHINA, _CHINA_LETTERS):
        for found in pattern.finditer(digits, *reach):
            if pattern is _CHINA and not _is_one_number(digits, found):
                continue
            if _is_named_otherwise(digits, found.start()) or not budget.spend():
                continue
            value = read_phone(_bare(found[1]), "CN")
            if value is not None:
                yield _phone(value, *found.span())


def _grouped(tracks: Tracks, reach: tuple[int, int], budget: Budget) -> Iterator[Draft]:
    for found in _GROUPED.finditer(tracks.plain, *reach):
        if not _is_named_otherwise(tracks.plain, found.start()):
            regions = ("US", *(region for region in regions_of(tracks) if region == "MX"))
            yield from _national(found.group(), found.span(), regions, budget)


def _cued(tracks: Tracks, budget: Budget) -> Iterator[Draft]:
    regions: tuple[str, ...] = ()
    for cue in tracks.words(Sense.PHONE_CUE) + tracks.words(Sense.COUNTRY):
        found = _AFTER_CUE.match(tracks.plain, cue.end)
        if not found or _is_named_otherwise(tracks.plain, found.start(1)):
            continue
        regions = regions or regions_of(tracks)
        # A country names a plan; it does not say phone, so its own plan alone counts.
        is_country = cue in tracks.words(Sense.COUNTRY)
        plans = (cue.key,) if is_country else regions
        yield from _national(found[1], found.span(1), plans, budget)


def _national(
    written: str, span: tuple[int, int], regions: tuple[str, ...], budget: Budget
) -> Iterator[Draft]:
    value = read_international(written) if written.startswith("+") else None
    for region in regions:
        if value is None and budget.spend():
            value = read_national(_bare(written), region)
    if value is not None:
        yield _phone(value, *span)


def _is_one_number(digits: str, found: re.Match[str]) -> bool:
    """Grouped as people group a mobile number, and not part of a longer row of digits."""
    groups = [len(group) for group in re.findall(r"\d+", found[1])]
    usual = groups in ([11], [3, 4, 4]) or set(groups) == {1}
    if not usual and (len(groups) > 5 or min(groups) < 2 or "\n" in found[1]):
        return False
    if len(groups) == 1:
        return True
    following = digits[found.end() : found.end() + 4]
    preceding = digits[max(0, found.start() - 16) : found.start()]
    goes_on = _GOES_ON.match(following) and not _NEXT_MOBILE.match(following)
    went_before = _WENT_BEFORE.search(preceding) and not _MOBILE_BEFORE.search(preceding)
    return not (goes_on or went_before)


def _is_named_otherwise(digits: str, start: int) -> bool:
    return bool(_NOT_A_PHONE.search(digits[max(0, start - _BEFORE_CHARS) : start]))


def _bare(written: str) -> str:
    return bare_digits(written)


def _phone(value: str, start: int, end: int) -> Draft:
    return Draft(ExtractKind.PHONE, value, start, end, True)
