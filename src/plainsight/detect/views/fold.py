"""FOLD: every character looked at alone, in a baked table. No context, so a kernel can agree."""

from functools import cache

from plainsight.detect.tables.load import class_ranges, fold_table
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.view import View


def fold_text(text: str) -> str:
    """The text of the FOLD view, without the way back."""
    return text.translate(fold_table())


def fold(text: str) -> Reading:
    """Read `text` in the FOLD view. Marks belong to the character they are drawn on."""
    table, uneven, size = fold_table(), _uneven(), len(text)
    folded = text.translate(table)
    if uneven.isdisjoint(text):
        return Reading(view=View.FOLD, text=folded, starts=range(size), ends=range(1, size + 1))
    starts: list[int] = []
    ends: list[int] = []
    begun = 0  # from here on all characters folded to one each
    fresh = 0  # characters of output that the last visible input gave, for marks that follow
    for at in [at for at, char in enumerate(text) if char in uneven]:
        if begun < at:
            starts += range(begun, at)
            ends += range(begun + 1, at + 1)
            fresh = 1
        begun = at + 1
        count = len(table[ord(text[at])])
        if count:
            fresh = count
            starts += [at] * count
            ends += [at + 1] * count
        elif fresh and ends[-1] == at and is_attached(text[at]):
            ends[-fresh:] = [at + 1] * fresh
    starts += range(begun, size)
    ends += range(begun + 1, size + 1)
    return Reading(view=View.FOLD, text=folded, starts=starts, ends=ends)


def is_attached(char: str) -> bool:
    """Whether a character is drawn on the one before it."""
    return char in _attached()


@cache
def _attached() -> frozenset[str]:
    return frozenset(
        chr(point) for first, last in class_ranges("attached") for point in range(first, last + 1)
    )


@cache
def _uneven() -> frozenset[str]:
    """Characters that fold to none or to several; without them no position moves."""
    return frozenset(chr(point) for point, text in fold_table().items() if len(text) != 1)
