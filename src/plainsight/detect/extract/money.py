"""Amounts, rates, percentages and currencies."""

import re
from collections.abc import Iterator
from decimal import Decimal

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

# Beside a number; the first column is ISO 4217 or the token's symbol.
_UNITS = {
    "USDT": ("usdt", "泰达币", "油", "u", "tether"),
    "USDC": ("usdc",),
    "BTC": ("btc", "比特币", "bitcoins?"),
    "ETH": ("eth", "以太坊?"),
    "TRX": ("trx",),
    "XMR": ("xmr", "monero"),
    "LTC": ("ltc",),
    "USD": ("usd", "美金", "美元", "美刀", "刀", "dollars?", "d[oó]lar(?:es)?", "bucks?", "us\\$"),
    "CNY": ("rmb", "cny", "人民币", "软妹币", "元", "块钱", "块", "yuan(?:es)?", "r"),
    "HKD": ("hkd", "港币", "港元"),
    "MXN": ("mxn", "比索", "pesos? mexicanos?", "pesos?"),
    "MYR": ("myr", "马币", "rm"),
    "SGD": ("sgd", "新币", "新加坡币"),
    "EUR": ("eur", "euros?", "欧元", "€"),
    "GBP": ("gbp", "英镑", "quid", "£"),
    "JPY": ("jpy", "日元", "日币", "円"),
    "KRW": ("krw", "韩元", "韩币"),
    "THB": ("thb", "泰铢", "泰币"),
    "TWD": ("twd", "台币", "新台币"),
    "AUD": ("aud", "澳元", "澳币"),
    "CAD": ("cad", "加币", "加元"),
    "PHP": ("php", "菲币", "披索"),
}
_SIGNS = {
    "us$": "USD",
    "hk$": "HKD",
    "mx$": "MXN",
    "nt$": "TWD",
    "s$": "SGD",
    "a$": "AUD",
    "c$": "CAD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "usd": "USD",
    "rmb": "CNY",
    "mxn": "MXN",
    "hkd": "HKD",
    "rm": "MYR",
}
_MAGNITUDES = {
    "百": 100,
    "千": 1_000,
    "k": 1_000,
    "mil": 1_000,
    "thousand": 1_000,
    "grand": 1_000,
    "万": 10_000,
    "w": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "million": 1_000_000,
    "mill[oó]n(?:es)?(?: de)?": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_HAN_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_STEPS = {"十": 10, "百": 100, "千": 1000}

_ARABIC = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:[.,]\d{1,4})?"
_HAN = "[零一二两三四五六七八九十百千]{1,8}"
_TO = r"\s?(?:-|~|—|–|到|至|a|to)\s?"
_BARE_CURRENCY = {
    "USDT": r"usdt|泰达币|(?:[出收回换买卖充提搬黑白]|接回|下浮出)\s?(?:u(?![a-z0-9])|油(?!卡|站|价|费))|(?<![a-z])u商",
    "USD": r"美金|美元|美刀|(?<![a-z])(?:usd|dollars|d[oó]lares)(?![a-z])",
    "CNY": r"人民币|软妹币|(?<![a-z])(?:rmb|cny|yuan(?:es)?|renminbi)(?![a-z])",
    "MXN": r"比索|(?<![a-z])(?:mxn|pesos)(?![a-z])",
    "HKD": r"港币|港元|(?<![a-z])hkd(?![a-z])",
    "MYR": r"马币", "SGD": r"新币", "JPY": r"日元|日币", "EUR": r"欧元|(?<![a-z])euros(?![a-z])",
    "THB": r"泰铢|泰币", "TWD": r"台币", "KRW": r"韩元|韩币", "PHP": r"菲币", "GBP": r"英镑",
    "BTC": r"比特币|(?<![a-z])(?:btc|bitcoins?)(?![a-z])", "XMR": r"(?<![a-z])(?:xmr|monero)(?![a-z])",
}  # fmt: skip


def _unit_pattern() -> str:
    words = [(word, code) for code, names in _UNITS.items() for word in names]
    words.sort(key=lambda pair: -len(pair[0]))
    return "|".join(f"{word}(?![a-z])" if word[-1].isascii() else word for word, _ in words)


def _magnitude_pattern() -> str:
    words = sorted(_MAGNITUDES, key=lambda word: -len(word))
    return "|".join(f"{word}(?![a-z0-9])" if word[0].isascii() else word for word in words)


