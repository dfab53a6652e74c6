"""Words of a batch by hash: the SKELETON view's share, without writing the view out.

A word of letters alone is hashed as SKELETON spells it. A word with digits or symbols in it is
hashed more coarsely, so that whatever leet stands for which letter, equal words stay equal.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.chunk_kernels import BASIS, PRIME, longer_row, no_row
from plainsight.engines.columnar.kernel import allocating, inlined, kernel
from plainsight.engines.columnar.kernels import _decode
from plainsight.engines.columnar.respelling_kernels import respelled

SYMBOLS = tuple(ord(char) for char in "!|+€£¥¢₿฿₦₱₲₵₩₽")  # `skeleton.TRIMMED`
LETTERS_MIN = 4  # `spelling.RESPELLED_LETTERS_MIN` less one


@allocating
def phrase_hits(
    data, offsets, coarse, fines, roughs, skipped, single, longest, rows, hit_posts, hit_forms
):
    """Fill (post, form) pairs; mark posts with rows of chunks in `rows`. Returns the count.

    A row counts if the word that it spells is one of `single`. `fines` and `roughs` are pairs of
    tables: by last word to the most words of a phrase that ends so, and by phrase to form + 1. The
    count may exceed the room: then call again with more.
    """
    (last_bits, last_table), (fine_bits, fine_table) = fines
    (rough_last_bits, rough_last_table), (rough_bits, rough_table) = roughs
    skipped_bits, skipped_table = skipped
    single_bits, single_table = single
    fine = np.zeros(longest, dtype=np.uint64)
    plain = np.zeros(longest, dtype=np.uint64)
    rough = np.zeros(longest, dtype=np.uint64)
    leet = np.zeros(longest, dtype=np.bool_)
    sizes = np.zeros(longest, dtype=np.int64)
    begins = np.zeros(longest, dtype=np.int64)
    count = 0
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        row = no_row()
        while at < stop:
            first, last, at = _next_word(data, at, stop, coarse)
            if first >= last:
                continue
            length, has_letter, has_sign, is_silent, exact, vague = _shape(
                data, first, last, coarse
            )
            row = longer_row(data, row, first, last, length, has_letter, coarse)
            if row.letters and row.count >= (3 if row.gap != 32 or length == 1 else 4):
                spelled, later = _mixed(BASIS, row.rough), _mixed(BASIS, row.later)
                rows[post] = (
                    rows[post]
                    or _find(single_bits, single_table, spelled) != 0
                    or (row.is_shared and _find(single_bits, single_table, later) != 0)
                )
            if is_silent:
                continue
            for k in range(min(words, longest - 1), 0, -1):
                fine[k], plain[k], rough[k] = fine[k - 1], plain[k - 1], rough[k - 1]
                leet[k], sizes[k], begins[k] = leet[k - 1], sizes[k - 1], begins[k - 1]
            fine[0] = BASIS if has_sign else respelled(data, first, last)
            plain[0], rough[0], leet[0], sizes[0] = exact, vague, has_sign, length
            begins[0] = first
            words += 1
            most = _find(rough_last_bits, rough_last_table, vague)
            if not has_sign:
                most = max(most, _find(last_bits, last_table, fine[0]))
            running, coarse_running, written, size, any_leet = BASIS, BASIS, BASIS, 0, False
            for k in range(min(words, most)):
                running = _mixed(running, fine[k])
                coarse_running = _mixed(coarse_running, rough[k])
                written = _mixed(written, plain[k])
                any_leet = any_leet or leet[k]
                size += sizes[k]
                if any_leet:
                    form = _find(rough_bits, rough_table, coarse_running)
                elif size >= LETTERS_MIN:
                    form = _find(fine_bits, fine_table, running)
                else:
                    form = nb.int64(0)
                if form > 0 and (
                    _find(skipped_bits, skipped_table, written) == 0
                    or (not any_leet and k > 0 and _has_sign(data, begins[k], last))
                ):
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = form - 1
                    count += 1
    return count


@allocating
def hash_phrases(data, offsets, coarse, longest, out, lasts, rough_ends, counts):
    """Per phrase its fine, coarse and exact hash (rows of `out`), its last word's, its words."""
    hashes = np.zeros((longest, 3), dtype=np.uint64)
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        while at < stop:
            first, last, at = _next_word(data, at, stop, coarse)
            if first >= last:
                continue
            _, _, has_sign, is_silent, exact, vague = _shape(data, first, last, coarse)
            if is_silent:
                continue
            for k in range(longest - 1, 0, -1):
                for which in range(3):
                    hashes[k, which] = hashes[k - 1, which]
            hashes[0, 0] = BASIS if has_sign else respelled(data, first, last)
            hashes[0, 1] = vague
            hashes[0, 2] = exact
            words += 1
        for which in range(3):
            running = BASIS
            for k in range(min(words, longest)):
                running = _mixed(running, hashes[k, which])
            out[which, post] = running
            lasts[which, post] = hashes[0, which]
        rough_ends[post] = _mixed(_mixed(BASIS, hashes[0, 1]), hashes[1, 1])
        counts[post] = min(words, longest)


