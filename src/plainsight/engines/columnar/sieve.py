"""All terms in all views, over a batch: which posts may hold which senses, seen in which views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainsight.detect.detector import term_variants
from plainsight.detect.lexicon import Term
from plainsight.detect.views import Variant, View
from plainsight.engines.columnar import gate_kernels, sound_kernels
from plainsight.engines.columnar.batch import (
    Bytes,
    Strings,
    fold_batch,
    sound_batch,
    take,
    tight_batch,
)
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.glance import Glance
from plainsight.engines.columnar.joined import Joined
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.ragged import Hits
from plainsight.engines.columnar.tables import numerals
from plainsight.engines.columnar.words import Meaning, Words, is_words

Bools = npt.NDArray[np.bool_]
U64 = npt.NDArray[np.uint64]
_VIEWS = tuple(View)
_OWNERS = (View.FOLD, View.FOLD, View.TIGHT, View.TIGHT, View.SOUND, View.SKELETON)
_SOUND = 4  # the place of its finder among the six


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Posts of a batch that may hold an anchor, and what they may hold."""

    places: npt.NDArray[np.int64]  # their places in the batch, in order
    marks: U64  # for each of them the senses, 64 to a word
    views: npt.NDArray[np.uint8]  # views in which something was seen, as bits in the order of View
    rows: Bools  # whether the definition must look, because letters stand apart in rows
    digits: npt.NDArray[np.int64]  # characters that extractors may read as numbers
    latin: npt.NDArray[np.int64]  # letters that names are made of
    has_cas: Bools  # whether a CAS number may be among them


class Sieve:
    """The compiled lexicon; immutable, safe to share between threads."""

    def __init__(
        self, terms: Sequence[Term], senses: Mapping[str, int], anchors: frozenset[str]
    ) -> None:
        known = _known(terms, senses)
        finders = _finders(known)
        self._words, self._fold, self._joined, self._tight, self._sound, self._phrases = finders
        self._sense_words = len(senses) // 64 + 1
        self._lists = [_flat(finder.senses) for finder in finders]
        numbers = {senses[sense] for sense in anchors if sense in senses}
        self.glance = Glance(
            variant
            for meanings in known.values()
            for variant, number in meanings
            if number in numbers
        )
        self._anchors = [
            np.array([not numbers.isdisjoint(known) for known in finder.senses], dtype=np.bool_)
            for finder in finders
        ]

    def suspects(self, texts: Strings) -> npt.NDArray[np.int64]:
        """The posts of a batch that are worth a search in all views."""
        verdicts = self.glance.look(texts)
        mixed = np.flatnonzero(verdicts == sound_kernels.MIXED)
        if len(mixed):
            posts, forms = self._sound.hits(sound_batch(fold_batch(take(texts, mixed))))
            verdicts[mixed[posts[self._anchors[_SOUND][forms]]]] = sound_kernels.YES
        return np.flatnonzero(verdicts == sound_kernels.YES)

    def sift(self, texts: Strings, *, with_cas: bool) -> Sifted:
        """Search texts in all views. With `with_cas` a CAS number counts as an anchor."""
        folded = fold_batch(texts)
        tight, sound = tight_batch(folded), sound_batch(folded)
        respelled, rows = self._phrases.hits(folded)
        hits = (
            self._words.hits(folded),
            self._fold.hits(folded),
            self._joined.hits(tight),
            self._tight.hits(tight),
            self._sound.hits(sound),
            respelled,
        )
        digits, latin, has_cas = _signs(folded)
        near = rows | has_cas if with_cas else rows.copy()
        for (posts, forms), anchors in zip(hits, self._anchors, strict=True):
            near[posts[anchors[forms]]] = True
        places = np.flatnonzero(near)
        marks, views = self._marks(places, hits, len(near))
        views[rows[places]] |= np.uint8(1 << _VIEWS.index(View.SKELETON))
        return Sifted(
            places=places,
            marks=marks,
            views=views,
            rows=rows[places],
            digits=digits[places],
            latin=latin[places],
            has_cas=has_cas[places],
        )

    def _marks(
        self, places: npt.NDArray[np.int64], hits: Sequence[Hits], count: int
    ) -> tuple[U64, npt.NDArray[np.uint8]]:
        """Senses and views of the posts at some places."""
        row_of = np.full(count, -1, dtype=np.int64)
        row_of[places] = np.arange(len(places))
        marks = np.zeros((len(places), self._sense_words), dtype=np.uint64)
        views = np.zeros(count, dtype=np.uint8)
        for view, (posts, forms), (starts, senses) in zip(_OWNERS, hits, self._lists, strict=True):
            gate_kernels.mark(posts, forms, starts, senses, row_of, marks)
            views[posts] |= np.uint8(1 << _VIEWS.index(view))
        return marks, views[places]


def view_set(bits: int) -> frozenset[View]:
    """The views that bits in the order of View stand for."""
    return frozenset(view for place, view in enumerate(_VIEWS) if bits >> place & 1)


def _signs(folded: Bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Bools]:
    count = len(folded.offsets) - 1
    digits, latin = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    has_cas = np.zeros(count, dtype=np.bool_)
    gate_kernels.count_signs(folded.data, folded.offsets, numerals(), digits, latin, has_cas)
    return digits, latin, has_cas


def _known(terms: Sequence[Term], senses: Mapping[str, int]) -> dict[View, list[Meaning]]:
    known: dict[View, list[Meaning]] = {view: [] for view in View}
    for term, variants in zip(terms, term_variants(terms).values(), strict=True):
        for variant in variants:
            if variant.text:
                known[variant.view].append((variant, senses[term.sense_id]))
    return known


def _finders(
    known: Mapping[View, list[Meaning]],
) -> tuple[Words, Forms, Joined, Forms, Forms, Phrases]:
    words = [meaning for meaning in known[View.FOLD] if is_words(meaning[0])]
    others = [meaning for meaning in known[View.FOLD] if not is_words(meaning[0])]
    latin = [meaning for meaning in known[View.TIGHT] if _is_latin(meaning[0])]
    spaced = [meaning for meaning in known[View.TIGHT] if not _is_latin(meaning[0])]
    return (
        Words(words),
        Forms(View.FOLD, others),
        Joined(latin),
        Forms(View.TIGHT, spaced),
        Forms(View.SOUND, known[View.SOUND]),
        Phrases(known[View.SKELETON]),
    )


def _is_latin(variant: Variant) -> bool:
    return variant.text.isascii()


def _flat(
    lists: Sequence[Sequence[int]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    starts = np.cumsum([0, *map(len, lists)])
    return starts, np.array([number for known in lists for number in known], dtype=np.int64)
