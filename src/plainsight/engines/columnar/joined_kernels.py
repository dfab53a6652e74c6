"""Latin words set apart, run together or stretched, by hash: the TIGHT view's Latin share.

A find that begins and ends a word is a row of whole tokens, so rows of tokens are hashed with a
polynomial that extends to the left.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernels import GAP, _decode
from plainsight.engines.columnar.tables import DIGIT, LETTER
from plainsight.engines.columnar.word_kernels import _look_up

BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that powers never vanish
TOKENS_MAX = 32


@nb.njit(nogil=True, cache=True)
def joined_hits(data, flags, offsets, classes, table, longest, hit_posts, hit_forms):  # type: ignore[no-untyped-def]
    """Fill (post, form) pairs from a TIGHT batch; returns their count, which may exceed the room."""
    hashes = np.zeros(TOKENS_MAX, dtype=np.uint64)
    powers = np.zeros(TOKENS_MAX, dtype=np.uint64)
    sizes = np.zeros(TOKENS_MAX, dtype=np.int64)
    count = 0
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        tokens = 0
        while at < stop:
            token, power, size, at, is_word = _next_token(data, flags, at, stop, classes)
            if not is_word:
                tokens = 0  # Chinese between Latin words ends a row
                continue
            for k in range(min(tokens, TOKENS_MAX - 1), 0, -1):
                hashes[k], powers[k], sizes[k] = hashes[k - 1], powers[k - 1], sizes[k - 1]
            hashes[0], powers[0], sizes[0] = token, power, size
            tokens = min(tokens + 1, TOKENS_MAX)
            whole = nb.uint64(0)
            shift = nb.uint64(1)
            length = 0
            for k in range(tokens):
                length += sizes[k]
                if length > longest:
                    break
                whole = hashes[k] * shift + whole
                shift *= powers[k]
                form = _look_up(table, _spread(whole))
                if form > 0:
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = form - 1
                    count += 1
    return count


@nb.njit(nogil=True, cache=True)
def hash_joined(data, offsets, out):  # type: ignore[no-untyped-def]
    """Hashes of whole TIGHT texts, as rows of tokens are hashed."""
    for post in range(len(offsets) - 1):
        whole = nb.uint64(0)
        for at in range(offsets[post], offsets[post + 1] - 1):
            whole = whole * BASE + nb.uint64(data[at]) + nb.uint64(1)
        out[post] = _spread(whole)


@nb.njit(nogil=True, cache=True, inline="always")
def _spread(value):  # type: ignore[no-untyped-def]
    """Mix high bits into low ones: a polynomial alone leaves them weak."""
    value ^= value >> nb.uint64(31)
    value *= nb.uint64(0xBF58476D1CE4E5B9)
    return value ^ (value >> nb.uint64(29))


@nb.njit(nogil=True, cache=True)
def _next_token(data, flags, at, stop, classes):  # type: ignore[no-untyped-def]
    """(hash, BASE ** size, size in bytes, next position, is it Latin) of the next token."""
    point, size = _decode(data, at)
    kind = classes[point]
    if kind != LETTER and kind != DIGIT:
        return nb.uint64(0), nb.uint64(1), 0, at + size, False
    whole = nb.uint64(0)
    power = nb.uint64(1)
    length = 0
    while at < stop:
        point, size = _decode(data, at)
        if classes[point] != kind or (length > 0 and flags[at] & GAP):
            break
        for k in range(size):
            whole = whole * BASE + nb.uint64(data[at + k]) + nb.uint64(1)
            power *= BASE
        length += size
        at += size
    return whole, power, length, at, True
