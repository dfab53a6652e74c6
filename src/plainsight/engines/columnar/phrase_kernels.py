"""Respelled and leet phrases in a quick look; `word_kernels` over code points."""

import numba as nb

from plainsight.engines.columnar.chunk_kernels import BASIS, PRIME
from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.respelling_kernels import respelled
from plainsight.engines.columnar.set_kernels import (
    COARSE,
    ENDS,
    FINES,
    LASTS,
    LATIN,
    ROUGHS,
    is_in,
)
from plainsight.engines.columnar.word_kernels import (
    LETTERS_MIN,
    _find,
    _is_leet_sign,
    _is_trimmed,
    _mixed,
)

WORDS_MAX = 5


@kernel
def has_phrase(points, kinds, count, sets, places, skipped_bits, skipped_table, words):
    """Whether words may be a phrase respelled, or chunks stand in a row; see `word_kernels`."""
    known = 0
    k = 0
    chunks, chunk_length, gap, end = 0, 0, nb.int64(-1), nb.int64(-1)
    has_letters = has_latin = False
    while k < count:
        was_latin = has_latin
        first, last, rough = _next_plain(points, kinds, k, count)
        if rough:  # as nearly every word
            k, has_latin, has_sign = last, True, False
            is_silent = rough == BASIS and _is_silent(points, first, last)
        else:
            first, last, k, has_latin = _next_word(points, kinds, first, count)
            if first >= last:
                continue
            rough, has_sign, is_silent = _shape(points, kinds, first, last, has_latin)
        length = last - first
        if length > 2:
            chunks = 0
        else:
            # A row of short chunks of one length, set apart by one and the same character.
            between = points[end] if end >= 0 and first - end == 1 else nb.int64(-1)
            if chunks > 0 and length == chunk_length and between >= 0:
                if chunks == 1 or between == gap:
                    chunks += 1
                    has_letters = has_letters or has_latin
                else:
                    chunks, has_letters = 2, was_latin or has_latin
                gap = between
            else:
                chunks, has_letters, gap = 1, has_latin, nb.int64(-1)
            chunk_length, end = length, last
            if has_letters and chunks >= (3 if gap != 32 or length == 1 else 4):
                return True
        if is_silent:
            continue
        words[known, 0] = nb.uint64(first)
        words[known, 1] = nb.uint64(last << 1) | nb.uint64(has_sign)
        words[known, 2] = rough
        known += 1
        if is_in(sets, places, LASTS, rough) and _ends_phrase(
            points, words, known, sets, places, skipped_bits, skipped_table
        ):
            return True
    return False


@inlined
def _next_plain(points, kinds, k, count):
    """(first, end, coarse hash) of the next word if it is of a to z alone, else without a hash."""
    while k < count and (kinds[k] >> nb.uint64(COARSE)) & nb.uint64(0x7F) == 0:
        k += 1
    first = k
    rough = BASIS
    previous = nb.uint64(0)
    while k < count:
        kind = (kinds[k] >> nb.uint64(COARSE)) & nb.uint64(0x7F)
        if kind == 0:
            break
        if kinds[k] & LATIN == 0:
            return first, k, nb.uint64(0)
        if kind != 1 and kind != previous:
            rough = (rough ^ kind) * PRIME
            previous = kind
        k += 1
    return first, k, rough if k > first else nb.uint64(0)


@kernel
def _is_silent(points, first, last):
    """Whether a word is nothing but the letter h."""
    for k in range(first, last):
        if points[k] != 104:
            return False
    return True


@kernel
def _ends_phrase(points, words, known, sets, places, skipped_bits, skipped_table):
    """Whether the last words are a phrase, coarsely; then also finely, and not ordinary words."""
    rough = BASIS
    for k in range(known - 1, max(known - 1 - WORDS_MAX, -1), -1):
        rough = _mixed(rough, words[k, 2])
        if k == known - 2 and not is_in(sets, places, ENDS, rough):
            return False
        if is_in(sets, places, ROUGHS, rough) and _is_phrase(
            points, words, k, known, sets, places, skipped_bits, skipped_table
        ):
            return True
    return False


@kernel
def _is_phrase(points, words, start, known, sets, places, skipped_bits, skipped_table):
    written = fine = BASIS
    size = 0
    any_leet = False
    for k in range(known - 1, start - 1, -1):
        first, last = nb.int64(words[k, 0]), nb.int64(words[k, 1] >> nb.uint64(1))
        written = _mixed(written, _exact(points, first, last))
        any_leet = any_leet or words[k, 1] & nb.uint64(1) == 1
        size += last - first
        if not any_leet:
            fine = _mixed(fine, respelled(points, first, last))
    if not any_leet and (size < LETTERS_MIN or not is_in(sets, places, FINES, fine)):
        return False
    return _find(skipped_bits, skipped_table, written) == 0


@kernel
def _exact(points, first, last):
    exact = BASIS
    for k in range(first, last):
        exact = (exact ^ nb.uint64(points[k])) * PRIME
    return exact


@kernel
def _next_word(points, kinds, k, count):
    """(first, end, next position, has a Latin letter) of the next word; see `word_kernels`."""
    coarse = nb.uint64(0x7F) << nb.uint64(COARSE)
    while k < count and kinds[k] & coarse == 0:
        k += 1
    first = k
    has_latin = nb.uint64(0)
    while k < count and kinds[k] & coarse:
        has_latin |= kinds[k]
        k += 1
    last = k
    if has_latin & LATIN == 0:
        while first < last and _is_leet_sign(points[first]):
            first += 1
        end = first
        while end < last and not _is_leet_sign(points[end]):
            end += 1
        return first, end, end, False
    while first < last and _is_trimmed(points[first]):
        first += 1
    while first < last and (points[last - 1] == 64 or _is_trimmed(points[last - 1])):
        last -= 1
    return first, last, k, True


@kernel
def _shape(points, kinds, first, last, has_letter):
    """(coarse hash, has anything but a to z, is nothing but silent h)."""
    if not has_letter:
        return _exact(points, first, last) ^ nb.uint64(1), True, False
    rough = BASIS
    previous = nb.uint64(0)
    all_of = nb.uint64(LATIN)
    for k in range(first, last):
        all_of &= kinds[k]
        kind = (kinds[k] >> nb.uint64(COARSE)) & nb.uint64(0x7F)
        if kind == 2:
            kind = nb.uint64(points[k])
        if kind != 1 and kind != previous:
            rough = (rough ^ kind) * PRIME
            previous = kind
    return rough, all_of == 0, _is_silent(points, first, last)
