"""The views over a whole batch at once: UTF-8 in, UTF-8 out, no Python per character.

A batch is one byte buffer and the offsets of its posts, as Arrow keeps strings. Each output post
ends with a NUL, so that no literal can be found across two posts. Every kernel gives the same
bytes as its definition in `detect.views` (property-tested).
"""

import numba as nb

from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.tables import SEPARATOR, UNSPACED

GAP = 1  # a visible separator stood before this byte, or it begins the post
STRETCHED = 2  # this letter stands for a run of letters
HEAD = 4  # first byte that a character of the original gave
CHINESE = 8  # the original character belongs to a script without spaces
PICTURE = 16  # the original character is a digit, or a picture that stands for a word
COMMON = 32  # the original character is too common for a homophone that needs company


@inlined
def _decode(data, at):
    """Code point and byte length at a position of valid UTF-8 (surrogates included)."""
    first = data[at]
    if first < 0x80:
        return nb.int64(first), 1
    if first < 0xE0:
        return nb.int64((first & 0x1F) << 6 | (data[at + 1] & 0x3F)), 2
    if first < 0xF0:
        return (
            nb.int64(
                nb.int64(first & 0x0F) << 12
                | nb.int64(data[at + 1] & 0x3F) << 6
                | nb.int64(data[at + 2] & 0x3F)
            ),
            3,
        )
    return (
        nb.int64(
            nb.int64(first & 0x07) << 18
            | nb.int64(data[at + 1] & 0x3F) << 12
            | nb.int64(data[at + 2] & 0x3F) << 6
            | nb.int64(data[at + 3] & 0x3F)
        ),
        4,
    )


@kernel
def take(data, offsets, rows, out, out_offsets):
    """Copy some texts side by side."""
    for k in range(len(rows)):
        first, to = offsets[rows[k]], out_offsets[k]
        for at in range(out_offsets[k + 1] - to):
            out[to + at] = data[first + at]


@kernel
def fold_batch(data, offsets, starts, lengths, pool, out, out_offsets):
    """FOLD. Returns the bytes written to `out`."""
    end = 0
    for post in range(len(offsets) - 1):
        out_offsets[post] = end
        at = offsets[post]
        stop = offsets[post + 1]
        while at < stop:
            point, size = _decode(data, at)
            start = starts[point]
            if start < 0:
                for k in range(size):
                    out[end + k] = data[at + k]
                end += size
            else:
                for k in range(lengths[point]):
                    out[end + k] = pool[start + k]
                end += lengths[point]
            at += size
        out[end] = 0
        end += 1
    out_offsets[len(offsets) - 1] = end
    return end


@kernel
def tight_batch(data, offsets, classes, out, flags, out_offsets):
    """TIGHT of a FOLD batch, with GAP and STRETCHED flags per byte."""
    end = 0
    for post in range(len(offsets) - 1):
        out_offsets[post] = end
        at = offsets[post]
        stop = offsets[post + 1] - 1  # without the NUL
        gap = GAP
        letter = 0  # the a-z letter at the end of the output, and how often it came in a row
        repeats = 0
        while at < stop:
            point, size = _decode(data, at)
            if classes[point] == SEPARATOR:
                gap = GAP
                at += size
                continue
            if 97 <= point <= 122 and point == letter:
                repeats += 1
                if repeats == 3:
                    end -= 1
                if repeats >= 3:
                    flags[end - 1] |= STRETCHED
                    gap = 0
                    at += size
                    continue
            else:
                repeats = 1
                letter = point if 97 <= point <= 122 else 0
            for k in range(size):
                out[end] = data[at + k]
                flags[end] = gap
                gap = 0
                end += 1
            at += size
        out[end] = 0
        flags[end] = GAP
        end += 1
    out_offsets[len(offsets) - 1] = end
    return end


@kernel
def sound_batch(
    data, offsets, classes, common, starts, lengths, pool, out, flags, points, out_offsets
):
    """SOUND of a FOLD batch, with GAP, HEAD, CHINESE, PICTURE and COMMON flags per byte.

    `points` is filled where HEAD is, with the character that sounds so.
    """
    end = 0
    for post in range(len(offsets) - 1):
        out_offsets[post] = end
        at = offsets[post]
        stop = offsets[post + 1] - 1
        gap = GAP
        while at < stop:
            point, size = _decode(data, at)
            start = starts[point]
            kind = classes[point]
            flag = gap | HEAD
            if kind == UNSPACED:
                flag |= CHINESE
            elif start >= 0:
                flag |= PICTURE
            if common[point]:
                flag |= COMMON
            points[end] = point
            if start >= 0:
                for k in range(lengths[point]):
                    out[end] = pool[start + k]
                    flags[end] = flag
                    flag &= ~(GAP | HEAD)
                    end += 1
                gap = 0
            elif kind == SEPARATOR:
                gap = GAP
            else:
                for k in range(size):
                    out[end] = data[at + k]
                    flags[end] = flag
                    flag &= ~(GAP | HEAD)
                    end += 1
                gap = 0
            at += size
        out[end] = 0
        flags[end] = GAP | HEAD
        end += 1
    out_offsets[len(offsets) - 1] = end
    return end
