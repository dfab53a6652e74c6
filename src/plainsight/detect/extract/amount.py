"""Amounts: a number with a currency or a magnitude. A bare number is no amount."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from plainsight.detect.extract.currency import MAGNITUDES, SIGNS, TELLING, UNITS
from plainsight.detect.extract.han_number import (
    BETWEEN_PAIR,
    HAN,
    LOW_OF_PAIR,
    MYRIADS,
    PAIR,
    shared_step,
)
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numeral import ARABIC, TO, read_number, write_range
from plainsight.detect.extract.plain import digits_text
from plainsight.detect.extract.tracks import Tracks

_MANY = re.compile(MYRIADS)
# 一块去: together; 千万别: by no means.
_ONE_THING = re.compile(r"一[块元](?!钱)|千万(?=[别不勿莫要记小注当])")
_SIGN_CHARS = 5
SIGN_ENDS = frozenset(sign[-1] for sign in SIGNS)
_DOTTED = frozenset({"MXN", "EUR", "COP", "ARS", "CLP", "BRL", "IDR", "VND"})
_COINS = frozenset(
    {"BTC", "ETH", "LTC", "XMR", "TRX", "USDT", "USDC"}
)  # of which one writes small parts
_SPANISH_DOLLARS = frozenset({"dolar", "dolares"})
_ONE_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_ROUND_POINT = re.compile(r"[1-9]\d{0,2}\.\d00")
_OF_PESOS = {"mdp": "MXN", "mdd": "USD"}  # millones de pesos, de dólares
# 100多u, 一百个u: how many, or one by one.
ABOUT = "多?(?:个(?=[a-z油泰比以亿]))?"
_MORE = r"[一二三四五六七八九1-9](?![\d.,十百千万个名点%]|人(?!民币))"
# What 401k and 24k measure is neither money nor a thousand.
_OTHER_K = re.compile(r"401k|(?:9|1[048]|2[124])\s?k\s?(?:gold|karat|carat|金)|[48]k")
# A myriad of steps, ten thousand followers and a grand piano are no sums.
_OTHER_THINGS = re.compile(
    r"\s?(?:[步岁字次位名人]|年(?![薪入收])|公里|英里|像素|粉丝|播放|阅读|浏览|点赞|观看|用户"
    r"|(?:followers?|subs|subscribers?|likes|views|miles|mi|steps|words|people|users|members|fans"
    r"|runs?|race|km|seguidores|suscriptores|vistas|personas|pianos?|slams?|prix|jury)(?![a-z]))"
)
_COUNT_OF_THINGS = re.compile(
    r"(?:阅读|播放|浏览|点击|访问|下载|粉丝|点赞|观看)[量数]?[超破过达有了]{0,3}[:\s]?$"
    r"|(?<![a-z])(?:ran|run|running|corri|corrio)\s(?:a\s|an\s|un\s)?$"
)
_BEFORE_CHARS = 12


def find_amounts(tracks: Tracks) -> Iterator[Draft]:
    """Amounts as "20000-30000 USDT": magnitude resolved, code where a currency is named."""
    plain = tracks.plain
    end = 0
    for start in tracks.number_starts:
        if start < end or _ONE_THING.match(plain, start):
            continue
        if "a" <= plain[start - 1 : start] <= "z" and plain[start - 1] not in SIGN_ENDS:
            continue  # M30, v5
        sign = _sign(plain[max(0, start - _SIGN_CHARS) : start])
        if not sign and not _may_be_counted(plain, start):
            continue
        found = _pattern().match(plain, start)
        if not found:
            continue
        if not sign and "a" <= plain[start - 1 : start] <= "z":
            continue
        code = _code(found, sign)
        magnitude = found["lowmag"] or found["highmag"]
        is_many = magnitude in TELLING or _MANY.fullmatch(found["low"])
        is_telling = is_many and not counts_things(plain, start, found.end())
        if code is not None or is_telling:
            value, end = _value(found, code), found.end()
            first = plain.rindex(sign, 0, start) if sign else start
            code = code or _named_before(plain[max(0, start - _BEFORE_CHARS) : start])
            yield Draft(
                ExtractKind.AMOUNT,
                f"{value} {code}" if code else value,
                first,
                end,
                code is not None,
            )


def _may_be_counted(plain: str, start: int) -> bool:
    """A quick look at what follows the number: most numbers count neither money nor myriads."""
    return _counted().match(plain, start) is not None


@cache
def _counted() -> re.Pattern[str]:
    follower = re.escape("".join(sorted(followers())))
    return re.compile(f"(?:{PAIR}|{HAN}|{ARABIC}) ?{ABOUT}[{follower}]")


@cache
def followers() -> frozenset[str]:
    """What may stand behind a number that is an amount, a space aside."""
    return frozenset({word[0] for word in (*MAGNITUDES, *unit_codes())} | set("-~到至at+"))


def counts_things(plain: str, start: int, end: int) -> bool:
    """Whether a number with a magnitude alone counts something that is no money."""
    if _OTHER_K.match(plain, start) or _OTHER_THINGS.match(plain, end):
        return True
    return _COUNT_OF_THINGS.search(plain[max(0, start - _BEFORE_CHARS) : start]) is not None


def _value(found: re.Match[str], code: str | None) -> str:
    is_dotted = code in _DOTTED or found["unit"] in _SPANISH_DOLLARS
    is_round = code not in _COINS and not (found["lowmag"] or found["highmag"])
    dotted = _ONE_POINT if is_dotted else _ROUND_POINT if is_round else None
    low = _read(found["low"], dotted) or Decimal(0)
    high = _read(found["high"], dotted)
    if high is None:
        low *= MAGNITUDES.get(found["lowmag"] or "", 1)
    else:
        low *= shared_step(found["low"], found["high"])
        high *= MAGNITUDES.get(found["highmag"] or found["lowmag"] or "", 1)
        # 2-3w is two to three myriads; 5k-4w says both, and 5000-1万 counts its 5000 in ones.
        many = low * MAGNITUDES.get(found["lowmag"] or found["highmag"] or "", 1)
        low = many if found["lowmag"] or many < 10 * high else low
    if found["more"]:  # 四万八, 1万5
        low += Decimal(digits_text(found["more"])) * MAGNITUDES[found["lowmag"]] / 10
    return write_range(low, high)


def _read(written: str | None, dotted: re.Pattern[str] | None) -> Decimal | None:
    """1.500 pesos are a thousand five hundred: those who count in pesos and euros write it so.

    $1.500 are as many: nobody writes two noughts behind tenths of a dollar, unlike $3.459 a gallon.
    """
    if written and dotted is not None and dotted.fullmatch(written):
        written = written.replace(".", "")
    return read_number(written)


def _sign(before: str) -> str:
    """The currency sign that stands before a number, or nothing."""
    near = before.removesuffix(" ")
    if near[-1:] not in SIGN_ENDS:
        return ""
    for sign in SIGNS:
        if near.endswith(sign):
            other = near[: -len(sign)][-1:]
            # In "5$ 10$" it belongs to the number that it touches.
            if not (_is_joint(other) or (near != before and other.isdigit())):
                return sign
    return ""


def _named_before(before: str) -> str | None:
    """The currency of 港币十万 and 美金现金20万: named there, and read there for itself."""
    found = _named().search(before)
    return unit_codes()[found[1]] if found else None


@cache
def _named() -> re.Pattern[str]:
    # 比特币10万 tells the price of one.
    names = {name for name, code in unit_codes().items() if code not in {"BTC", "ETH"}} - {"块钱"}
    han = "|".join(sorted(name for name in names if len(name) > 1 and not name.isascii()))
    return re.compile(f"({han})(?:现金|现钞)?[: ]?$")


def _is_joint(symbol: str) -> bool:
    return (symbol.isalpha() and symbol.isascii()) or symbol == "_"


def _code(found: re.Match[str], sign: str) -> str | None:
    if found["unit"]:
        return unit_codes()[found["unit"]]
    if sign:
        return SIGNS[sign]
    return _OF_PESOS.get(found["lowmag"] or "")


@cache
def _pattern() -> re.Pattern[str]:
    number = f"(?:{HAN}|{ARABIC})"
    magnitude = _words(tuple(MAGNITUDES))
    return re.compile(
        rf"(?P<low>{LOW_OF_PAIR}|{number})"
        rf"(?:\s?(?:个(?=[亿w]))?(?P<lowmag>{magnitude})(?P<more>{_MORE})?)?"
        rf"(?:(?:{TO}|{BETWEEN_PAIR})(?:us)?[$€£¥]?(?P<high>{number})(?!\d|[.,]\d|\s?%)"
        rf"(?:\s?(?:个(?=[亿w]))?(?P<highmag>{magnitude}))?)?"
        rf"\+?(?:\s?{ABOUT}(?P<unit>{units()}))?"
    )


@cache
def units() -> str:
    """What may name a currency behind a number, as alternatives of a pattern."""
    return _words(tuple(unit_codes()))


def _words(words: tuple[str, ...]) -> str:
    """Alternatives, longest first; Latin ones end where their letters end.

    A sign before another number belongs to that one: "20 $50" is no twenty dollars. One before a
    letter is a sign of something else: "%1$s".
    """
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) + _end_of(word) for word in ordered)


def _end_of(word: str) -> str:
    if word[-1] in SIGN_ENDS and not word[-1].isalpha():
        return r"(?![\da-z])"
    return r"(?![a-z])" if "a" <= word[-1] <= "z" else ""


@cache
def unit_codes() -> dict[str, str]:
    """The code of each word that names a currency behind a number."""
    return {name: code for code, names in UNITS.items() for name in names.split("|")}
