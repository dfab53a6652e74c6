"""The SKELETON spelling of a word of a to z, hashed; `detect.views.skeleton` says it in words.

One rule for bytes and for code points: letters of a to z are the same numbers in both.
"""

import numba as nb

from plainsight.engines.columnar.chunk_kernels import BASIS, PRIME
from plainsight.engines.columnar.kernel import inlined, kernel

SILENT = 0
B, C, E, F, G, H, I, J, K, L, P, Q, S, U, V, X, Y, Z = map(ord, "bcefghijklpqsuvxyz")  # noqa: E741


@kernel
def respelled(letters, first, last):
    """The hash of `letters[first:last]` as SKELETON spells them, doubles counted once."""
    hashed = BASIS
    previous = nb.int64(SILENT)
    at = first
    while at < last:
        letter, size = _sound(letters, at, last)
        if letter != SILENT and letter != previous:
            hashed = (hashed ^ nb.uint64(letter)) * PRIME
            previous = letter
        at += size
    return hashed


@inlined
def _sound(letters, at, last):
    """The class of the letter at a position, and how many letters it takes."""
    letter = nb.int64(letters[at])
    following = nb.int64(letters[at + 1]) if at + 1 < last else nb.int64(SILENT)
    size = 1
    if letter == H:
        letter = nb.int64(SILENT)
    elif letter == C and following == H:
        letter, size = nb.int64(X), 2
    elif letter == P and following == H:
        letter, size = nb.int64(F), 2
    elif letter == C and (following == E or following == I or following == Y):
        letter = nb.int64(S)
    elif letter == Q and following == U and at + 2 < last and _is_light(letters[at + 2]):
        letter, size = nb.int64(K), 2
    elif letter == G and _softens(letters, at + 1, last):
        letter = nb.int64(J)
    elif letter == Z:
        letter = nb.int64(S)
    elif letter == V:
        letter = nb.int64(B)
    elif letter == L or letter == Y:
        letter = nb.int64(I)
    elif letter == C or letter == Q:
        letter = nb.int64(K)
    return letter, size


@inlined
def _is_light(letter):
    return letter == E or letter == I


@kernel
def _softens(letters, at, last):
    """Does an e, i, y or l follow, silent h aside?"""
    while at < last and letters[at] == H:
        at += 1
    if at == last:
        return False
    letter = letters[at]
    return letter == E or letter == I or letter == Y or letter == L
