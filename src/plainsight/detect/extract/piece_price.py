"""Prices per piece: 一颗200, 30粒 600, 50一支, 600/个. Beside what it buys a number is a sum."""

import re
from collections.abc import Iterator
from functools import cache

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_PIECES = "个颗粒片支格张瓶包条只克板盒件根口罐滴套杯管斤份捆棵箱排把单趟台本针匹枚块头天日晚"
_ONE = "[一1每]"
_SOME = r"(?:[1-9][0-9]{0,3}(?:\.[0-9]{1,2})?|[一二两三四五六七八九十半每])"
_MEASURES = "g|ml|oz"
# 一片20毫克, 一瓶500片, 一个30岁 and 一箱12.5% say how much or how old, not how dear.
_COUNTED = "年月岁米毫公厘克两升名人位次倍号成度级分秒小点折码寸层栋楼期页字步遍集周"
_NO_SUM = rf"(?![0-9]|[.,:/~\-][0-9]|\s?[a-z%‰{_COUNTED}{_PIECES}])"
_NUMBER = r"[1-9][0-9]{1,4}"


def find_piece_prices(tracks: Tracks) -> Iterator[Draft]:
    """The number alone, without a currency: the piece may be read as a quantity beside it."""
    for found in pattern().finditer(tracks.plain):
        group = found.lastgroup or ""
        yield Draft(ExtractKind.AMOUNT, found[group], *found.span(group))


@cache
def pattern() -> re.Pattern[str]:
    """The piece before its price, or behind it."""
    piece = f"[{_PIECES}]"
    behind = rf"{_SOME}\s?(?:{piece}|{_MEASURES})\s?(?:[卖要才只:=]\s?)?(?P<behind>{_NUMBER})"
    before = rf"(?<![0-9.,:/\-~+@a-z_])(?P<before>(?!(?:19|20)[0-9][0-9]){_NUMBER})"
    return re.compile(rf"{behind}{_NO_SUM}|{before}\s?(?:/\s?|{_ONE}){piece}")