_MAG = _magnitude_pattern()
_AMOUNT = re.compile(
    r"(?<![\d.,a-z])"
    rf"(?P<sign>(?:us|hk|mx|nt|s|a|c)?\$|[€£¥]|(?:usd|rmb|mxn|hkd|rm)(?=\s?\d))?\s?"
    rf"(?P<low>{_ARABIC}|{_HAN})\s?(?P<lowmag>{_MAG})?"
    rf"(?:{_TO}(?:us)?[$€£¥]?(?P<high>{_ARABIC}|{_HAN})(?!\s?%)\s?(?P<highmag>{_MAG})?)?"
    rf"\s?(?P<unit>{_unit_pattern()})?"
)
_PERCENT = re.compile(
    rf"(?<![\d.,])(?P<low>\d{{1,4}}(?:[.,]\d{{1,3}})?|{_HAN})\s?%?(?:{_TO}(?P<high>\d{{1,4}}(?:[.,]\d{{1,3}})?|{_HAN}))?"
    r"\s?\+?\s?(?:%|percent(?![a-z])|por ciento|个点|个百分点)"
    rf"|百分之(?P<han>{_HAN}|\d{{1,3}})"
)
_RATE = re.compile(
    r"(?P<word>汇率|费率|点位|点数|比例|(?<![a-z])(?:exchange rate|rate|tasa|tipo de cambio|cambio))"
    r"[\s:：是为高达@=]{0,4}(?:(?:a|de|at|of|is|es)\s)?\s?"
    r"(?:(?P<one>1)\s?(?::|比|=|/|/)\s?)?(?P<low>\d{1,6}(?:[.,]\d{1,6})?)"
    rf"(?:{_TO}(?P<high>\d{{1,6}}(?:[.,]\d{{1,6}})?))?\s?(?P<percent>%|个点)?(?![\d万wk])"
)
_RATIO = re.compile(r"(?<![\d.:])1\s?(?::|比)\s?(?P<low>\d{1,3}\.\d{1,4})(?![\d:.])")
_CURRENCY = re.compile("|".join(f"(?P<{code}>{names})" for code, names in _BARE_CURRENCY.items()))
_UNIT_CODES = [(re.compile(word), code) for code, names in _UNITS.items() for word in names]
_MAGNITUDE_SIZES = [(re.compile(word), size) for word, size in _MAGNITUDES.items()]


def find_rates(tracks: Tracks) -> Iterator[Draft]:
    """汇率7.2, rate 1:7.1, 点位25 (of a hundred)."""
    for found in _RATE.finditer(tracks.plain):
        value = _range(_number(found["low"]), _number(found["high"]))
        if found["percent"] or found["word"] in ("点位", "点数", "费率"):
            value += "%"
        yield Draft(ExtractKind.RATE, value, *found.span(), False, found["word"])
    for found in _RATIO.finditer(tracks.plain):
        yield Draft(ExtractKind.RATE, _text(_number(found["low"])), *found.span(), False, "ratio")


def find_percents(tracks: Tracks) -> Iterator[Draft]:
    """15%, 15%-25%, 十个点, 百分之十."""
    for found in _PERCENT.finditer(tracks.plain):
        value = _range(_number(found["han"] or found["low"]), _number(found["high"]))
        yield Draft(ExtractKind.PERCENT, value, *found.span(), False)


def find_amounts(tracks: Tracks) -> Iterator[Draft]:
    """A number with a currency or a magnitude; a bare number is no amount."""
    for found in _AMOUNT.finditer(tracks.plain):
        code = _code(found)
        if code is None and not (found["lowmag"] or found["highmag"]):
            continue
        low, high = _number(found["low"]), _number(found["high"])
        size = _size(found["lowmag"] or found["highmag"])
        if low is None:
            continue
        top = None if high is None else high * _size(found["highmag"] or found["lowmag"])
        value = _range(low * size, top) + (f" {code}" if code else "")
        start, end = found.span()
        end -= len(found.group()) - len(found.group().rstrip())
        start += len(found.group()) - len(found.group().lstrip())
        yield Draft(ExtractKind.AMOUNT, value, start, end, code is not None)


def find_currencies(tracks: Tracks) -> Iterator[Draft]:
    """Currencies named without an amount: 出U, 收美金."""
    for found in _CURRENCY.finditer(tracks.plain):
        code = found.lastgroup or ""
        yield Draft(ExtractKind.CURRENCY, code, *found.span(), True)


def _code(found: re.Match[str]) -> str | None:
    unit = found["unit"]
    if unit:
        return next(code for pattern, code in _UNIT_CODES if pattern.fullmatch(unit))
    return _SIGNS.get(found["sign"] or "")


def _size(magnitude: str | None) -> int:
    if not magnitude:
        return 1
    return next(size for pattern, size in _MAGNITUDE_SIZES if pattern.fullmatch(magnitude))


def _number(written: str | None) -> Decimal | None:
    if not written:
        return None
    if written[0].isdigit():
        return _arabic(written)
    total = digit = 0
    for symbol in written:
        if symbol in _HAN_DIGITS:
            digit = _HAN_DIGITS[symbol]
        else:
            total += (digit or 1) * _HAN_STEPS[symbol]
            digit = 0
    return Decimal(total + digit)


def _arabic(written: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return Decimal(written.replace(",", ""))
    return Decimal(written.replace(",", "."))


def _range(low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return "" if high is None else _text(high)
    return _text(low) if high is None or high <= low else f"{_text(low)}-{_text(high)}"


def _text(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
