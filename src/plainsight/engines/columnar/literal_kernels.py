"""Many literals found in one pass over a batch, by hashes of their first bytes.

A batch is walked from its end, so that the eight bytes from any position on are one shift away.
Where some literal could begin, the hash of the first bytes is asked for in a bitmap;
only the few that pass cost a look into a table, and a comparison.
"""

from collections import namedtuple

import numba as nb

from plainsight.engines.columnar.kernels import CHINESE, COMMON, GAP, HEAD, PICTURE, STRETCHED
from plainsight.engines.columnar.word_kernels import _row

FOLD, TIGHT, SOUND = 0, 1, 2  # whose rules about edges and disguise apply
HEADS = (1, 2, 3, 4, 6)  # bytes of a literal that are hashed: the most that it has
EDGELESS, STRICT, FAINT = 1, 2, 4  # marks of a literal
# `shorts` tells whether heads of one or two bytes begin with a byte, `bits` whether longer ones may
# have a hash; `table` maps the hash of a head to its bucket + 1; `buckets` bounds each bucket in
# `members`, which are literals, and in `nexts`, the two bytes behind the head (or 0).
Compiled = namedtuple(
    "Compiled",
    ("shorts", "bits", "table", "buckets", "members", "nexts", "starts", "pool", "marks"),
)
BITS = 1 << 20


@nb.njit(nogil=True, cache=True, inline="always")
def _head_hash(eight, size):
    """The hash of the first `size` bytes, which is in HEADS."""
    head = eight & ((nb.uint64(1) << nb.uint64(8 * size)) - nb.uint64(1))
    return (head ^ (nb.uint64(size) << nb.uint64(56))) * nb.uint64(0x9E3779B97F4A7C15)


@nb.njit(nogil=True, cache=True, inline="always")
def _seen(bits, head):
    bit = head >> nb.uint64(44)  # 20 bits of the best mixed ones
    return bits[bit >> nb.uint64(3)] >> (bit & nb.uint64(7))


@nb.njit(nogil=True, cache=True)
def hash_heads(data, offsets, sizes, shorts, bits, hashes, nexts):
    """Fill the hash of each literal's head and the bytes behind it, `shorts` and `bits`."""
    for number in range(len(offsets) - 1):
        eight = nb.uint64(0)
        stop = min(offsets[number] + 8, offsets[number + 1])
        for at in range(stop - 1, offsets[number] - 1, -1):
            eight = (eight << nb.uint64(8)) | nb.uint64(data[at])
        head = _head_hash(eight, sizes[number])
        hashes[number] = head
        if offsets[number + 1] - offsets[number] >= 8:
            nexts[number] = eight >> nb.uint64(48)
        if sizes[number] < 3:
            shorts[data[offsets[number]]] = 1
        bit = head >> nb.uint64(44)
        bits[bit >> nb.uint64(3)] |= nb.uint8(1 << (bit & nb.uint64(7)))


@nb.njit(nogil=True, cache=True)
def literal_hits(data, flags, offsets, view, known, hit_posts, hit_forms):
    """Fill (post, literal) pairs; returns their count, which may exceed the room."""
    shorts, bits, (_, table), buckets, members, nexts, starts, pool, marks = known
    count = 0
    for post in range(len(offsets) - 2, -1, -1):
        eight = nb.uint64(0)  # the NUL and nothing of the next post
        stop = offsets[post + 1]
        for at in range(stop - 2, offsets[post] - 1, -1):
            eight = (eight << nb.uint64(8)) | nb.uint64(data[at])
            if view == SOUND:
                if flags[at] & HEAD == 0:
                    continue
            elif data[at] & 0xC0 == 0x80:
                continue
            # All asked at once: one branch that is nearly never taken, instead of three that are
            # taken now and then.
            seen = _seen(bits, _head_hash(eight, 6)) | _seen(bits, _head_hash(eight, 4))
            seen |= _seen(bits, _head_hash(eight, 3)) | shorts[data[at]]
            if seen & 1 == 0:
                continue
            for size in HEADS:
                head = _head_hash(eight, size)
                if _seen(bits, head) & 1 == 0:
                    continue
                bucket = _row(table, head) - 1
                if bucket < 0:
                    continue
                for place in range(buckets[bucket], buckets[bucket + 1]):
                    if nexts[place] != 0 and nexts[place] != eight >> nb.uint64(48):
                        continue
                    literal = members[place]
                    first, length = starts[literal], starts[literal + 1] - starts[literal]
                    if at + length >= stop or not _is_there(data, at, pool, first, length):
                        continue
                    if _may_be(data, flags, at, at + length, view, marks[literal]):
                        if count < len(hit_posts):
                            hit_posts[count] = post
                            hit_forms[count] = literal
                        count += 1
    return count


@nb.njit(nogil=True, cache=True, inline="always")
def _is_there(data, at, pool, first, size):
    for k in range(size):
        if data[at + k] != pool[first + k]:
            return False
    return True


@nb.njit(nogil=True, cache=True)
def _may_be(data, flags, start, end, view, marks):
    """False for what the definition refuses as well: the inside of a word, nothing disguised."""
    if marks & EDGELESS == 0:
        before = data[start - 1] if start > 0 else nb.uint8(0)
        left = _joins(before, data[start])
        right = _joins(data[end], data[end - 1])
        if view != FOLD:
            left = left and flags[start] & GAP == 0
            right = right and flags[end] & GAP == 0
        if view == SOUND:
            # The letters of a syllable are no letters of a Latin word.
            beside = flags[start - 1] if start > 0 else nb.uint8(0)
            left = left and (flags[start] | beside) & (CHINESE | PICTURE) == 0
            right = right and (flags[end - 1] | flags[end]) & (CHINESE | PICTURE) == 0
            if flags[start] & HEAD == 0 or flags[end] & HEAD == 0:
                return False
        if left or right:
            return False
    if marks & (STRICT | FAINT) == 0 or _is_disguised(flags, start, end, view):
        return True
    return marks & FAINT != 0 and not _has_common(flags, start, end)


@nb.njit(nogil=True, cache=True)
def _has_common(flags, start, end):
    for at in range(start, end):
        if flags[at] & COMMON != 0:
            return True
    return False


@nb.njit(nogil=True, cache=True)
def _is_disguised(flags, start, end, view):
    """Does the find need this view at all? Plain ones are found in FOLD."""
    if view == TIGHT:
        if flags[start] & STRETCHED != 0:
            return True
        for at in range(start + 1, end):
            if flags[at] & (GAP | STRETCHED) != 0:
                return True
        return False
    for at in range(start, end):
        if flags[at] & CHINESE == 0:
            return True
    return False


@nb.njit(nogil=True, cache=True, inline="always")
def _joins(outer, inner):
    return (97 <= outer <= 122 and 97 <= inner <= 122) or (48 <= outer <= 57 and 48 <= inner <= 57)
