"""A few texts, without compiled code: loading that takes longer than looking their pieces up.

Every piece of a text is asked for among the kept literals of its view. What is found there is what
the definition would find there, so it is given as the hint, and the definition judges.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from plainsight.detect.detector import Detector, Hint
from plainsight.detect.extract.possible import possible_kinds
from plainsight.detect.views import View
from plainsight.detect.views.original import Original
from plainsight.detect.views.read import narrow
from plainsight.engines.columnar.dictionary import Dictionary, Literals
from plainsight.engines.columnar.kept_file import Plan, read_file
from plainsight.engines.columnar.kept_name import columns_file
from plainsight.engines.columnar.kept_tree import LITERAL_FIELDS, unpacked


class Few:
    """What is known of texts that are read one by one. Immutable, safe to share."""

    def __init__(self, detector: Detector, finders: Sequence["Pieces"], known: Dictionary) -> None:
        self._finders = finders
        self._dictionary = known
        self._typologies = range(len(detector.policy.enabled))

    def hint(self, text: str) -> Hint:
        """All literals that stand in the text, and all values that may."""
        folded = Original(text).folded
        found = {
            finder.view: finder.within(narrow(folded, finder.view).text) for finder in self._finders
        }
        found[View.SKELETON] = self._dictionary.literals[View.SKELETON].in_skeleton(text)
        return Hint(
            literals=self._dictionary.meanings(found),
            kinds=frozenset(possible_kinds(text)),
            typologies=self._typologies,
        )


class Pieces:
    """The literals of one view, found as pieces of a text."""

    def __init__(self, view: View, literals: Literals) -> None:
        self.view = view
        self._literals = literals

    def within(self, text: str) -> set[int]:
        """The numbers of the literals in a text of this view."""
        numbers, sizes = self._literals.numbers, self._sizes
        return {
            numbers[piece]
            for start, char in enumerate(text)
            for size in sizes.get(char, ())
            if (piece := text[start : start + size]) in numbers
        }

    @cached_property
    def _sizes(self) -> dict[str, set[int]]:
        """How long literals are, by their first character."""
        sizes: dict[str, set[int]] = {}
        for literal in self._literals.numbers:
            sizes.setdefault(literal[0], set()).add(len(literal))
        return sizes


def read_few(detector: Detector, folder: Path) -> Few | None:
    """From the file in which the columns were kept, or None while there is none."""
    found = read_file(columns_file(folder, detector.policy.digest), _literals_of)
    if found is None:
        return None
    literals: dict[View, Literals] = unpacked(*found, LITERAL_FIELDS)
    finders = [Pieces(view, literals[view]) for view in (View.FOLD, View.TIGHT, View.SOUND)]
    return Few(detector, finders, Dictionary(detector.policy.lexicon.terms, literals))


def _literals_of(plan: Plan) -> Plan:
    return plan["fields"][0]
