"""Where ordinary Chinese words begin in the SOUND view: `wording.word_starts` in numbers.

No word reaches across what SOUND drops, so each run of characters without a gap is cut by itself,
and only where somebody asks.
"""

from collections import namedtuple

import numba as nb

from plainsight.detect.views import wording
from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.kernels import GAP, HEAD

CHARS_MAX = wording.WORD_CHARS_MAX
TOTAL, UNSEEN, BONUS = wording.TOTAL, wording.UNSEEN, wording.WORD_BONUS
HAN_FROM = ord(wording.HAN_FROM)
# What is kept of a weight is one more, so that 0 means no such word. `singles` has those of single
# characters by code point, `longer` the hashes of the others, in their lowest byte the weight.
Ordinary = namedtuple("Ordinary", ("singles", "longer"))
WEIGHT_BITS = 8


@kernel
def straddled(flags, points, at, first, stop, ordinary, run, begins):
    """Whether a word goes on across the head `at`, of a post of the bytes `first:stop`.

    `run` and `begins` keep the cut of one run from one question to the next: the first row of `run`
    has its bounds, three more are room for the cut, and `begins`, counted from `first`, says where
    a word begins. Each has room for the bytes of the longest post and two more.
    """
    if flags[at] & GAP != 0:
        return False
    bounds = run[0]
    if not bounds[0] <= at < bounds[1]:
        low, high = at, at + 1
        while flags[low] & HEAD == 0 or flags[low] & GAP == 0:
            low -= 1
        while high < stop and (flags[high] & HEAD == 0 or flags[high] & GAP == 0):
            high += 1
        bounds[0], bounds[1] = low, high
        _cut(flags, points, low, high, first, ordinary, run, begins)
    return begins[at - first] == 0


@kernel
def _cut(flags, points, low, high, first, ordinary, run, begins):
    chars, scores, lasts = run[1], run[2], run[3]
    singles, longer = ordinary
    count = 0
    scores[0] = 0
    for at in range(low, high):
        begins[at - first] = 0
        if flags[at] & HEAD == 0:
            continue
        point = nb.int64(points[at])
        chars[count] = point
        weight = nb.int64(singles[point])
        last = count
        best = scores[last] + (weight - 1 if weight else UNSEEN) - TOTAL
        count += 1
        if point > HAN_FROM:
            running = next_hash(nb.uint64(0), point)
            for begin in range(count - 2, max(-1, count - 1 - CHARS_MAX), -1):
                running = next_hash(running, chars[begin])
                weight = _weight(longer, running)
                if weight:
                    score = scores[begin] + weight - 1 + BONUS - TOTAL
                    if score > best:
                        best, last = score, begin
        scores[count] = best
        lasts[count] = last
    at, end = high - 1, count
    while end > 0:  # back over the heads, from word to word
        for _ in range(end - lasts[end]):
            while flags[at] & HEAD == 0:
                at -= 1
            at -= 1
        begins[at + 1 - first] = 1
        end = lasts[end]


@kernel
def fill_longer(longer, hashes, weights):
    """Put words into an open-addressed table of a power of two rows."""
    mask = nb.uint64(len(longer) - 1)
    for k in range(len(hashes)):
        place = hashes[k] >> nb.uint64(40) & mask
        while longer[place] != 0:
            place = (place + nb.uint64(1)) & mask
        longer[place] = hashes[k] >> nb.uint64(WEIGHT_BITS) << nb.uint64(WEIGHT_BITS) | weights[k]


@inlined
def _weight(longer, running):
    """What is kept of the weight of a word, or 0."""
    mask = nb.uint64(len(longer) - 1)
    place = running >> nb.uint64(40) & mask
    while longer[place] != 0:
        if longer[place] >> nb.uint64(WEIGHT_BITS) == running >> nb.uint64(WEIGHT_BITS):
            return nb.int64(longer[place] & nb.uint64(0xFF))
        place = (place + nb.uint64(1)) & mask
    return nb.int64(0)


@inlined
def next_hash(running, point):
    """The hash of a word from its last character to its first."""
    mixed = (running ^ nb.uint64(point)) * nb.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> nb.uint64(29))