@kernel
def fill(bits, table, hashes, values):
    """Put (hash, value) pairs into an open-addressed table of a power of two rows."""
    mask = nb.uint64(len(table) - 1)
    for k in range(len(hashes)):
        bit = _bit(hashes[k], bits)
        bits[bit >> nb.uint64(3)] |= nb.uint8(1 << (bit & nb.uint64(7)))
        place = _place(hashes[k], mask)
        while table[place, 1] != 0 and table[place, 0] != hashes[k]:
            place = (place + nb.uint64(1)) & mask
        table[place, 0] = hashes[k]
        table[place, 1] = values[k]


@inlined
def _find(bits, table, value):
    """The number beside a hash, or 0. Not of a tuple: in a loop that counts references."""
    bit = _bit(value, bits)
    if bits[bit >> nb.uint64(3)] >> (bit & nb.uint64(7)) & 1 == 0:
        return nb.int64(0)
    return _row(table, value)


@inlined
def _row(table, value):
    """The same without asking the bitmap first."""
    mask = nb.uint64(len(table) - 1)
    place = _place(value, mask)
    while table[place, 1] != 0:
        if table[place, 0] == value:
            return nb.int64(table[place, 1])
        place = (place + nb.uint64(1)) & mask
    return nb.int64(0)


@inlined
def _bit(value, bits):
    spread = value * nb.uint64(0xD6E8FEB86659FD93)
    return (spread ^ (spread >> nb.uint64(32))) & nb.uint64(len(bits) * 8 - 1)


@inlined
def _place(value, mask):
    return (value ^ (value >> nb.uint64(32))) & mask


@inlined
def _mixed(running, value):
    return ((running ^ value) * PRIME) ^ (running >> nb.uint64(29))


@kernel
def _next_word(data, at, stop, coarse):
    """(first, last, next position) of the next run of letters, digits and leet signs, trimmed.

    A run without Latin letters is cut at leet signs, which are signs and nothing else there.
    """
    while at < stop:
        if 0xE5 <= data[at] <= 0xE9:  # Han, nothing else
            at += 3
            continue
        point, size = _decode(data, at)
        if coarse[point] != 0:
            break
        at += size
    first = at
    has_latin = False
    while at < stop and not 0xE5 <= data[at] <= 0xE9:
        point, size = _decode(data, at)
        if coarse[point] == 0:
            break
        has_latin = has_latin or 97 <= point <= 122
        at += size
    last = at
    if not has_latin:
        while first < last:
            point, size = _decode(data, first)
            if not _is_leet_sign(point):
                break
            first += size
        end = first
        while end < last:
            point, size = _decode(data, end)
            if _is_leet_sign(point):
                break
            end += size
        return first, end, end
    while first < last:
        point, size = _decode(data, first)
        if not _is_trimmed(point):
            break
        first += size
    while first < last:
        size = 1
        while data[last - size] & 0xC0 == 0x80:
            size += 1
        point, _ = _decode(data, last - size)
        if point != 64 and not _is_trimmed(point):
            break
        last -= size
    return first, last, at


@inlined
def _is_trimmed(point):
    if 97 <= point <= 122 or 48 <= point <= 57:
        return False
    return point in SYMBOLS


@inlined
def _is_leet_sign(point):
    return point == 64 or point == 36 or _is_trimmed(point)


@kernel
def _shape(data, first, last, coarse):
    """What a word is, and two hashes of it.

    Length in characters, has a Latin letter, has anything else, is nothing but silent h; the word
    as it is written; and with whatever leet or respelling may exchange made one, doubles dropped. A
    word without a Latin letter is nobody's leet.
    """
    length = 0
    has_letter = False
    has_sign = False
    is_silent = True
    exact, rough = BASIS, BASIS
    previous = nb.int64(0)
    at = first
    while at < last:
        point, size = _decode(data, at)
        is_letter = 97 <= point <= 122
        has_letter = has_letter or is_letter
        has_sign = has_sign or not is_letter
        is_silent = is_silent and point == 104
        exact = (exact ^ nb.uint64(point)) * PRIME
        kind = nb.int64(coarse[point])
        if kind == 2:
            kind = point
        if kind != 1 and kind != previous:
            rough = (rough ^ nb.uint64(kind)) * PRIME
            previous = kind
        length += 1
        at += size
    if not has_letter:
        rough = exact ^ nb.uint64(1)
    return length, has_letter, has_sign, is_silent, exact, rough


@kernel
def _has_sign(data, at, stop):
    """Whether a sign that leet uses stands between words of letters: to FOLD it is no space, and a
    finer look may read it as a letter that its neighbour doubles (rent | your).
    """
    while at < stop:
        point, size = _decode(data, at)
        if _is_leet_sign(point):
            return True
        at += size
    return False
