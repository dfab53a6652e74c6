"""Sums of which only the size is told: 十几万, 几十万, 数百万, 几千刀. Kept from least to most."""

import re
from collections.abc import Iterator
from functools import cache

from plainsight.detect.extract.amount import counts_things, unit_codes, units
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_LEAST = 2_000  # 几百块 is what a dinner costs
_TENS = {"": 10} | {digit: 10 * tens for tens, digit in enumerate("二三四五六七八九", 2)}
_STEPS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"": 1, "w": 10_000, "万": 10_000, "亿": 100_000_000}


def find_vague_amounts(tracks: Tracks) -> Iterator[Draft]:
    """几十万 as "200000-900000", 十几万刀 as "110000-190000 USD"."""
    plain = tracks.plain
    if "几" not in plain and "数" not in plain:
        return
    for found in _pattern().finditer(plain):
        code = unit_codes()[found["unit"]] if found["unit"] else None
        low, high = (number * _MYRIADS[found["myriads"]] for number in _range(found))
        is_telling = found["myriads"] and not counts_things(plain, *found.span())
        if low < _LEAST or (code is None and not is_telling):
            continue
        value = f"{low}-{high}"
        yield Draft(
            ExtractKind.AMOUNT,
            f"{value} {code}" if code else value,
            *found.span(),
            code is not None,
        )


def _range(found: re.Match[str]) -> tuple[int, int]:
    if found["step"]:
        return 2 * _STEPS[found["step"]], 9 * _STEPS[found["step"]]
    tens = _TENS[found["tens"]]
    return tens + 1, tens + 9


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![0-9一二两三四五六七八九十百千万第])"
        rf"(?:(?P<tens>[二三四五六七八九]?)十几|[几数](?P<step>[十百千]))"
        rf"(?P<myriads>[万亿]|w(?![a-z])|)(?:\s?多?(?P<unit>{units()}))?"
    )
