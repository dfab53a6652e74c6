"""Currencies and tokens as posts write them: codes are ISO 4217, or the token's symbol."""

from collections.abc import Iterator

from plainsight.detect.extract.vocabulary import Entry, Sense, entries_of

# Beside a number. 油 and U are USDT only there, or after a verb of trade; R is 人民币 only there.
UNITS = {
    "USDT": "usdt|泰达币|油|u|tether",
    "USDC": "usdc",
    "BTC": "btc|比特币|bitcoin|bitcoins",
    "ETH": "eth|以太坊|以太",
    "TRX": "trx",
    "XMR": "xmr|monero",
    "LTC": "ltc",
    "USD": "usd|us dollars|美金|美元|美刀|刀|dollar|dollars|dolar|dolares|dlls|dls|bucks|us$|$",
    "CNY": "rmb|cny|人民币|软妹币|元|圆|圓|块钱|块|yuan|yuanes|renminbi|r|¥",
    "HKD": "hkd|港币|港元|港纸",
    "MXN": "mxn|墨西哥比索|比索|pesos mexicanos|pesos|peso|varos",
    "MYR": "myr|马币|ringgit|rm",
    "SGD": "sgd|新币|新加坡币",
    "EUR": "eur|euro|euros|欧元|€",
    "GBP": "gbp|英镑|quid|£",
    "JPY": "jpy|日元|日币|円|yen",
    "KRW": "krw|韩元|韩币|₩",
    "THB": "thb|泰铢|泰币|baht|฿",
    "TWD": "twd|台币|新台币|ntd",
    "AUD": "aud|澳元|澳币",
    "CAD": "cad|加币|加元",
    "PHP": "php|菲币|披索|₱",
    "VND": "vnd|越南盾|₫",
    "IDR": "idr|印尼盾",
    "AED": "aed|迪拉姆|dirham",
    "RUB": "rub|卢布|rubles|₽",
    "INR": "inr|rupees|卢比|₹",
    "BRL": "brl|reais|雷亚尔",
    "COP": "pesos colombianos",
    "ARS": "ars|pesos argentinos",
    "CLP": "clp|pesos chilenos",
    "PEN": "soles",
    "NGN": "ngn|naira|₦",
}
SIGNS = {
    "us$": "USD", "hk$": "HKD", "mx$": "MXN", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "c$": "CAD",
    "r$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "usd": "USD", "rmb": "CNY", "mxn": "MXN",
    "hkd": "HKD", "rm": "MYR", "usdt": "USDT",
}  # fmt: skip
MAGNITUDES = {
    "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "百万": 1_000_000, "千万": 10_000_000,
    "k": 1_000, "w": 10_000, "mil": 1_000, "thousand": 1_000, "grand": 1_000,
    "lucas": 1_000,
    "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "million": 1_000_000, "millions": 1_000_000,
    "millon": 1_000_000, "millones": 1_000_000, "millones de": 1_000_000,
    "mdp": 1_000_000, "mdd": 1_000_000, "mil millones de": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
# Without a currency, only these make an amount: 5m is as often five metres.
TELLING = frozenset({"百", "千", "万", "亿", "百万", "千万", "k", "w", "grand", "lucas"})

_TRADE_VERBS = "出收回换买卖充提搬兑付黑白"
# Named without an amount.
_BARE = {
    "USDT": "usdt|泰达币|u商|油商|波场u|" + "|".join(f"{v}u|{v}油" for v in _TRADE_VERBS),
    "USD": "美金|美元|美刀|usd|us dollars|dollars|dolares",
    "CNY": "人民币|软妹币|rmb|cny|yuan|yuanes|renminbi",
    "MXN": "比索|mxn|pesos",
    "HKD": "港币|港元|hkd",
    "MYR": "马币|ringgit",
    "SGD": "新币",
    "EUR": "欧元|euros",
    "GBP": "英镑|gbp",
    "JPY": "日元|日币",
    "KRW": "韩元|韩币",
    "THB": "泰铢|泰币",
    "TWD": "台币",
    "PHP": "菲币|披索",
    "BTC": "比特币|btc|bitcoin|bitcoins",
    "ETH": "以太坊|ethereum",
    "XMR": "xmr|monero|门罗币",
    "TRX": "trx",
}


def entries() -> Iterator[Entry]:
    """The vocabulary of currencies named without an amount, keyed by code."""
    for code, names in _BARE.items():
        yield from entries_of(Sense.CURRENCY, names, key=code)
