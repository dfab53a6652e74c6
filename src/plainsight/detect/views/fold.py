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
    if _uneven().isdisjoint(text):
        size = len(text)
        folded = text.translate(fold_table())
        return Reading(view=View.FOLD, text=folded, starts=range(size), ends=range(1, size + 1))
    table, attached = fold_table(), _attached()
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    fresh = 0  # characters of output that the last visible input gave, for marks that follow
    for at, char in enumerate(text):
        folded = table.get(ord(char), char)
        if folded:
            fresh = len(folded)
            out.append(folded)
            starts.extend([at] * fresh)
            ends.extend([at + 1] * fresh)
        elif char in attached and fresh and ends[-1] == at:
            ends[-fresh:] = [at + 1] * fresh
    return Reading(view=View.FOLD, text="".join(out), starts=starts, ends=ends)


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
