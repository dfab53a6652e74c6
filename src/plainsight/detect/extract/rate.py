"""Rates, percentages and the currencies they are about: 汇率7.2, 1:7.1, 点位25, 15-25%."""

import re
from collections.abc import Iterator
from decimal import Decimal

from plainsight.detect.extract.han_number import DECIMAL, HAN
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numeral import TO, read_number, write_number, write_range
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

# 。 is what a Chinese keyboard types: 汇率7。2. 收5万。2点见 are two sentences.
_DECIMAL = rf"(?:\d{{1,6}}(?:[.,]\d{{1,6}}|。\d{{1,3}}(?![\d月日号点年]))?|{DECIMAL})"
_SHORT = rf"(?:\d{{1,4}}(?:[.,]\d{{1,3}})?|{HAN})"
_AFTER_WORD = re.compile(
    r"[\s:是为高达给@=]{0,4}(?:(?:a|de|at|of|is|es)\s)?\s?"
    rf"(?:(?P<one>1)\s?(?::|比|=|/)\s?)?(?P<low>{_DECIMAL})"
    rf"(?:\s?%?{TO}(?P<high>{_DECIMAL}))?\+?\s?(?P<percent>%|个点)?(?!\d|[.,:]\d|\s?[万wk元块ud$])"
)
_RATIO = re.compile(r"1(?<![\d.:].)\s?(?::|比)\s?(?P<low>\d{1,3}\.\d{1,4})(?![\d:.])", re.DOTALL)
_MONEY = "usdt|usd|u|rmb|cny|mxn|hkd|eur|美金|美元|美刀|刀|人民币|比索|pesos?|dolar(?:es)?"
_DECIMALS = r"(?P<low>\d{1,4}(?:\.\d{1,4})?)(?![\d.,万wk])"
_PAIR = re.compile(rf"(?:{_MONEY})\s?[/兑对换]\s?(?:{_MONEY})[\s:=是]{{0,3}}{_DECIMALS}")
_EQUALS = re.compile(rf"(?:\$\s?1|1\s?(?:{_MONEY}))\s?=\s?{_DECIMALS}")
# 19.5 pesos per dollar, 18.5 el dólar, 7.2元/美元: what one of them costs.
_PRICE_OF_ONE = re.compile(
    rf"(?<![\d.,])\$?(?P<low>\d{{1,4}}[.,]\d{{1,4}})\s?(?:(?:{_MONEY}|元|块)\s?)?"
    r"(?:(?:/|(?<![a-z])(?:per|por|x|el))\s?(?:cada )?(?:us )?(?:dolar|dollar|usdt|usd)(?![a-z])"
    r"|(?:/|[兑换]1)\s?(?:美金|美元|美刀|刀|u(?![a-z盘盾])))"
)
# 1000 USDT at 7.25, dólares a 18.50: the number alone, as the sum before it is another value.
_AT = re.compile(
    r"(?<![a-z])(?:usdt|usd|dollars?|dolar(?:es)?)\s(?:at|a|en)\s"
    r"(?P<low>\d{1,4}[.,]\d{1,4})(?![\d.,:%]|\s?(?:[ap]m|h|hs|hrs|k|m|mil)(?![a-z]))"
)
# 7.18出U, 收u 7.05: what a coin of one dollar costs in yuan stands beside the trade in it.
_TRADE = "(?:[出收卖买]|回收|收购|出售)"
_COIN = "(?:usdt|u(?![a-z盘盾])|泰达币?)"
_YUAN_OF_COIN = r"(?<![\d.,:/$])(?P<low>[5-9]\.\d{1,3})"
_COIN_AFTER = re.compile(rf"{_YUAN_OF_COIN}(?:元|块|的)?\s?(?:大量|长期)?{_TRADE}[个点]?{_COIN}")
_COIN_BEFORE = re.compile(
    rf"{_TRADE}[个点]?{_COIN}[\s:@]{{0,3}}{_YUAN_OF_COIN}(?![\d.,:]|\s?[%万千wk折号日月gt])"
)
# A word whose number is a share even without the sign.
_SHARES = frozenset({"点位", "点数", "费率", "抽成", "佣金", "comision", "fee"})
# A word whose number without the sign may be anything: a sum, a score.
_NEEDS_SIGN = frozenset({"佣金", "comision", "fee", "比例", "抽成"})
_PERCENT = re.compile(
    rf"(?P<low>{_SHORT})\s?%?(?:{TO}(?P<high>{_SHORT}))?\+?\s?"
    r"(?:%|percent(?![a-z])|por ciento|个点|个百分点)"
)
_PARTS = re.compile(
    rf"(?<![一二两三四五六七八九十百千])(?P<parts>[百千])分之(?P<low>\d{{1,3}}(?:\.\d{{1,2}})?|{HAN})"
    rf"(?:{TO}(?:(?P=parts)分之)?(?P<high>\d{{1,3}}|{HAN}))?"
)
# 回油卡 and 出油站 are about petrol, 收U盘 about a memory stick.
_PETROL = frozenset("卡站价费田烟画")
_NOT_USDT = frozenset("0123456789盘盾")


