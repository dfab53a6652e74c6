"""Prices per piece: 一颗200, 30粒 600, 一条八千, 600/个. Beside what it buys a number is a sum."""

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
_HAN_SUM = rf"(?:{_HAN}[百千](?:{_HAN}百?)?|千[二三四五六八])"
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
    return re.compile(rf"(?:{behind}|{given}){_NO_SUM}|{before}\s?{unit}")
