"""What the finders' forms mean: literals by view, and the terms that each literal may stand for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from plainsight.detect.detector import forms_of
from plainsight.detect.lexicon import Term
from plainsight.detect.views import Technique, Variant, View
from plainsight.detect.views.chinese_forms import readings
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.meanings import Meanings
from plainsight.detect.views.original import Original
from plainsight.engines.columnar.pieces import Pieces
from plainsight.engines.columnar.strings import Strings, encode

I64 = npt.NDArray[np.int64]
Lists = tuple[I64, I64]  # where each list begins in the values, and the values
BETWEEN_WORDS = "  "  # in the SKELETON view
WAYS = 32  # more than there are techniques
_TECHNIQUES = tuple(Technique)
_UNUSUAL = WAYS - 1  # the form of something else than the folded term
TERMS_KEPT = 1 << 12
LITERALS_KEPT = 1 << 14


class Literals:
    """The literals of one view by number."""

    def __init__(self, texts: Strings, origins: Lists, pieces: Pieces) -> None:
        self.texts = texts
        self.origins = origins  # of each literal the terms and techniques it comes of, as `_origin`
        self.pieces = pieces

    @classmethod
    def of(cls, terms: Sequence[Term], forms: Iterable[tuple[Variant, int]]) -> "Literals":
        """From forms and the places of their terms."""
        origins: dict[str, dict[int, None]] = {}
        for variant, place in forms:
            origins.setdefault(variant.text, {})[_origin(variant, place, terms[place])] = None
        known = list(origins)
        return cls(encode(known), flat(list(map(list, origins.values()))), Pieces.of(known))

    def terms(self, number: int) -> list[int]:
        """The places in the lexicon of the terms that a literal may stand for."""
        starts, origins = self.origins
        return list(dict.fromkeys((origins[starts[number] : starts[number + 1]] // WAYS).tolist()))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each literal."""
        return {text: number for number, text in enumerate(self.texts.texts())}

    @cached_property
    def longest(self) -> dict[str, int]:
        """The words of the longest SKELETON literal that begins with a word."""
        longest: dict[str, int] = {}
        for text in self.numbers:
            head = text.partition(BETWEEN_WORDS)[0]
            longest[head] = max(longest.get(head, 0), text.count(BETWEEN_WORDS) + 1)
        return longest

    def in_skeleton(self, original: Original) -> set[int]:
        """Literals that are whole words of a text's SKELETON view."""
        words = original.read(View.SKELETON).text.split(BETWEEN_WORDS)
        rows = (
            BETWEEN_WORDS.join(words[first : first + count])
            for first, word in enumerate(words)
            for count in range(1, self.longest.get(word, 0) + 1)
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
        starts, origins = literals.origins
        return text, Meanings(
            (str(place), variant)
            for origin in origins[starts[number] : starts[number + 1]].tolist()
            for place, way in (divmod(origin, WAYS),)
            for variant in self._variants(place, way, view, text)
        )

    def _variants(self, place: int, way: int, view: View, text: str) -> list[Variant]:
        """The forms of a term that are the text, without making all the others."""
        if way == _UNUSUAL:
            known = self._forms_of(place)[view, text]
            return [variant for variant in known if variant.plain != _plain(self._terms[place])]
        technique, plain = _TECHNIQUES[way], _plain(self._terms[place])
        if view is not View.SOUND:
            return [Variant(view=view, text=text, technique=technique, plain=plain)]
        return [
            Variant(view=view, text=text, technique=technique, plain=plain, units=units)
            for units in readings(plain)
            if "".join(units) == text
        ]

    def _read_forms(self, place: int) -> dict[tuple[View, str], list[Variant]]:
        forms: dict[tuple[View, str], list[Variant]] = {}
        for variant in forms_of(self._terms[place]):
            forms.setdefault((variant.view, variant.text), []).append(variant)
        return forms


def flat(lists: Sequence[Sequence[int]]) -> Lists:
    """Lists as two arrays."""
    starts = np.cumsum([0, *map(len, lists)])
    return starts, np.array([number for known in lists for number in known], dtype=np.int64)


def _origin(variant: Variant, place: int, term: Term) -> int:
    """The place of a term and the way it became a literal, as one number."""
    is_usual = variant.plain == _plain(term)
    return place * WAYS + (_TECHNIQUES.index(variant.technique) if is_usual else _UNUSUAL)


def _plain(term: Term) -> str:
    return fold_text(term.text).strip()
