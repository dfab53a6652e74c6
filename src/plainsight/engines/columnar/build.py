"""Compile a lexicon into what the sieve works with: arrays, and nothing that runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from plainsight.detect.detector import forms_of
from plainsight.detect.lexicon import Term
from plainsight.detect.views import Variant, View
from plainsight.engines.columnar.dictionary import Lists, Literals, flat
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.glance import Glance
from plainsight.engines.columnar.joined import Joined
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.words import Words, is_words

I64 = npt.NDArray[np.int64]
Finders = tuple[Words, Forms, Joined, Forms, Forms, Phrases]
OWNERS = (View.FOLD, View.FOLD, View.TIGHT, View.TIGHT, View.SOUND, View.SKELETON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A compiled lexicon. Lists by finder are in the order of OWNERS."""

    finders: Finders
    glance: Glance
    literals: Mapping[View, Literals]
    literals_of_forms: Sequence[Lists]
    senses_of_forms: Sequence[Lists]
    anchors: Sequence[npt.NDArray[np.bool_]]  # whether a form has the sense of an anchor
    sense_words: int  # of 64 bits, for a mark of each sense


def build(terms: Sequence[Term], senses: Mapping[str, int], anchors: frozenset[str]) -> Built:
    """Compile; some seconds for tens of thousands of terms. `senses` numbers them."""
    known = _known(terms)
    finders = _finders(known)
    literals = {view: Literals.of(terms, forms) for view, forms in known.items()}
    forms: list[list[list[str]]] = [finder.literals for finder in finders]
    literals_of_forms = [
        flat([[literals[view].numbers[text] for text in texts] for texts in of_finder])
        for view, of_finder in zip(OWNERS, forms, strict=True)
    ]
    of_term = [senses[term.sense_id] for term in terms]
    lists = [
        _senses(lists, literals[view], of_term)
        for view, lists in zip(OWNERS, literals_of_forms, strict=True)
    ]
    numbers = {senses[sense] for sense in anchors if sense in senses}
    return Built(
        finders=finders,
        glance=Glance(
            (
                variant
                for meanings in known.values()
                for variant, place in meanings
                if of_term[place] in numbers
            ),
            company=(variant for variant, _ in known[View.SOUND]),
        ),
        literals=literals,
        literals_of_forms=literals_of_forms,
        senses_of_forms=[flat(of_finder) for of_finder in lists],
        anchors=[
            np.array([not numbers.isdisjoint(of_form) for of_form in of_finder], dtype=np.bool_)
            for of_finder in lists
        ],
        sense_words=len(senses) // 64 + 1,
    )


def _known(terms: Sequence[Term]) -> dict[View, list[tuple[Variant, int]]]:
    """Every literal form with the place of its term, by view."""
    known: dict[View, list[tuple[Variant, int]]] = {view: [] for view in View}
    for place, term in enumerate(terms):
        for variant in forms_of(term):
            if variant.text:
                known[variant.view].append((variant, place))
    return known


def _finders(
    known: Mapping[View, Sequence[tuple[Variant, int]]],
) -> Finders:
    fold, tight, sound, skeleton = (
        [variant for variant, _ in known[view]]
        for view in (View.FOLD, View.TIGHT, View.SOUND, View.SKELETON)
    )
    return (
        Words(variant for variant in fold if is_words(variant)),
        Forms(View.FOLD, [variant for variant in fold if not is_words(variant)]),
        Joined(variant for variant in tight if variant.text.isascii()),
        Forms(View.TIGHT, [variant for variant in tight if not variant.text.isascii()]),
        Forms(View.SOUND, sound),
        Phrases(skeleton),
    )


def _senses(lists: Lists, literals: Literals, of_term: Sequence[int]) -> list[list[int]]:
    """The senses of each form of a finder."""
    bounds, numbers = (array.tolist() for array in lists)
    return [
        sorted(
            {of_term[place] for number in numbers[first:last] for place in literals.terms(number)}
        )
        for first, last in pairwise(bounds)
    ]
