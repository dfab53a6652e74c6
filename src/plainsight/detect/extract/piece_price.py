"""Prices per piece: 一颗200, 600/个, 5 g por 30, 500 c/u. Beside what it buys a number is a sum."""

import re
from collections.abc import Iterator
from functools import cache

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.numeral import read_number, write_number
from plainsight.detect.extract.tracks import Tracks

_PIECES = "个颗粒片支格张瓶包条只克板盒件根口罐滴套杯管斤份捆棵箱排把单趟笔户套台本针匹枚块头天日晚"
_ONE = "[一1每]"
_SOME = r"(?:[1-9][0-9]{0,3}(?:\.[0-9]{1,2})?|[一二两三四五六七八九十半每])"
_MEASURES = "(?:g|ml|oz)"
# 一片20毫克, 一瓶500片, 一个30岁 and 一箱12.5% say how much or how old, not how dear.
_COUNTED = "年月岁米毫公厘克两升名人位次倍号成度级分秒小点折码寸层栋楼期页字步遍集周"
# A piece that begins another word counts nothing: 一颗600 台中, 一盒200 包邮.
_OTHER_WORD = "台[北中南东湾]|天[津河]|本[地人]|日本|包[邮送]|只[要收]|支付|条件"
_NO_SUM = rf"(?![0-9]|[.,:/~\-][0-9]|\s?(?!{_OTHER_WORD})[a-z%‰{_COUNTED}{_PIECES}])"
_NUMBER = r"[1-9][0-9]{1,4}"
_HAN = "[一二两三四五六七八九]"
_HAN_SUM = rf"(?:(?:{_HAN}|[1-9])[百千](?:{_HAN}百?|[1-9](?![0-9])百?)?|千[二三四五六八])"
_LATIN_PIECE = (
    "g|grs?|grams?|gramos?|oz|ounces?|onzas?|pills?|tabs?|tablets?|caps?|bags?|bars?|boxe?s?|vials?"
    "|pastillas?|bolsas?|bolsitas?|papelas?|piezas?|cajas?|pz|pzs|pcs"
)
# 2024一个 is a year; 2000一个 is none.
_YEAR = "(?:19|20)(?!00)[0-9][0-9]"


def find_piece_prices(tracks: Tracks) -> Iterator[Draft]:
    """The number alone, without a currency: the piece may be read as a quantity beside it."""
    for found in pattern().finditer(tracks.plain):
        group = found.lastgroup or ""
        number = read_number(found[group])
        if number is not None:
            yield Draft(ExtractKind.AMOUNT, write_number(number), *found.span(group))


@cache
def pattern() -> re.Pattern[str]:
    """The piece before its price, or behind it."""
    piece = f"[{_PIECES}]"
    some = rf"{_SOME}\s?(?:{piece}|{_MEASURES})\s?(?:[卖要才只:=]\s?)?"
    behind = rf"{some}(?P<behind>{_NUMBER}|{_HAN_SUM})"
    given = rf"给[你您我]?\s?(?P<given>{_NUMBER}|{_HAN_SUM})"
    before = rf"(?<![0-9.,:/\-~+@a-z_])(?P<before>(?!{_YEAR}){_NUMBER}|{_HAN_SUM})"
    unit = rf"(?:/\s?(?:{piece}|{_MEASURES}(?![a-z]))|{_ONE}{piece})"
    return re.compile(rf"(?:{behind}|{given}){_NO_SUM}|{before}\s?{unit}|{_some_for()}|{_each()}")


def _some_for() -> str:
    """3 for 25, 5 g por 30; what a word follows may be minutes or people."""
    some = rf"(?<![0-9a-z.,:/$€£\-])[1-9][0-9]{{0,2}}\s?(?:(?:{_LATIN_PIECE})\s)?"
    return rf"{some}(?:for|por)\s(?P<deal>[1-9][0-9]{{1,3}})(?!\s?[0-9a-z%]|[.,:/\-][0-9])"


def _each() -> str:
    """500 c/u, 40 each, 25 a tab."""
    number = r"(?<![0-9a-z.,:/\-])(?P<each>[1-9][0-9]{0,3})\s?"
    piece = rf"(?:(?:a|per|el|la|por)\s|/\s?)(?:{_LATIN_PIECE})"
    return rf"{number}(?:each|apiece|c/u|cada un[oa]|{piece})(?![a-z]|\s[a-z]*day)"
