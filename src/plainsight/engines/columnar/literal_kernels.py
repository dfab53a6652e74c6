"""Many literals found in one pass over a batch, by hashes of their first bytes.

A batch is walked from its end, so that the eight bytes from any position on are one shift away.
Where some literal could begin, the hash of the first bytes is asked for in a bitmap;
only the few that pass cost a look into a table, and a comparison.
"""

from collections import namedtuple

import numba as nb

from plainsight.engines.columnar.cut_kernels import straddled
from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.kernels import CHINESE, COMMON, GAP, HEAD, PICTURE, STRETCHED
from plainsight.engines.columnar.word_kernels import _row

FOLD, TIGHT, SOUND = 0, 1, 2  # whose rules about edges and disguise apply
HEADS = (1, 2, 3, 4, 6)  # bytes of a literal that are hashed: the most that it has
EDGELESS, STRICT, FAINT = 1, 2, 4  # marks of a literal
OTHER, RARE = 1, 2  # how characters that sound like a literal are written
IS_TERM, IS_WORD = 1, 2
# `shorts` tells whether heads of one or two bytes begin with a byte, `bits` whether longer ones may
# have a hash; `table` maps the hash of a head to its bucket + 1; `buckets` bounds each bucket in
# `members`, which are literals, and in `nexts`, the two bytes behind the head (or 0). `plains` maps
# the hashes of terms, and of ordinary words that sound like one, to IS_TERM and IS_WORD; `ordinary`
# has all ordinary words with their weights (SOUND alone).
Compiled = namedtuple(
    "Compiled",
    (
        "shorts", "bits", "table", "buckets", "members", "nexts", "starts", "pool", "marks",
        "plains", "ordinary",
    ),
)  # fmt: skip
BITS = 1 << 20


@inlined
def _head_hash(eight, size):
    """The hash of the first `size` bytes, which is in HEADS."""
    head = eight & ((nb.uint64(1) << nb.uint64(8 * size)) - nb.uint64(1))
    return (head ^ (nb.uint64(size) << nb.uint64(56))) * nb.uint64(0x9E3779B97F4A7C15)


@inlined
def _seen(bits, head):
    bit = head >> nb.uint64(44)  # 20 bits of the best mixed ones
    return bits[bit >> nb.uint64(3)] >> (bit & nb.uint64(7))


@kernel
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


@kernel
def literal_hits(data, flags, points, offsets, posts, view, known, cut, hit_posts, hit_forms):
    """Fill (post, literal) pairs of some posts; returns their count, which may exceed the room.

    `cut` is room to cut a post into words, or none, if parts of words may be told as well.
    """
    shorts, bits, (_, table), buckets, members, nexts, starts, pool, marks, plains, ordinary = known
    run, begins = cut
    is_cut = len(begins) > 0
    run[0, :2] = 0
    count = 0
    for nth in range(len(posts) - 1, -1, -1):
        post = posts[nth]
        eight = nb.uint64(0)  # the NUL and nothing of the next post
        first_hit, apart, left = count, 0, nb.int64(len(data))  # homophones, none on another
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
                    if not _may_be(data, flags, points, at, at + length, view, marks[literal]):
                        continue
                    end, is_faint = at + length, False
                    if view == SOUND:
                        heard = 0
                        if marks[literal] & STRICT == 0:
                            heard = _heard(flags, points, at, end, plains)
                            if marks[literal] & FAINT and not _is_spelled(flags, points, at, end):
                                if heard != RARE:
                                    continue
                                is_faint = True
                        # Asked last, because it costs most: the definition hears no part of a word.
                        if is_cut and (
                            straddled(
                                flags, points, at, offsets[post], stop - 1, ordinary, run, begins
                            )
                            or straddled(
                                flags, points, end, offsets[post], stop - 1, ordinary, run, begins
                            )
                        ):
                            continue
                        if heard and end <= left:
                            apart, left = apart + 1, at
                    if count < len(hit_posts):
                        hit_posts[count] = post
                        hit_forms[count] = ~literal if is_faint else literal
                    count += 1
        if view == SOUND:
            count = _in_company(hit_forms, first_hit, count, apart > 1)
    return count


@kernel
def _in_company(forms, first, count, is_company):
    """Drop the faint hits of a post, whose numbers are inverted, or keep them as the others."""
    if count > len(forms):
        return count
    kept = first
    for place in range(first, count):
        form = forms[place]
        if form < 0 and not is_company:
            continue
        forms[kept] = ~form if form < 0 else form
        kept += 1
    return kept


@kernel
def _heard(flags, points, start, end, plains):
    """0 for a term as it is, RARE for rare characters side by side that are no word, or OTHER."""
    written = nb.uint64(0)
    heard = RARE
    is_apart = False
    chars = 0
    for at in range(start, end):
        is_apart = is_apart or (at > start and flags[at] & GAP != 0)
        if flags[at] & COMMON != 0 or is_apart:
            heard = OTHER
        if flags[at] & HEAD != 0:
            written = written_hash(written, points[at])
            chars += 1
    known = _row(plains[1], written)
    if known == IS_TERM and not is_apart:
        return 0
    # One character is not two syllables: 秀 is not 洗u.
    return OTHER if known == IS_WORD or chars == 1 else heard


@inlined
def written_hash(running, point):
    """The hash of the characters so far and one more."""
    mixed = (running ^ (running >> nb.uint64(29))) * nb.uint64(0x9E3779B97F4A7C15)
    return mixed + nb.uint64(point) + nb.uint64(1)


@inlined
def _is_there(data, at, pool, first, size):
    for k in range(size):
        if data[at + k] != pool[first + k]:
            return False
    return True


@kernel
def _may_be(data, flags, points, start, end, view, marks):
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
    # Does a strict literal need this view at all? Plain ones are found in FOLD.
    if marks & STRICT == 0:
        return True
    return _is_spelled(flags, points, start, end) if view == SOUND else _is_apart(flags, start, end)


@kernel
def _is_apart(flags, start, end):
    """Whether letters are stretched or set apart."""
    if flags[start] & STRETCHED != 0:
        return True
    for at in range(start + 1, end):
        if flags[at] & (GAP | STRETCHED) != 0:
            return True
    return False


@kernel
def _is_spelled(flags, points, start, end):
    """Whether Latin letters or pictures stand for a sound. A digit only sounds like another."""
    is_digit = False
    for at in range(start, end):
        if flags[at] & HEAD != 0:
            is_digit = 48 <= points[at] <= 57
        if flags[at] & CHINESE == 0 and not is_digit:
            return True
    return False


@inlined
def _joins(outer, inner):
    return (97 <= outer <= 122 and 97 <= inner <= 122) or (48 <= outer <= 57 and 48 <= inner <= 57)