def find_rates(tracks: Tracks) -> Iterator[Draft]:
    """Rates as plain numbers ("7.2"), shares with their sign ("25%")."""
    plain = tracks.plain
    if not tracks.has_digit:
        return
    for word in tracks.words(Sense.RATE):
        found = _AFTER_WORD.match(plain, word.end)
        if not found or (word.key in _NEEDS_SIGN and not (found["percent"] or found["one"])):
            continue
        value = write_range(_read(found["low"]), _read(found["high"]))
        if found["percent"] or (word.key in _SHARES and not found["one"]):
            value += "%"
        end = max(found.end(name) for name in ("low", "high", "percent"))
        yield Draft(ExtractKind.RATE, value, word.start, end, False, word.key)
    for pattern in (_RATIO, _PAIR, _EQUALS, _PRICE_OF_ONE):
        for found in pattern.finditer(plain):
            value = write_number(_read(found["low"]))
            yield Draft(ExtractKind.RATE, value, *found.span(), False, "one to")
    for pattern in (_AT, _COIN_AFTER, _COIN_BEFORE):  # what it is the price of is read for itself
        for found in pattern.finditer(plain):
            value = write_number(_read(found["low"]))
            yield Draft(ExtractKind.RATE, value, *found.span("low"), False, "one to")


def find_percents(tracks: Tracks) -> Iterator[Draft]:
    """Percentages as bare numbers: "15-25"."""
    plain = tracks.plain
    if "%" in plain or "点" in plain or "percent" in plain or "por ciento" in plain:
        end = 0
        for start in tracks.number_starts:
            found = _PERCENT.match(plain, start) if start >= end else None
            if found:
                end = found.end()
                value = write_range(_read(found["low"]), _read(found["high"]))
                yield Draft(ExtractKind.PERCENT, value, start, end)
    if "分之" in plain:
        for found in _PARTS.finditer(plain):
            of_hundred = 1 if found["parts"] == "百" else 10
            low, high = _read(found["low"]) / of_hundred, _read(found["high"]) / of_hundred
            value = write_range(low, high)
            yield Draft(ExtractKind.PERCENT, value, *found.span())


def find_currencies(tracks: Tracks) -> Iterator[Draft]:
    """Currencies named without an amount: 出U, 收美金, dólares."""
    for word in tracks.words(Sense.CURRENCY):
        last, following = tracks.plain[word.end - 1], tracks.plain[word.end : word.end + 1]
        if (last == "油" and following in _PETROL) or (last == "u" and following in _NOT_USDT):
            continue
        yield Draft(ExtractKind.CURRENCY, word.key, word.start, word.end, True)


def _read(written: str | None) -> Decimal:
    return read_number((written or "0").replace("。", ".")) or Decimal(0)
