"""One quick look at each post of a batch: may an anchor stand in it, in any view?

No places, no edges, no comparison: hashes of a few characters are asked for in sets that may say
yes too often and never say no wrongly. Six posts of seven end here.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernel import allocating, kernel
from plainsight.engines.columnar.kernels import _decode
from plainsight.engines.columnar.phrase_kernels import has_phrase
from plainsight.engines.columnar.row_kernels import has_encoded, has_row
from plainsight.engines.columnar.set_kernels import (
    DIGIT,
    FIRSTS,
    LATIN,
    LETTER,
    LONGER,
    NUMBER,
    PAIRS,
    POINT,
    ROW_BASE,
    SIGN,
    SIGNS,
    SOUND,
    SPOKEN,
    TRIPLES,
    UNEVEN,
    UNSPACED,
    is_in,
    of_more,
    of_two,
)
from plainsight.engines.columnar.sound_kernels import NO, YES, sounding


@allocating
def glance(data, offsets, info, replaced, sets, places, skipped, limits, out):
    """Fill `out` with NO, MIXED or YES for each post."""
    starts, lengths, pool = replaced
    skipped_bits, skipped_table = skipped
    expansion, longest, reach = limits
    room = 16
    for post in range(len(offsets) - 1):
        room = max(room, (offsets[post + 1] - offsets[post]) * expansion + 16)
    points, kinds = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.uint64)
    words = np.empty((room, 3), dtype=np.uint64)
    letters, tokens = np.empty((2, room), dtype=np.uint64), np.empty((3, room), dtype=np.int64)
    powers = np.ones(longest + 2, dtype=np.uint64)
    for k in range(longest + 1):
        powers[k + 1] = powers[k] * ROW_BASE
    for post in range(len(offsets) - 1):
        count, has, numbers = _folded(
            data, offsets[post], offsets[post + 1], info, starts, lengths, pool, points, kinds
        )
        verdict = NO
        if has & SIGN and _has_signs(points, kinds, count, sets, places):
            verdict = YES
        elif has & UNSPACED and _has_chinese(points, kinds, count, sets, places):
            verdict = YES
        elif has & (LETTER | DIGIT) and has_row(
            points, kinds, count, sets, places, letters, tokens, powers
        ):
            verdict = YES
        elif has & LATIN and has_phrase(
            points, kinds, count, sets, places, skipped_bits, skipped_table, words
        ):
            verdict = YES
        elif has & LATIN and has_encoded(points, kinds, count, sets, places):
            verdict = YES
        elif numbers >= 4 and _has_cas(points, kinds, count, numbers):
            verdict = YES
        elif has >> np.uint64(SOUND):
            verdict = sounding(points, kinds, count, sets, places, reach)
        out[post] = verdict


@kernel
def _folded(data, at, stop, info, starts, lengths, pool, points, kinds):
    """FOLD as code points; returns how many, the bits that any has, and how many are numbers."""
    count = 0
    has = nb.uint64(0)
    numbers = 0
    while at < stop:
        byte = data[at]
        if byte < 0x80:
            point, size = nb.int64(byte), 1
        else:
            point, size = _decode(data, at)
        at += size
        known = info[point]
        if known & UNEVEN == 0:
            points[count] = nb.int64(known & POINT)
            kinds[count] = known
            has |= known
            numbers += nb.int64((known >> nb.uint64(25)) & nb.uint64(1))
            count += 1
            continue
        for k in range(lengths[point]):
            folded = pool[starts[point] + k]
            known = info[folded]
            points[count] = folded
            kinds[count] = known
            has |= known
            numbers += nb.int64((known >> nb.uint64(25)) & nb.uint64(1))
            count += 1
    return count, has, numbers


@kernel
def _has_signs(points, kinds, count, sets, places):
    for k in range(count):
        if kinds[k] & SIGN:
            if is_in(sets, places, SIGNS, nb.uint64(points[k])):
                return True
            if k + 1 < count and is_in(sets, places, SIGNS, of_two(points[k], points[k + 1])):
                return True
    return False


@kernel
def _has_chinese(points, kinds, count, sets, places):
    """Whether the first characters of a form stand there, whatever stands between them."""
    one = two = three = nb.int64(0)  # the last three that are no separators
    for k in range(count - 1, -1, -1):
        if kinds[k] & (LETTER | DIGIT | UNSPACED) == 0:
            continue
        point = points[k]
        if point == one and kinds[k] & LATIN:
            continue
        head = of_two(point, one)
        if is_in(sets, places, FIRSTS, head):
            if is_in(sets, places, PAIRS, head):
                return True
            head = of_more(head, two)
            if is_in(sets, places, TRIPLES, head) or is_in(
                sets, places, LONGER, of_more(head, three)
            ):
                return True
        one, two, three = point, one, two
    return False


@kernel
def _has_cas(points, kinds, count, numbers):
    """Whether a CAS number may stand there; see `gate_kernels.count_signs`."""
    run = gap = grouped = said = 0
    is_said = False
    is_dashed = True
    for k in range(count):
        point = points[k]
        if kinds[k] & NUMBER and (kinds[k] & DIGIT or kinds[k] & SPOKEN):
            if gap > 0:
                if gap <= 3 and is_dashed and run >= 2 and (grouped == 0 or run == 2):
                    grouped = min(grouped + 1, 2)
                else:
                    grouped = 1 if gap <= 3 and is_dashed and run >= 2 else 0
                run = 0
            run += 1
            gap = 0
            is_dashed = True
            said = 0
            if grouped == 2:
                return True
            continue
        gap += 1
        is_dashed = is_dashed and (
            point <= 32
            or point == 45
            or point == 95
            or point == 126
            or 0x80 <= point <= 0xFF
            or 0x1000 <= point <= 0x3FFF
        )
        if point == 99:
            said = 1
        elif (point == 97 and said == 1) or (point == 115 and said == 2):
            said += 1
            is_said = is_said or said == 3
        elif point != 46 and 32 < point <= 127:  # a point, or white space of any kind
            said = 0
    return is_said and numbers >= 4
