"""A few texts, without compiled code: loading that takes longer than looking their pieces up.

Every piece of a text is asked for among the kept literals of its view. What is found there is what
the definition would find there, so it is given as the hint, and the definition judges.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from plainsight.detect.detector import Detector, Hint
from plainsight.detect.extract.possible import possible_kinds
from plainsight.detect.views import Reading, View
from plainsight.detect.views.original import Original
from plainsight.engines.columnar.anchors import demands
from plainsight.engines.columnar.dictionary import Dictionary, Literals
from plainsight.engines.columnar.kept_file import Plan, read_file
from plainsight.engines.columnar.kept_name import columns_file, words_digest
from plainsight.engines.columnar.kept_tree import LITERAL_FIELDS, unpacked


class Few:
    """What is known of texts that are read one by one. Immutable, safe to share."""

    def __init__(self, detector: Detector, literals: Mapping[View, Literals]) -> None:
        self._literals = literals
        self._dictionary = Dictionary(detector.policy.lexicon.terms, literals)
        self._typologies = range(len(detector.policy.enabled))

    def hint(self, text: str) -> Hint:
        """All literals that stand in the text, and all values that may."""
        original = Original(text)
        found = {
            view: _within(original.read(view), literals)
            for view, literals in self._literals.items()
        }
        return Hint(
            original=original,
            literals=self._dictionary.meanings(found),
            kinds=frozenset(possible_kinds(text)),
            typologies=self._typologies,
        )


def read_few(detector: Detector, folder: Path) -> Few | None:
    """From the file in which the columns were kept, or None while there is none."""
    words = words_digest(detector.policy.terms_digest, demands(detector.policy.enabled))
    found = read_file(columns_file(folder, words), _literals_of)
    return None if found is None else Few(detector, unpacked(*found, LITERAL_FIELDS))


def _within(reading: Reading, literals: Literals) -> list[int]:
    """The numbers of the literals that may be sighted in a text."""
    text = reading.text
    places = literals.pieces.within(text)
    if reading.view is View.SKELETON:  # where nothing but whole words is sighted
        places = places[[_is_of_words(text, start, end) for start, end, _ in places.tolist()]]
    numbers: list[int] = np.unique(places[:, 2]).tolist()
    return numbers


def _is_of_words(text: str, start: int, end: int) -> bool:
    """Whether words begin and end there."""
    return (not start or text[start - 1] == " ") and (end == len(text) or text[end] == " ")


def _literals_of(plan: Plan) -> Plan:
    return plan["fields"][0]
