"""Syllables in a quick look: the SOUND view's share."""

import numba as nb

from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.set_kernels import (
    AFTER,
    ALOUD,
    BEFORE,
    COMMON,
    DIGIT,
    FAINT,
    FIRST,
    HEARD,
    HIDDEN,
    LETTER,
    PAIR,
    SECOND,
    SOUND,
    SOUNDS,
    SYLLABLE_LETTERS_MAX,
    SYLLABLES,
    TRIPLES_ALOUD,
    UNSPACED,
    WORDS,
    byte_of,
    is_among,
    is_in,
    of_more,
    of_two,
)

# MIXED: Latin letters that may be a syllable of a form touch another: that view must be searched.
NO, MIXED, YES = 0, 1, 2


@kernel
def sounding(points, kinds, count, sets, places, reach):
    """Whether syllables of a form stand side by side, or one beside another in Latin letters."""
    one = two = three = nb.uint64(0)  # the syllables that follow
    letter = -1  # where the letters begin that follow
    is_mixed = False
    was_common = True  # the character that follows
    place = count  # and where it stands
    apart = reach  # syllables to the next that a picture gave
    company, left = 0, count + 1  # homophones that need company or keep it, none on another
    for k in range(count - 1, -1, -1):
        kind = kinds[k]
        syllable = (kind >> nb.uint64(SECOND)) & nb.uint64(0xFFF)
        following = (kind >> nb.uint64(SOUND)) & nb.uint64(0xFFF)
        if following == 0:
            if kind & (LETTER | DIGIT):
                if one != 0 and not is_mixed:
                    is_mixed = _touches(points, kinds, k, -1, count, one, sets, places, BEFORE)
                letter = k
                one = two = three = nb.uint64(0)
                apart = reach
            continue
        apart = apart + 1 if kind & (UNSPACED | DIGIT) else 0
        if syllable == 0:
            syllable, following = following, syllable
        if letter >= 0 and not is_mixed:
            is_mixed = _touches(points, kinds, letter, 1, count, syllable, sets, places, AFTER)
        letter = -1
        is_rare = not was_common and kind & COMMON == 0 and place == k + 1
        while syllable:
            if one != 0:
                pair = syllable * nb.uint64(SYLLABLES) + one
                seen = byte_of(sets, places, SOUNDS, pair)  # mostly nothing
                if seen != 0:
                    head = (pair << nb.uint64(9)) | two
                    if _sounds_like(sets, places, seen, ALOUD, head, three):
                        return YES
                    if apart < reach and _sounds_like(sets, places, seen, HIDDEN, head, three):
                        return YES
                    if place < left and (
                        _sounds_like(sets, places, seen, HEARD, head, three)
                        or (
                            is_rare
                            and _sounds_like(sets, places, seen, FAINT, head, three)
                            and not _is_word(points, k, sets, places, seen, head, three)
                        )
                    ):
                        company, left = company + 1, k
                        if company > 1:
                            return YES
            one, two, three = syllable, one, two
            syllable, following = following, nb.uint64(0)
        was_common = kind & COMMON != 0
        place = k
    return MIXED if is_mixed else NO


@kernel
def _touches(points, kinds, at, step, count, syllable, sets, places, which):
    """Whether the letters from a place on, or up to it, may be the syllable beside another."""
    running = nb.uint64(syllable)
    for _ in range(SYLLABLE_LETTERS_MAX):
        if (
            at < 0
            or at >= count
            or kinds[at] & (LETTER | DIGIT) == 0
            or kinds[at] >> nb.uint64(SOUND)
        ):
            return False
        running = of_more(running, points[at])
        if is_in(sets, places, which, running):
            return True
        at += step
    return False


@kernel
def _is_word(points, k, sets, places, seen, head, fourth):
    """Whether only two characters sound like a form, and they are an ordinary word."""
    if not is_among(sets, places, WORDS, of_two(points[k], points[k + 1])):
        return False
    return not _is_longer(sets, places, seen, FAINT, head, fourth)


@inlined
def _sounds_like(sets, places, seen, kind, head, fourth):
    if seen & nb.uint64(PAIR << 2 * kind):
        return True
    return _is_longer(sets, places, seen, kind, head, fourth)


@inlined
def _is_longer(sets, places, seen, kind, head, fourth):
    """`head` is three syllables, the last of them 0 where none follows."""
    if head & nb.uint64(SYLLABLES - 1) == 0 or seen & nb.uint64(FIRST << 2 * kind) == 0:
        return False
    triples = TRIPLES_ALOUD + 2 * kind
    return is_in(sets, places, triples, head) or is_in(
        sets, places, triples + 1, (head << nb.uint64(9)) | fourth
    )
