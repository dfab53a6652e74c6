"""Phone numbers, by numbering plan: precision before recall.

An order number, a price or a QQ number is not a phone, so a bare run of digits counts only as a
mainland-China mobile number; every other plan needs a plus sign, the national way of grouping, or
a word that says so.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from plainsight.detect.extract.budget import Budget
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_GAP = r"[\s\-._·*~/()]"
_INTERNATIONAL = re.compile(rf"(?<![\d+])(?:\+|00){_GAP}?[1-9](?:{_GAP}{{0,3}}\d){{7,14}}(?!\d)")
_CHINA = re.compile(
    rf"(?<!\d)(?:86{_GAP}{{0,2}})?(1{_GAP}{{0,2}}[3-9](?:{_GAP}{{0,2}}\d){{9}})(?!\d)"
)
_GROUPED = re.compile(
    r"(?<![\d\-.+])(?:1[\s\-.])?(?:\([2-9]\d\d\)[\s\-.]?|[2-9]\d\d[\s\-.])[2-9]\d\d[\s\-.]\d{4}(?![\d\-])"
)
_CUE = re.compile(
    r"(?:电话|手机|热线|联系电话|致电|拨打|短信|whats ?app|whats|wsp|wpp|wasap|guasap|(?<![a-z])(?:tel[eé]?f?o?n?o?"
    r"|phone|call|text|txt|sms|cell?|cel(?:ular)?|m[oó]vil|mobile|ring|dial|ll[aá]m[ae](?:me|r)?|marca"
    r"|n[uú]mero|wa|signal|sim)|[\u260e\u2706\U0001f4de\U0001f4f1\U0001f4f2])"
    rf"[\s:：#.,=\-]{{0,4}}(?:(?:me|us|now|at|on|al|no|is|号|号码|:)[\s:.]{{0,3}}){{0,2}}"
    rf"(\(?\d(?:{_GAP}{{0,3}}\d){{6,13}})(?!\d)"
)
_NOT_A_PHONE = re.compile(
    r"(?:单号|订单|运单|快递|编号|流水|卡号|账号|帐号|号段|order|tracking|invoice|ref|serial|isbn|sku|gu[ií]a"
    r"|pedido|folio|factura|扣扣|企鹅|球球|qq|id|uid|cas)[\s:：#.=号no]{0,6}$"
)
_HONG_KONG = re.compile(
    rf"(?:香港|hong ?kong|(?<![a-z])hk)[^\d]{{0,10}}([5-9]\d{{3}}{_GAP}?\d{{4}})(?!\d)"
)
_SPANISH = re.compile(
    r"[ñ¿¡áéíóú]|\b(?:pesos?|al|por|para|m[eé]xico|mx|env[ií]o|llama|escr[ií]beme|hola)\b"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_phones(tracks: Tracks) -> Iterator[Draft]:
    """Numbers in E.164; each costly look at a numbering plan is paid for by the text's length."""
    budget = Budget(chars=len(tracks.plain), per_chars=16)
    digits = tracks.digits
    for found in _INTERNATIONAL.finditer(digits):
        written = re.sub(r"^00", "+", re.sub(r"[^\d+]", "", found.group()))
        yield from _validated(written, (None,), found.span(), budget)
    for found in _CHINA.finditer(digits):
        if _is_one_number(digits, found) and not _NOT_A_PHONE.search(digits, *_before(found)):
            yield from _validated(found[1], ("CN",), found.span(), budget)
    for found in _GROUPED.finditer(digits):
        if not _NOT_A_PHONE.search(digits, *_before(found)):
            yield from _validated(found.group(), _regions(digits, ("US",)), found.span(), budget)
    for pattern in (_CUE, _HONG_KONG):
        for found in pattern.finditer(digits):
            plans = ("HK",) if pattern is _HONG_KONG else _regions(digits, ())
            yield from _validated(found[1], plans, found.span(1), budget)


@lru_cache(maxsize=4096)
def parse_phone(written: str, region: str | None) -> str | None:
    """E.164 of a number that its numbering plan allows, or None."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _validated(
    written: str, regions: tuple[str | None, ...], span: tuple[int, int], budget: Budget
) -> Iterator[Draft]:
    for region in regions:
        if not budget.spend():
            return
        value = parse_phone(re.sub(r"[^\d+]", "", written), region)
        if value is not None:
            yield Draft(ExtractKind.PHONE, value, *span, True)
            return


def _before(found: re.Match[str]) -> tuple[int, int]:
    return max(0, found.start() - 16), found.start()


def _is_one_number(digits: str, found: re.Match[str]) -> bool:
    """Grouped as people group a mobile number, and not the head of a longer row of digits."""
    groups = [len(group) for group in re.findall(r"\d+", found[1])]
    usual = groups in ([11], [3, 4, 4]) or set(groups) == {1}
    if not usual and (len(groups) > 5 or min(groups) < 2):
        return False
    following = digits[found.end() : found.end() + 2]
    preceding = digits[max(0, found.start() - 2) : found.start()]
    is_longer = re.match(rf"{_GAP}\d", following) or re.search(rf"\d{_GAP}$", preceding)
    return usual if is_longer else True


def _regions(digits: str, first: tuple[str, ...]) -> tuple[str, ...]:
    if _HAN.search(digits):
        return ("CN", "HK", *first)
    if _SPANISH.search(digits):
        return ("MX", "ES", "US", *first)
    return first or ("US", "GB", "MX")
