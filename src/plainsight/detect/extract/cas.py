"""CAS registry numbers: two to seven digits, two digits and a check digit.

Source: CAS, "Check Digit Verification of CAS Registry Numbers": the digits before the check digit
are weighted 1, 2, 3 ... from the right and summed modulo 10. Precursors are advertised "through
their CAS number" (FinCEN FIN-2024-A002, flag 4).
"""

import re
from collections.abc import Iterator

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_DASH = "[-\u2010-\u2015\u2212\u2043\u2500\u30fc\ufe63~_]"
_DASHED = re.compile(rf"(?<!\d)(\d{{2,7}})\s?{_DASH}\s?(\d{{2}})\s?{_DASH}\s?(\d)(?!\d)")
_NAMED = re.compile(
    r"(?<![a-z])c\.?\s?a\.?\s?s\.?(?:\s{0,2}(?:rn|no|number|num|nr|号|編號|编号|登录号))?"
    r"[\s.:#=№()\[\]-]{0,4}(\d{2,7})(?:[\s./·]{0,2}(\d{2})[\s./·]{0,2}(\d))?(?![\d-])"
)
_SAYS_CAS = re.compile(r"cas(?:\s{0,2}(?:rn|no|number|num|nr|号|编号))?[\s.:#=()\[\]]{0,4}$")
_TRADE = re.compile(
    r"powder|crystal|oil|stock|purity|supply|supplier|sell|sale|ship|deliver|customs|clearance"
    r"|vendor|factory|best|quality|kg|price|wholesale|bulk|order|bmk|pmk|现货|纯度|粉|出售|供应|清关"
    r"|双清|厂家|原料|中间体|发货|价格|批发|polvo|venta|vendo|envío|envio|pureza|proveedor|aduana"
)
_TRADE_CHARS = 80
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_cas_number(digits: str) -> bool:
    """Say whether bare digits end in the right check digit."""
    if not 5 <= len(digits) <= 10 or digits[0] == "0":
        return False
    weighted = sum(place * int(digit) for place, digit in enumerate(digits[-2::-1], 1))
    return weighted % 10 == int(digits[-1])


def find_cas(tracks: Tracks) -> Iterator[Draft]:
    """Validated numbers; after the word CAS also dashless and, beside trade words, cut ones."""
    plain = tracks.plain
    for found in _DASHED.finditer(plain):
        first, second, check = found.groups()
        if is_cas_number(first + second + check) and _stands_alone(plain, found):
            value = f"{first}-{second}-{check}"
            yield Draft(ExtractKind.CAS, value, found.start(), found.end(), True)
    if "s" in plain:
        for found in _NAMED.finditer(plain):
            draft = _named(plain, found)
            if draft is not None:
                yield draft


def _stands_alone(plain: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before, after = plain[max(0, start - 24) : start], plain[end : end + 2]
    if re.match(rf"(?:{_DASH}|[./,:])\d", after):
        return False  # a date, phone or order number goes on
    if _SAYS_CAS.search(before):
        return True
    if re.search(rf"\d(?:{_DASH}|[./,:])$", before) or re.search(r"[a-z+$€£¥]$", before):
        return False
    is_date = _YEAR.fullmatch(found[1]) and 1 <= int(found[2]) <= 12
    return not is_date and not re.match(r"[a-z%]", after)


def _named(plain: str, found: re.Match[str]) -> Draft | None:
    first, second, check = found.groups()
    digits = first + (second or "") + (check or "")
    start, end = found.start(1), found.end(3) if check else found.end(1)
    if is_cas_number(digits):
        value = f"{digits[:-3]}-{digits[-3:-1]}-{digits[-1]}"
        return Draft(ExtractKind.CAS, value, start, end, True)
    around = plain[max(0, start - _TRADE_CHARS) : end + _TRADE_CHARS]
    if second or not 4 <= len(first) <= 7 or not _TRADE.search(around):
        return None
    return Draft(ExtractKind.CAS, first, start, end, False, "first group only")
