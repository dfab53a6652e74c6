"""Words of a batch by hash: the SKELETON view's share, without writing the view out.

A word of letters alone is hashed as SKELETON spells it. A word with digits or symbols in it is
hashed more coarsely, so that whatever leet stands for which letter, equal words stay equal.
"""

from collections import namedtuple

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernels import _decode

Row = namedtuple("Row", ("count", "length", "letters", "gap", "end"))
BASIS = np.uint64(0xCBF29CE484222325)  # FNV-1a, 64 bits
PRIME = np.uint64(0x100000001B3)
SYMBOLS = tuple(ord(char) for char in "!|+€£¥¢₿฿₦₱₲₵₩₽")  # `skeleton.TRIMMED`
LETTERS_MIN = 4  # `spelling.RESPELLED_LETTERS_MIN` less one


@nb.njit(nogil=True, cache=True)
def phrase_hits(  # type: ignore[no-untyped-def]
    data, offsets, coarse, fines, roughs, skipped, longest, rows, hit_posts, hit_forms
):
    """Fill (post, form) pairs; mark posts with rows of chunks in `rows`. Returns the count.

    `fines` and `roughs` are pairs of tables: by last word to the most words of a phrase that ends
    so, and by phrase to form + 1. The count may exceed the room: then call again with more.
    """
    fine = np.zeros(longest, dtype=np.uint64)
    plain = np.zeros(longest, dtype=np.uint64)
    leet = np.zeros(longest, dtype=np.bool_)
    sizes = np.zeros(longest, dtype=np.int64)
    places = np.zeros((longest, 2), dtype=np.int64)
    count = 0
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        row = Row(0, 0, False, nb.int64(-1), nb.int64(-1))
        while at < stop:
            first, last, at = _next_word(data, at, stop, coarse)
            if first >= last:
                continue
            length, has_letter, has_sign, is_silent = _shape(data, first, last)
            row = _longer_row(data, row, first, last, length, has_letter)
            if row.letters and row.count >= (3 if row.gap != 32 or length == 1 else 4):
                rows[post] = True
            if is_silent:
                continue
            for k in range(longest - 1, 0, -1):
                fine[k], plain[k], leet[k], sizes[k] = (
                    fine[k - 1],
                    plain[k - 1],
                    leet[k - 1],
                    sizes[k - 1],
                )
                places[k, 0], places[k, 1] = places[k - 1, 0], places[k - 1, 1]
            plain[0] = _exact(data, first, last)
            fine[0] = BASIS if has_sign else _fine(data, first, last)
            leet[0], sizes[0] = has_sign, length
            places[0, 0], places[0, 1] = first, last
            words += 1
            rough = _coarse(data, first, last, coarse)
            most_fine = nb.int64(0) if has_sign else _look_up(fines[0], fine[0])
            most = max(most_fine, _look_up(roughs[0], rough))
            running, coarse_running, written, size, any_leet = BASIS, BASIS, BASIS, 0, False
            for k in range(min(words, most)):
                running = _mixed(running, fine[k])
                coarse_running = _mixed(
                    coarse_running, _coarse(data, places[k, 0], places[k, 1], coarse)
                )
                written = _mixed(written, plain[k])
                any_leet = any_leet or leet[k]
                size += sizes[k]
                if any_leet:
                    form = _look_up(roughs[1], coarse_running)
                else:
                    form = _look_up(fines[1], running) if size >= LETTERS_MIN else 0
                if form > 0 and _look_up(skipped, written) == 0:
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = form - 1
                    count += 1
    return count


@nb.njit(nogil=True, cache=True, inline="always")
def _longer_row(data, row, first, last, length, has_letter):  # type: ignore[no-untyped-def]
    """The row of short chunks of one length, set apart by one and the same character."""
    gap = _single_gap(data, row.end, first)
    if length <= 2 and row.count > 0 and length == row.length and gap >= 0:
        if row.count == 1 or gap == row.gap:
            return Row(row.count + 1, length, row.letters or has_letter, gap, last)
        return Row(2, length, has_letter, gap, last)
    return Row(1 if length <= 2 else 0, length, has_letter, nb.int64(-1), last)


@nb.njit(nogil=True, cache=True)
def hash_phrases(data, offsets, coarse, longest, out, lasts, counts):  # type: ignore[no-untyped-def]
    """Per phrase its fine, coarse and exact hash (`out` rows), those of its last word, its words."""
    hashes = np.zeros((longest, 3), dtype=np.uint64)
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        while at < stop:
            first, last, at = _next_word(data, at, stop, coarse)
            if first >= last:
                continue
            _, _, has_sign, is_silent = _shape(data, first, last)
            if is_silent:
                continue
            for k in range(longest - 1, 0, -1):
                for which in range(3):
                    hashes[k, which] = hashes[k - 1, which]
            hashes[0, 0] = BASIS if has_sign else _fine(data, first, last)
            hashes[0, 1] = _coarse(data, first, last, coarse)
            hashes[0, 2] = _exact(data, first, last)
            words += 1
        for which in range(3):
            running = BASIS
            for k in range(min(words, longest)):
                running = _mixed(running, hashes[k, which])
            out[which, post] = running
            lasts[which, post] = hashes[0, which]
        counts[post] = min(words, longest)


