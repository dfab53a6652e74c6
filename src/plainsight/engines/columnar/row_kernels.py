"""Latin words in a quick look: rows of whole tokens, run together; and base64."""

import numba as nb

from plainsight.engines.columnar.set_kernels import (
    DIGIT,
    ENCODED,
    HEADS,
    LATIN,
    LETTER,
    ONCE,
    ROW_BASE,
    ROWS,
    TAILS,
    UNSPACED,
    is_in,
)

ENCODED_CHARS = 8


@nb.njit(nogil=True, cache=True)
def has_row(points, kinds, count, sets, places, bare, hashes, tokens, powers):
    """Whether a row of whole tokens, run together, is a Latin form."""
    found, is_stretched = _seen_in_rows(
        points, kinds, count, sets, places, bare, hashes, tokens, powers, False
    )
    if is_stretched and not found:
        found, _ = _seen_in_rows(
            points, kinds, count, sets, places, bare, hashes, tokens, powers, True
        )
    return found


@nb.njit(nogil=True, cache=True)
def _seen_in_rows(points, kinds, count, sets, places, bare, hashes, tokens, powers, is_once):
    """(found, whether a letter stands three times); with `is_once` doubles count once.

    Filled on the way: the row, the hash of all before each of its places, and its tokens.
    """
    known = size = repeats = 0
    last = nb.int64(-1)
    stretched = -1  # where the last letter stands that is repeated three times
    is_stretched = False
    whole = nb.uint64(0)
    k = 0
    while k < count:
        kind = kinds[k] & (LETTER | DIGIT)
        if kind == 0:
            if kinds[k] & UNSPACED and known:
                if _is_row(
                    sets, places, bare, hashes, tokens, powers, known, size, is_once, stretched
                ):
                    return True, is_stretched
                known = size = 0
                last, stretched, whole = nb.int64(-1), -1, nb.uint64(0)
            k += 1
            continue
        # A token that begins with the letter before it begins with that letter.
        is_same = is_once and points[k] == last and kinds[k] & LATIN != 0
        begin = size - 1 if is_same else size
        tokens[known, 0] = begin
        while k < count and kinds[k] & (LETTER | DIGIT) == kind:
            point = points[k]
            if point == last and kinds[k] & LATIN:
                repeats += 1
                if repeats > 1:
                    is_stretched, stretched = True, size if is_once else -1
            else:
                repeats = 0
            if repeats == 0 or not is_once:
                bare[size] = point
                hashes[size] = whole
                whole = whole * ROW_BASE + nb.uint64(point) + nb.uint64(1)
                size += 1
            last = point
            k += 1
        tokens[known, 1] = size
        hashes[size] = whole
        # The same letter once more, alone again: the token before it says as much.
        is_more = size > begin + 1 or not is_same or known == 0 or tokens[known - 1, 0] < begin
        known += is_more
    if known and (stretched >= 0 or not is_once):
        if _is_row(sets, places, bare, hashes, tokens, powers, known, size, is_once, stretched):
            return True, is_stretched
    return False, is_stretched


@nb.njit(nogil=True, cache=True)
def _is_row(sets, places, bare, hashes, tokens, powers, known, size, is_once, stretched):
    """Whether some of the tokens are a form; of stretched ones, only with the stretched letter."""
    longest = len(powers) - 2
    bare[size] = bare[size + 1] = bare[size + 2] = 0
    for token in range(known):
        begin = tokens[token, 0]
        tokens[token, 2] = begin + 3 >= size or is_in(sets, places, HEADS, of_four(bare, begin))
    for token in range(known):
        end = tokens[token, 1]
        is_tail = end < 4 or is_in(sets, places, TAILS, of_four(bare, end - 4))
        for first in range(token, -1, -1):
            begin = tokens[first, 0]
            length = end - begin
            if length > longest:
                break
            # What is shorter than heads and tails is asked for whole.
            if length > 3 and not (is_tail and tokens[first, 2]):
                continue
            if stretched >= 0 and begin >= stretched:
                continue
            if is_in(
                sets,
                places,
                ONCE if is_once else ROWS,
                hashes[end] - hashes[begin] * powers[length],
            ):
                return True
    return False


@nb.njit(nogil=True, cache=True, inline="always")
def of_four(bare, at):
    """The hash of four characters."""
    value = nb.uint64(0)
    for k in range(at, at + 4):
        value = (value << nb.uint64(16)) ^ nb.uint64(bare[k])
    return value


@nb.njit(nogil=True, cache=True)
def row_hash(points):
    """The hash of a Latin form without separators, as rows are hashed."""
    whole = nb.uint64(0)
    for k in range(len(points)):
        whole = whole * ROW_BASE + nb.uint64(points[k]) + nb.uint64(1)
    return whole


@nb.njit(nogil=True, cache=True)
def has_encoded(points, kinds, count, sets, places):
    """Whether eight characters begin the base64 of a term."""
    run = 0
    for k in range(count):
        point = points[k]
        is_base64 = kinds[k] & LATIN or kinds[k] & DIGIT
        if is_base64 or point == 43 or point == 47 or point == 45 or point == 95:
            run += 1
        else:
            run = 0
        if run >= ENCODED_CHARS and is_in(
            sets, places, ENCODED, encoded_hash(points, k + 1 - ENCODED_CHARS)
        ):
            return True
    return False


@nb.njit(nogil=True, cache=True, inline="always")
def encoded_hash(points, first):
    """The hash of eight characters, all ASCII."""
    value = nb.uint64(0)
    for k in range(first, first + ENCODED_CHARS):
        value = (value << nb.uint64(7)) | nb.uint64(points[k] & 127)
    return value
