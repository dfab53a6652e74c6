"""Plain words and phrases of a batch by hash: whole words, so that `perc` is not in `percent`.

A token is a run of letters or a run of digits; what stands between tokens does not matter here.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.chunk_kernels import BASIS, PRIME
from plainsight.engines.columnar.kernel import allocating, kernel
from plainsight.engines.columnar.kernels import _decode
from plainsight.engines.columnar.tables import DIGIT, LETTER
from plainsight.engines.columnar.word_kernels import _find, _mixed


@allocating
def plain_hits(data, offsets, classes, lasts, table, longest, hit_posts, hit_forms):
    """Fill (post, form) pairs; returns their count, which may exceed the room.

    `lasts` maps the last token of each phrase to the most tokens of a phrase that ends so;
    `table` maps the hash of a phrase to its form + 1.
    """
    (last_bits, last_table), (bits, rows) = lasts, table
    tokens = np.zeros(longest, dtype=np.uint64)
    count = 0
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        while at < stop:
            token, at = _next_token(data, at, stop, classes)
            if token == 0:
                continue
            for k in range(min(words, longest - 1), 0, -1):
                tokens[k] = tokens[k - 1]
            tokens[0] = token
            words += 1
            most = _find(last_bits, last_table, token)
            if most == 0:
                continue
            running = BASIS
            for k in range(min(words, most)):
                running = _mixed(running, tokens[k])
                form = _find(bits, rows, running)
                if form > 0:
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = form - 1
                    count += 1
    return count


@allocating
def hash_tokens(data, offsets, classes, longest, whole, last, counts):
    """Per phrase: its hash, the hash of its last token, and how many tokens were mixed in."""
    tokens = np.zeros(longest, dtype=np.uint64)
    for post in range(len(offsets) - 1):
        at = offsets[post]
        stop = offsets[post + 1] - 1
        words = 0
        while at < stop:
            token, at = _next_token(data, at, stop, classes)
            if token == 0:
                continue
            for k in range(longest - 1, 0, -1):
                tokens[k] = tokens[k - 1]
            tokens[0] = token
            words += 1
        running = BASIS
        for k in range(min(words, longest)):
            running = _mixed(running, tokens[k])
        whole[post] = running
        last[post] = tokens[0]
        counts[post] = min(words, longest)


@kernel
def _next_token(data, at, stop, classes):
    """(hash, next position); the hash is 0 when no token was left."""
    kind = 0
    while at < stop:
        byte = data[at]
        if 97 <= byte <= 122:
            kind = LETTER
            break
        if byte < 128:
            if 48 <= byte <= 57:
                kind = DIGIT
                break
            at += 1
            continue
        if 0xE5 <= byte <= 0xE9:  # Han, nothing else
            at += 3
            continue
        point, size = _decode(data, at)
        kind = classes[point]
        if kind == LETTER or kind == DIGIT:
            break
        kind = 0
        at += size
    if kind == 0:
        return nb.uint64(0), at
    token = BASIS
    while at < stop:
        byte = data[at]
        if byte < 128:
            same = (97 <= byte <= 122) if kind == LETTER else (48 <= byte <= 57)
            if not same:
                break
            token = (token ^ nb.uint64(byte)) * PRIME
            at += 1
            continue
        point, size = _decode(data, at)
        if classes[point] != kind:
            break
        token = (token ^ nb.uint64(point)) * PRIME
        at += size
    return token, at
