"""Rates, percentages and the currencies they are about: 汇率7.2, 1:7.1, 点位25, 15-25%."""

import re
from collections.abc import Iterator
from decimal import Decimal

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numeral import HAN, TO, read_number, write_number, write_range
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

_DECIMAL = r"\d{1,6}(?:[.,]\d{1,6})?"
_RATE = re.compile(
    r"(?P<word>汇率|费率|点位|点数|比例|抽成|佣金|(?<![a-z])(?:exchange rate|rate|tasa"
    r"|tipo de cambio|cambio|comision|fee))"
    r"[\s:是为高达给@=]{0,4}(?:(?:a|de|at|of|is|es)\s)?\s?"
    rf"(?:(?P<one>1)\s?(?::|比|=|/)\s?)?(?P<low>{_DECIMAL})"
    rf"(?:\s?%?{TO}(?P<high>{_DECIMAL}))?\+?\s?(?P<percent>%|个点)?(?!\d|[.,:]\d|\s?[万wk元块ud$])"
)
_RATIO = re.compile(r"(?<![\d.:])1\s?(?::|比)\s?(?P<low>\d{1,3}\.\d{1,4})(?![\d:.])")
# A word of a rate whose number is a share even without the sign.
_SHARES = frozenset({"点位", "点数", "费率", "抽成", "佣金", "comision", "fee"})
_NEEDS_SIGN = frozenset({"佣金", "comision", "fee", "比例", "抽成"})
_PERCENT = re.compile(
    rf"(?<![\d])(?<!\d[.,])(?P<low>\d{{1,4}}(?:[.,]\d{{1,3}})?|{HAN})\s?%?"
    rf"(?:{TO}(?P<high>\d{{1,4}}(?:[.,]\d{{1,3}})?|{HAN}))?\+?\s?(?:%|percent(?![a-z])|por ciento"
    rf"|个点|个百分点)"
)
_HUNDREDTHS = re.compile(rf"百分之(?P<low>\d{{1,3}}|{HAN})")


def find_rates(tracks: Tracks) -> Iterator[Draft]:
    """Rates as plain numbers ("7.2"), shares with their sign ("25%")."""
    plain = tracks.plain
    if not tracks.has_digit:
        return
    for found in _RATE.finditer(plain):
        word = found["word"]
        if word in _NEEDS_SIGN and not (found["percent"] or found["one"]):
            continue
        value = write_range(_read(found["low"]), read_number(found["high"]))
        if found["percent"] or (word in _SHARES and not found["one"]):
            value += "%"
        end = max(found.end(name) for name in ("low", "high", "percent"))
        yield Draft(ExtractKind.RATE, value, found.start(), end, False, word)
    for found in _RATIO.finditer(plain):
        value = write_number(_read(found["low"]))
        yield Draft(ExtractKind.RATE, value, *found.span(), False, "one to")


def find_percents(tracks: Tracks) -> Iterator[Draft]:
    """Percentages as bare numbers: "15-25"."""
    plain = tracks.plain
    if "%" in plain or "点" in plain or "percent" in plain or "por ciento" in plain:
        for found in _PERCENT.finditer(plain):
            value = write_range(_read(found["low"]), read_number(found["high"]))
            yield Draft(ExtractKind.PERCENT, value, *found.span())
    if "百分之" in plain:
        for found in _HUNDREDTHS.finditer(plain):
            yield Draft(ExtractKind.PERCENT, write_number(_read(found["low"])), *found.span())


def find_currencies(tracks: Tracks) -> Iterator[Draft]:
    """Currencies named without an amount: 出U, 收美金, dólares."""
    for word in tracks.words(Sense.CURRENCY):
        # 回油卡, 出油站: there 油 is petrol.
        if tracks.plain[word.end - 1] == "油" and tracks.plain[word.end : word.end + 1] in tuple(
            "卡站价费田烟画"
        ):
            continue
        if tracks.plain[word.end - 1] == "u" and tracks.plain[word.end : word.end + 1] in tuple(
            "0123456789盘盾"
        ):
            continue
        yield Draft(ExtractKind.CURRENCY, word.key, word.start, word.end, True)


def _read(written: str) -> Decimal:
    return read_number(written) or Decimal(0)
