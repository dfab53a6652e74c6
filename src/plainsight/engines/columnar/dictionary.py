"""What the finders' forms mean: literals by view, and the terms that each literal may stand for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from plainsight.detect.detector import forms_of
from plainsight.detect.lexicon import Term
from plainsight.detect.views import Technique, Variant, View, read
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.judge import Meanings
from plainsight.detect.views.shapes import separators
from plainsight.engines.columnar.pieces import Pieces
from plainsight.engines.columnar.strings import Strings, encode

I64 = npt.NDArray[np.int64]
Lists = tuple[I64, I64]  # where each list begins in the values, and the values
BETWEEN_WORDS = "  "  # in the SKELETON view
TERMS_KEPT = 1 << 12
LITERALS_KEPT = 1 << 14


class Literals:
    """The literals of one view by number."""

    def __init__(self, texts: Strings, terms: Lists, pieces: Pieces) -> None:
        self.texts = texts
        self.terms = terms  # of each literal the places in the lexicon
        self.pieces = pieces

    @classmethod
    def of(cls, meanings: Iterable[tuple[str, int]]) -> "Literals":
        """From literals and the places of their terms."""
        terms: dict[str, set[int]] = {}
        for text, place in meanings:
            terms.setdefault(text, set()).add(place)
        known = list(terms)
        lists = flat([sorted(places) for places in terms.values()])
        return cls(encode(known), lists, Pieces.of(known))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each literal."""
        return {text: number for number, text in enumerate(self.texts.texts())}

    @cached_property
    def words_max(self) -> int:
        """Words of the longest SKELETON literal."""
        return max((text.count(BETWEEN_WORDS) + 1 for text in self.numbers), default=0)

    def in_skeleton(self, text: str) -> set[int]:
        """Literals that are whole words of the text's SKELETON view."""
        words = read(text, View.SKELETON).text.split(BETWEEN_WORDS)
        rows = (
            BETWEEN_WORDS.join(words[first : first + count])
            for first in range(len(words))
            for count in range(1, self.words_max + 1)
        )
        return {self.numbers[row] for row in rows if row in self.numbers}


class Dictionary:
    """Gives the definition's meanings of literals. Immutable, safe to share between threads."""

    def __init__(self, terms: Sequence[Term], literals: Mapping[View, Literals]) -> None:
        self._terms = terms
        self.literals = literals
        self._forms_of = lru_cache(TERMS_KEPT)(self._read_forms)
        self._meaning_of = lru_cache(LITERALS_KEPT)(self._read_meaning)

    def meanings(self, found: Mapping[View, Iterable[int]]) -> dict[View, dict[str, Meanings]]:
        """Of some literals in each view all that they may mean."""
        return {
            view: dict(self._meaning_of(view, number) for number in sorted(numbers))
            for view, numbers in found.items()
            if numbers
        }

    def _read_meaning(self, view: View, number: int) -> tuple[str, Meanings]:
        literals = self.literals[view]
        text = literals.texts.text(number)
        starts, places = literals.terms
        return text, [
            (str(place), variant)
            for place in places[starts[number] : starts[number + 1]].tolist()
            for variant in self._variants(place, view, text)
        ]

    def _variants(self, place: int, view: View, text: str) -> list[Variant]:
        """Of a term those forms that are the text; the plainest without making all the others."""
        plain = fold_text(self._terms[place].text).strip()
        if view is View.FOLD and text == plain:
            return [Variant(view=view, text=text, technique=Technique.PLAIN, plain=plain)]
        if view is View.TIGHT and plain.isascii() and text == separators().sub("", plain):
            return [Variant(view=view, text=text, technique=Technique.SPACED, plain=plain)]
        return self._forms_of(place)[view, text]

    def _read_forms(self, place: int) -> dict[tuple[View, str], list[Variant]]:
        forms: dict[tuple[View, str], list[Variant]] = {}
        for variant in forms_of(self._terms[place]):
            forms.setdefault((variant.view, variant.text), []).append(variant)
        return forms


def flat(lists: Sequence[Sequence[int]]) -> Lists:
    """Lists as two arrays."""
    starts = np.cumsum([0, *map(len, lists)])
    return starts, np.array([number for known in lists for number in known], dtype=np.int64)
