"""The typologies over the senses that posts may hold, as masks of 64 bits."""

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernel import allocating, inlined, kernel


@kernel
def mark(posts, forms, starts, senses, rows, marks):
    """Set in `marks[rows[post]]` the bits of every sense that the forms have."""
    for k in range(len(posts)):
        row = rows[posts[k]]
        if row >= 0:
            for place in range(starts[forms[k]], starts[forms[k] + 1]):
                sense = senses[place]
                marks[row, sense >> 6] |= nb.uint64(1) << nb.uint64(sense & 63)


@allocating
def met(marks, kinds, typologies, indicators, out):
    """Which posts may meet which typologies; see `gate.Gate` for the tables."""
    bounds, facets_min, thresholds, anchors, anchor_kinds = typologies
    masks, kind_masks, near_masks, near_kinds, has_near, facets, weights, is_anchor = indicators
    best = np.zeros(16, dtype=np.float64)
    for post in range(len(marks)):
        for typology in range(len(facets_min)):
            if kinds[post] & anchor_kinds[typology] == 0 and not _meet(
                marks, post, anchors, typology
            ):
                continue
            best[:] = 0.0
            anchored = False
            for k in range(bounds[typology], bounds[typology + 1]):
                if kinds[post] & kind_masks[k] == 0 and not _meet(marks, post, masks, k):
                    continue
                if has_near[k] and kinds[post] & near_kinds[k] == 0:
                    if not _meet(marks, post, near_masks, k):
                        continue
                anchored = anchored or is_anchor[k]
                best[facets[k]] = max(best[facets[k]], weights[k])
            if not anchored:
                continue
            facets_met = 0
            doubt = 1.0
            for facet in range(len(best)):
                if best[facet] > 0.0:
                    facets_met += 1
                    doubt *= 1.0 - best[facet]
            if facets_met >= facets_min[typology] and 1.0 - doubt >= thresholds[typology]:
                out[post, typology] = True


@inlined
def _meet(marks, post, masks, k):
    for word in range(marks.shape[1]):
        if marks[post, word] & masks[k, word] != 0:
            return True
    return False


@kernel
def count_signs(data, offsets, numerals, digits, latin, has_cas):
    """How many characters of each folded post extractors read as a digit or a number word, and how
    many as a letter of a name.

    And whether a CAS number may stand there: two digits or more, two, and one, set apart by dashes;
    or four and the letters c, a, s with a dot or space between them at most.
    """
    for post in range(len(offsets) - 1):
        count = 0
        letters = 0
        run = 0  # digits since the last gap
        gap = 0  # characters since the last digit
        grouped = 0  # 1 after a first group and its gap, 2 after the second
        said = 0  # how much of "cas" was just seen
        is_cas = False
        is_said = False
        is_dashed = True  # whether nothing but spaces and dashes stood since the last digit
        at = offsets[post]
        stop = offsets[post + 1] - 1
        while at < stop:
            byte = data[at]
            kind = 0
            size = 1
            if byte >= 0xF0:
                size = 4
            elif byte >= 0xE0:
                size = 3
                kind = numerals[
                    nb.int64(byte & 0x0F) << 12
                    | nb.int64(data[at + 1] & 0x3F) << 6
                    | nb.int64(data[at + 2] & 0x3F)
                ]
            elif byte >= 0xC0:
                size = 2
            elif 48 <= byte <= 57:
                kind = 1
            at += size
            if kind > 0:
                count += 1
            if kind == 1:
                if gap > 0:
                    if gap <= 3 and is_dashed and run >= 2 and (grouped == 0 or run == 2):
                        grouped = min(grouped + 1, 2)
                    else:
                        grouped = 1 if gap <= 3 and is_dashed and run >= 2 else 0
                    run = 0
                run += 1
                gap = 0
                is_dashed = True
                is_cas = is_cas or grouped == 2
                said = 0
                continue
            gap += 1
            # Dashes of other scripts begin with E2 or E3, other spaces also with C2 and E1.
            is_dashed = is_dashed and (
                byte <= 32 or byte in (45, 95, 126) or 0xC2 <= byte <= 0xC3 or 0xE1 <= byte <= 0xE3
            )
            letters += 97 <= byte <= 122 or byte == 95 or byte == 45
            if byte == 99:
                said = 1
            elif (byte == 97 and said == 1) or (byte == 115 and said == 2):
                said += 1
                is_said = is_said or said == 3
            elif byte != 46 and 32 < byte <= 127:  # a point, or white space of any kind
                said = 0
        digits[post] = count
        latin[post] = letters
        has_cas[post] = is_cas or (is_said and count >= 4)
