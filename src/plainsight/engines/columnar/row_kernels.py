"""Latin words in a quick look: rows of whole tokens, run together; and base64."""

import numba as nb

from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.set_kernels import (
    DIGIT,
    ENCODED,
    HEADS,
    LATIN,
    LETTER,
    ONCE,
    ROW_BASE,
    ROWS,
    SHORTS,
    TAILS,
    UNSPACED,
    is_in,
)

ENCODED_CHARS = 8
SHORT_CHARS_MAX = 3  # of a form that has no head and tail


@kernel
def has_row(points, kinds, count, sets, places, letters, tokens, powers):
    """Whether a row of whole tokens, run together, is a Latin form."""
    found, is_stretched = _is_in_rows(points, kinds, count, sets, places, letters, tokens, powers)
    if is_stretched and not found:
        return _is_in_rows_once(points, kinds, count, sets, places, letters, tokens, powers)
    return found


@kernel
def _is_in_rows(points, kinds, count, sets, places, letters, tokens, powers):
    """(found, whether a letter stands three times).

    Filled on the way: `letters` with the hash of the last four and of all before each letter of the
    row, `tokens` with where each begins and ends.
    """
    known = size = repeats = 0
    last = nb.int64(-1)
    is_stretched = False
    four = whole = nb.uint64(0)
    k = 0
    while k < count:
        kind = kinds[k] & (LETTER | DIGIT)
        if kind == 0:
            if known and kinds[k] & UNSPACED:
                letters[1, size] = whole
                if _is_row(sets, places, letters, tokens, powers, known, size):
                    return True, is_stretched
                known = size = 0
                last, whole = nb.int64(-1), nb.uint64(0)
            k += 1
            continue
        tokens[0, known] = size
        while True:
            point = points[k]
            four = _of_one_more(four, point)
            letters[0, size] = four
            letters[1, size] = whole
            whole = whole * ROW_BASE + nb.uint64(point) + nb.uint64(1)
            size += 1
            repeats = repeats + 1 if point == last and kinds[k] & LATIN else 0
            is_stretched |= repeats > 1
            last = point
            k += 1
            if k == count or kinds[k] & (LETTER | DIGIT) != kind:
                break
        tokens[1, known] = size
        known += 1
    letters[1, size] = whole
    return known > 0 and _is_row(sets, places, letters, tokens, powers, known, size), is_stretched


@kernel
def _is_row(sets, places, letters, tokens, powers, known, size):
    """Whether some of the tokens are a form."""
    longest = len(powers) - 2
    heads = 0  # tokens that a form of four letters or more may begin with
    for token in range(known):
        begin, end = tokens[0, token], tokens[1, token]
        if begin + 3 >= size or is_in(sets, places, HEADS, letters[0, begin + 3]):
            tokens[2, heads] = begin
            heads += 1
        # What is shorter than heads and tails is asked for whole, in a set of its own.
        first = token
        while first >= 0 and end - tokens[0, first] <= SHORT_CHARS_MAX:
            begin = tokens[0, first]
            if is_in(sets, places, SHORTS, _hash(letters, powers, begin, end)):
                return True
            first -= 1
        is_tail = False
        for head in range(heads - 1, -1, -1):
            length = end - tokens[2, head]
            if length <= SHORT_CHARS_MAX:
                continue
            if length > longest:
                break
            is_tail = is_tail or is_in(sets, places, TAILS, letters[0, end - 1])
            if not is_tail:
                break
            if is_in(sets, places, ROWS, _hash(letters, powers, tokens[2, head], end)):
                return True
    return False


@kernel
def _is_in_rows_once(points, kinds, count, sets, places, letters, tokens, powers):
    """The same with doubles counted once, of rows in which a letter stands three times."""
    known = size = repeats = 0
    last = nb.int64(-1)
    stretched = -1  # where the last letter stands that is repeated three times
    four = whole = nb.uint64(0)
    k = 0
    while k < count:
        kind = kinds[k] & (LETTER | DIGIT)
        if kind == 0:
            if kinds[k] & UNSPACED and known:
                if _is_stretched_row(sets, places, letters, tokens, powers, known, size, stretched):
                    return True
                known = size = 0
                last, stretched, whole = nb.int64(-1), -1, nb.uint64(0)
            k += 1
            continue
        # A token that begins with the letter before it begins with that letter.
        is_same = points[k] == last and kinds[k] & LATIN != 0
        begin = size - 1 if is_same else size
        tokens[0, known] = begin
        while k < count and kinds[k] & (LETTER | DIGIT) == kind:
            point = points[k]
            if point == last and kinds[k] & LATIN:
                repeats += 1
                if repeats > 1:
                    stretched = size
            else:
                repeats = 0
                four = _of_one_more(four, point)
                letters[0, size] = four
                letters[1, size] = whole
                whole = whole * ROW_BASE + nb.uint64(point) + nb.uint64(1)
                size += 1
            last = point
            k += 1
        tokens[1, known] = size
        letters[1, size] = whole
        # The same letter once more, alone again: the token before it says as much.
        is_more = size > begin + 1 or not is_same or known == 0 or tokens[0, known - 1] < begin
        known += is_more
    if known == 0:
        return False
    return _is_stretched_row(sets, places, letters, tokens, powers, known, size, stretched)


@kernel
def _is_stretched_row(sets, places, letters, tokens, powers, known, size, stretched):
    """Whether some of the tokens are a form, with the stretched letter in it."""
    longest = len(powers) - 2
    for token in range(known if stretched >= 0 else 0):
        end = tokens[1, token]
        for first in range(token, -1, -1):
            begin = tokens[0, first]
            if end - begin > longest:
                break
            if begin < stretched and is_in(sets, places, ONCE, _hash(letters, powers, begin, end)):
                return True
    return False


@inlined
def _hash(letters, powers, begin, end):
    """The hash of some letters of a row."""
    return letters[1, end] - letters[1, begin] * powers[end - begin]


@inlined
def _of_one_more(four, point):
    """The hash of the last four characters."""
    return (four << nb.uint64(16)) ^ nb.uint64(point)


@inlined
def of_four(bare, at):
    """The hash of four characters."""
    value = nb.uint64(0)
    for k in range(at, at + 4):
        value = _of_one_more(value, bare[k])
    return value


@kernel
def row_hash(points):
    """The hash of a Latin form without separators, as rows are hashed."""
    whole = nb.uint64(0)
    for k in range(len(points)):
        whole = whole * ROW_BASE + nb.uint64(points[k]) + nb.uint64(1)
    return whole


@kernel
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


@inlined
def encoded_hash(points, first):
    """The hash of eight characters, all ASCII."""
    value = nb.uint64(0)
    for k in range(first, first + ENCODED_CHARS):
        value = (value << nb.uint64(7)) | nb.uint64(points[k] & 127)
    return value