@nb.njit(nogil=True, cache=True)
def fill(table, hashes, values):  # type: ignore[no-untyped-def]
    """Put (hash, value) pairs into an open-addressed table of a power of two rows."""
    mask = nb.uint64(len(table) - 1)
    for k in range(len(hashes)):
        place = _place(hashes[k], mask)
        while table[place, 1] != 0 and table[place, 0] != hashes[k]:
            place = (place + nb.uint64(1)) & mask
        table[place, 0] = hashes[k]
        table[place, 1] = values[k]


@nb.njit(nogil=True, cache=True, inline="always")
def _look_up(table, value):  # type: ignore[no-untyped-def]
    mask = nb.uint64(len(table) - 1)
    place = _place(value, mask)
    while table[place, 1] != 0:
        if table[place, 0] == value:
            return nb.int64(table[place, 1])
        place = (place + nb.uint64(1)) & mask
    return nb.int64(0)


@nb.njit(nogil=True, cache=True, inline="always")
def _place(value, mask):  # type: ignore[no-untyped-def]
    return (value ^ (value >> nb.uint64(32))) & mask


@nb.njit(nogil=True, cache=True, inline="always")
def _mixed(running, value):  # type: ignore[no-untyped-def]
    return ((running ^ value) * PRIME) ^ (running >> nb.uint64(29))


@nb.njit(nogil=True, cache=True)
def _next_word(data, at, stop, coarse):  # type: ignore[no-untyped-def]
    """(first, last, next position) of the next run of letters, digits and leet signs, trimmed."""
    while at < stop:
        point, size = _decode(data, at)
        if coarse[point] != 0:
            break
        at += size
    first = at
    has_latin = False
    while at < stop:
        point, size = _decode(data, at)
        if coarse[point] == 0:
            break
        has_latin = has_latin or 97 <= point <= 122
        at += size
    last = at
    if has_latin:
        while first < last:
            point, size = _decode(data, first)
            if point not in SYMBOLS:
                break
            first += size
        while first < last:
            size = 1
            while data[last - size] & 0xC0 == 0x80:
                size += 1
            point, _ = _decode(data, last - size)
            if point not in SYMBOLS and point != 64:
                break
            last -= size
    return first, last, at


@nb.njit(nogil=True, cache=True)
def _shape(data, first, last):  # type: ignore[no-untyped-def]
    """Length in characters, has a Latin letter, has anything else, is nothing but silent h."""
    length = 0
    has_letter = False
    has_sign = False
    is_silent = True
    at = first
    while at < last:
        point, size = _decode(data, at)
        is_letter = 97 <= point <= 122
        has_letter = has_letter or is_letter
        has_sign = has_sign or not is_letter
        is_silent = is_silent and point == 104
        length += 1
        at += size
    return length, has_letter, has_sign, is_silent


@nb.njit(nogil=True, cache=True)
def _single_gap(data, end, start):  # type: ignore[no-untyped-def]
    """The one character between two words, or -1."""
    if end < 0 or not 1 <= start - end <= 4:
        return nb.int64(-1)
    point, size = _decode(data, end)
    return point if size == start - end else nb.int64(-1)


@nb.njit(nogil=True, cache=True)
def _exact(data, first, last):  # type: ignore[no-untyped-def]
    """The word as it is written."""
    plain = BASIS
    for at in range(first, last):
        plain = (plain ^ nb.uint64(data[at])) * PRIME
    return plain


@nb.njit(nogil=True, cache=True)
def _coarse(data, first, last, coarse):  # type: ignore[no-untyped-def]
    """The word with whatever leet or respelling may exchange made one, doubles dropped."""
    rough = BASIS
    previous = nb.int64(0)
    at = first
    while at < last:
        point, size = _decode(data, at)
        kind = nb.int64(coarse[point])
        if kind == 2:
            kind = point
        if kind != 1 and kind != previous:
            rough = (rough ^ nb.uint64(kind)) * PRIME
            previous = kind
        at += size
    return rough


@nb.njit(nogil=True, cache=True)
def _fine(data, first, last):  # type: ignore[no-untyped-def]
    """The SKELETON spelling of a word of a-z, hashed; see `skeleton.respelled`."""
    fine = BASIS
    previous = 0
    at = first
    while at < last:
        letter = data[at]
        following = data[at + 1] if at + 1 < last else 0
        size = 1
        if letter == 104:  # h
            at += 1
            continue
        if letter == 99 and following == 104:  # ch -> x
            letter, size = 120, 2
        elif letter == 112 and following == 104:  # ph -> f
            letter, size = 102, 2
        elif letter == 99 and (following == 101 or following == 105 or following == 121):
            letter = 115  # ce ci cy -> s
        elif letter == 113 and following == 117 and at + 2 < last and data[at + 2] in (101, 105):
            letter, size = 107, 2  # que qui -> k
        elif letter == 103 and _softens(data, at + 1, last):
            letter = 106  # ge gi gy gl -> j
        elif letter == 122:  # z -> s
            letter = 115
        elif letter == 118:  # v -> b
            letter = 98
        elif letter == 108 or letter == 121:  # l, y -> i
            letter = 105
        elif letter == 99 or letter == 113:  # c, q -> k
            letter = 107
        if letter != previous:
            fine = (fine ^ nb.uint64(letter)) * PRIME
            previous = letter
        at += size
    return fine


@nb.njit(nogil=True, cache=True)
def _softens(data, at, last):  # type: ignore[no-untyped-def]
    """Does an e, i, y or l follow, silent h aside?"""
    while at < last and data[at] == 104:
        at += 1
    return at < last and data[at] in (101, 105, 121, 108)
