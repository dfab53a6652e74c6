"""The sets of hashes that the quick look asks, and what it knows of each code point.

A set may say yes too often and never says no wrongly: each hash is four bits of one word.
"""

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernel import inlined, kernel

# What `info` knows of a code point: the one it folds to, and of that one, as bits:
POINT = (1 << 21) - 1
LETTER, DIGIT, UNSPACED = 1 << 21, 1 << 22, 1 << 23
UNEVEN = 1 << 24  # it folds to none or to several: see the tables of replacements
NUMBER = 1 << 25  # extractors may read it as a digit or a word that counts
SIGN = 1 << 26  # a form made of signs may begin with it
LATIN = 1 << 27  # a to z
SPOKEN = 1 << 28  # a digit in another script: 一
COMMON = 1 << 29  # too common for a homophone that needs company
COARSE, SOUND, SECOND = 32, 40, 52  # shifts of the class in words, and of the syllables' numbers

# The sets lie side by side in one array of words, because a tuple of arrays is counted each time it
# is opened; `places` tells where each begins, and one less than its words.
SETS = (
    "firsts",  # first two characters of forms with Chinese in them
    "pairs",  # whole forms of two
    "triples",
    "longer",  # first four of longer forms
    "encoded",  # first eight of base64
    "signs",  # first two of forms made of signs, or the one that is all
    "rows",  # Latin forms without what stands between their letters
    "shorts",  # those of at most three
    "once",  # the same without doubles
    "heads",  # first four letters of both
    "tails",  # and their last four
    "lasts",  # last words of phrases, coarsely spelled
    "ends",  # last two words of longer phrases
    "roughs",  # phrases, coarsely
    "fines",  # phrases as SKELETON spells them
    "spoken_triples",  # three syllables of what may be found by sound alone
    "spoken_longer",  # first four syllables
    "mixed_triples",  # the same of what needs a letter or picture in it
    "mixed_longer",
    "faint_triples",  # of any sense, what is heard in company if no character of it is common
    "faint_longer",
    "heard_triples",  # of any sense, what keeps it company wherever it stands
    "heard_longer",
    "sounds",  # no set: a byte for each two syllables, with PAIR and FIRST for each of these four
    "words",  # ordinary words of two characters, in order: no set, because it must not err
    "after",  # a syllable and the letters of the one behind it, of what sounds like an anchor
    "before",  # a syllable and the letters of the one before it, the last letter first
)
FIRSTS, PAIRS, TRIPLES, LONGER, ENCODED, SIGNS, ROWS, SHORTS, ONCE = range(9)
HEADS, TAILS, LASTS, ENDS, ROUGHS, FINES = range(9, 15)
ALOUD, HIDDEN, FAINT, HEARD = range(4)  # kinds of sounding forms
TRIPLES_ALOUD, SOUNDS, WORDS, AFTER, BEFORE = 15, 23, 24, 25, 26
SYLLABLE_LETTERS_MAX = 6  # zhuang
PAIR, FIRST = 1, 2  # two syllables are a whole form, or the first of a longer one
SYLLABLES = 1 << 9
ROW_BASE = np.uint64(0x9E3779B97F4A7C15)
MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)


@kernel
def fill(words, first, mask, values):
    """Put hashes into the set of `mask` + 1 words from `first` on: four bits of one word each."""
    for value in values:
        word, bits = _bits(nb.uint64(value), mask)
        words[first + word] |= bits


@inlined
def _bits(value, mask):
    spread = (value ^ (value >> nb.uint64(31))) * MULTIPLIER
    spread ^= spread >> nb.uint64(32)
    one = nb.uint64(1)
    bits = one << (spread & nb.uint64(63))
    bits |= one << ((spread >> nb.uint64(6)) & nb.uint64(63))
    bits |= one << ((spread >> nb.uint64(12)) & nb.uint64(63))
    bits |= one << ((spread >> nb.uint64(18)) & nb.uint64(63))
    return nb.int64((spread >> nb.uint64(24)) & nb.uint64(mask)), bits


@inlined
def is_in(words, places, which, value):
    """May the hash be in the set? Wrongly yes for one hash of a hundred thousand."""
    word, bits = _bits(nb.uint64(value), places[which, 1])
    return words[places[which, 0] + word] & bits == bits


@inlined
def byte_of(words, places, which, number):
    """The byte that a table has for a number."""
    word = words[places[which, 0] + nb.int64(number >> nb.uint64(3))]
    return (word >> ((number & nb.uint64(7)) << nb.uint64(3))) & nb.uint64(255)


@kernel
def is_among(words, places, which, value):
    """Is the number one of those kept in order?"""
    first = places[which, 0]
    low, high = first, first + places[which, 1] + 1
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low <= first + places[which, 1] and words[low] == value


@inlined
def of_two(first, second):
    """The hash of two characters."""
    return (nb.uint64(first) << nb.uint64(21)) | nb.uint64(second)


@inlined
def of_more(running, point):
    """The hash of what was hashed so far and one character more."""
    return (running ^ (running >> nb.uint64(33))) * ROW_BASE + nb.uint64(point)
