"""Latin words set apart, run together or stretched, by hash: the TIGHT view's Latin share.

A find that begins and ends a word is a row of whole tokens. The hash of such a row is the hash of
all up to its end, less that of all before it.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernel import allocating, inlined, kernel
from plainsight.engines.columnar.kernels import GAP, STRETCHED, _decode
from plainsight.engines.columnar.tables import DIGIT, LETTER
from plainsight.engines.columnar.word_kernels import _find

BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that powers never vanish


@allocating
def joined_hits(data, flags, offsets, classes, table, phrases, longest, hit_posts, hit_forms):
    """Fill (post, form) pairs from a TIGHT batch; returns their count, perhaps above the room.

    `phrases` tells of each form whether a phrase is written so when it is run together. Other forms
    say nothing where they stand as one word that is not stretched: FOLD sees it.
    """
    bits, rows = table
    powers = np.ones(longest + 1, dtype=np.uint64)
    for k in range(longest):
        powers[k + 1] = powers[k] * BASE
    # Where the last tokens of a row begin, and the hash of the row before each.
    # A token has one letter at least, so the ring holds all that a form can be made of.
    ring = 1
    while ring <= longest:
        ring *= 2
    begins = np.zeros(ring, dtype=np.int64)
    before = np.zeros(ring, dtype=np.uint64)
    count = 0
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        tokens = 0
        whole = nb.uint64(0)
        while at < stop:
            if 0xE5 <= data[at] <= 0xE9:  # Han, nothing else, ends a row
                tokens = 0
                at += 3
                continue
            first = at
            token, at = _next_token(data, flags, at, stop, classes, whole)
            if at == first:
                tokens = 0
                _, size = _decode(data, at)
                at += size
                continue
            begins[tokens & (ring - 1)] = first
            before[tokens & (ring - 1)] = whole
            whole = token
            tokens += 1
            for k in range(tokens - 1, max(tokens - ring, 0) - 1, -1):
                place = k & (ring - 1)
                length = at - begins[place]
                if length > longest:
                    break
                form = _find(bits, rows, _spread(whole - before[place] * powers[length]))
                if form > 0:
                    is_one = k == tokens - 1 and phrases[form - 1] == 0
                    if is_one and not _is_stretched(flags, begins[place], at):
                        continue
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = form - 1
                    count += 1
    return count


@kernel
def _is_stretched(flags, start, end):
    for at in range(start, end):
        if flags[at] & STRETCHED != 0:
            return True
    return False


@kernel
def hash_joined(data, offsets, out):
    """Hashes of whole TIGHT texts, as rows of tokens are hashed."""
    for post in range(len(offsets) - 1):
        whole = nb.uint64(0)
        for at in range(offsets[post], offsets[post + 1] - 1):
            whole = whole * BASE + nb.uint64(data[at]) + nb.uint64(1)
        out[post] = _spread(whole)


@inlined
def _spread(value):
    """Mix high bits into low ones: a polynomial alone leaves them weak."""
    value ^= value >> nb.uint64(31)
    value *= nb.uint64(0xBF58476D1CE4E5B9)
    return value ^ (value >> nb.uint64(29))


@inlined
def _next_token(data, flags, at, stop, classes, whole):
    """(hash of the row with the token that begins here, its end); the end is `at` if none does."""
    point, size = _decode(data, at)
    kind = classes[point]
    if kind != LETTER and kind != DIGIT:
        return whole, at
    first = at
    while at < stop:
        point, size = _decode(data, at)
        if classes[point] != kind or (at > first and flags[at] & GAP):
            break
        for k in range(size):
            whole = whole * BASE + nb.uint64(data[at + k]) + nb.uint64(1)
        at += size
    return whole, at
