"""All terms in all views, over a batch: which posts may hold which senses, seen in which views."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from plainsight.detect.lexicon import Term
from plainsight.detect.views import View
from plainsight.engines.columnar import gate_kernels, sound_kernels
from plainsight.engines.columnar.batch import (
    Bytes,
    fold_batch,
    sound_batch,
    take,
    tight_batch,
)
from plainsight.engines.columnar.build import OWNERS, Built
from plainsight.engines.columnar.dictionary import Dictionary
from plainsight.engines.columnar.ragged import Hits
from plainsight.engines.columnar.strings import Strings
from plainsight.engines.columnar.tables import numerals

Bools = npt.NDArray[np.bool_]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
FORMS_KEPT = 1 << 14
_SOUND = 4  # the place of its finder among the six


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Posts of a batch that may hold an anchor, and what they may hold."""

    places: npt.NDArray[np.int64]  # their places in the batch, in order
    marks: U64  # for each of them the senses, 64 to a word
    rows: Bools  # whether the definition must look, because letters stand apart in rows
    digits: npt.NDArray[np.int64]  # characters that extractors may read as numbers
    latin: npt.NDArray[np.int64]  # letters that names are made of
    has_cas: Bools  # whether a CAS number may be among them
    hits: Sequence[Hits]  # of each finder, in posts of the batch
    sound: Bytes  # the whole batch in that view


class Sieve:
    """The compiled lexicon at work; immutable, safe to share between threads."""

    def __init__(self, terms: Sequence[Term], built: Built) -> None:
        finders = built.finders
        self._words, self._fold, self._joined, self._tight, self._sound, self._phrases = finders
        self._sense_words = built.sense_words
        self._literals, self._senses = built.literals_of_forms, built.senses_of_forms
        self._anchors = built.anchors
        self.glance = built.glance
        self.dictionary = Dictionary(terms, built.literals)
        self._of_form = lru_cache(FORMS_KEPT)(self._read_form)

    def suspects(self, texts: Strings) -> npt.NDArray[np.int64]:
        """The posts of a batch that are worth a search in all views."""
        verdicts = self.glance.look(texts)
        mixed = np.flatnonzero(verdicts == sound_kernels.MIXED)
        if len(mixed):
            posts, forms = self._sound.hits(sound_batch(fold_batch(take(texts, mixed))))
            verdicts[mixed[posts[self._anchors[_SOUND][forms]]]] = sound_kernels.YES
        return np.flatnonzero(verdicts == sound_kernels.YES)

    def sift(self, texts: Strings, *, with_cas: bool, keep_all: bool = False) -> Sifted:
        """Search texts in all views, parts of words that sound like one included.

        With `with_cas` a CAS number counts as an anchor; with `keep_all` none is asked for.
        """
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
        places = np.flatnonzero(near | keep_all)
        return Sifted(
            places=places,
            marks=self._marks(places, hits, sound.count),
            rows=rows[places],
            digits=digits[places],
            latin=latin[places],
            has_cas=has_cas[places],
            hits=hits,
            sound=sound,
        )

    def in_words(self, sifted: Sifted, chosen: I64) -> Sifted:
        """Some of the sifted, in order, without what sounds like a term across ordinary words."""
        places = sifted.places[chosen]
        heard = self._sound.hits_in_words(sifted.sound, places)
        hits = [*sifted.hits[:_SOUND], heard, *sifted.hits[_SOUND + 1 :]]
        return replace(
            sifted,
            places=places,
            marks=self._marks(places, hits, sifted.sound.count),
            rows=sifted.rows[chosen],
            digits=sifted.digits[chosen],
            latin=sifted.latin[chosen],
            has_cas=sifted.has_cas[chosen],
            hits=hits,
        )

    def forms(self, sifted: Sifted, chosen: I64) -> Sequence[Iterable[tuple[int, int]]]:
        """For some of the sifted, in order, the (finder, form) pairs that may stand there."""
        row_of = np.full(sifted.sound.count, -1, dtype=np.int64)
        row_of[sifted.places[chosen]] = np.arange(len(chosen))
        rows = np.concatenate([row_of[posts] for posts, _ in sifted.hits])
        forms = np.concatenate([forms for _, forms in sifted.hits])
        finders = np.repeat(np.arange(len(sifted.hits)), [len(posts) for posts, _ in sifted.hits])
        kept = np.flatnonzero(rows >= 0)
        kept = kept[np.argsort(rows[kept], kind="stable")]
        pairs = list(zip(finders[kept].tolist(), forms[kept].tolist(), strict=True))
        ends = np.cumsum(np.bincount(rows[kept], minlength=len(chosen))).tolist()
        return [pairs[begin:end] for begin, end in pairwise([0, *ends])]

    def literals(
        self, found: Iterable[tuple[int, int]], wanted: frozenset[int]
    ) -> dict[View, set[int]]:
        """The literals that forms may be, by view, of forms with any of the senses wanted."""
        known: dict[View, set[int]] = {}
        for finder, form in found:
            senses, literals = self._of_form(finder, form)
            # Homophones of any sense keep each other company.
            if finder == _SOUND or not wanted.isdisjoint(senses):
                known.setdefault(OWNERS[finder], set()).update(literals)
        return known

    def _read_form(self, finder: int, form: int) -> tuple[list[int], list[int]]:
        """A form's senses and literals."""
        lists = self._senses[finder], self._literals[finder]
        senses, literals = (of[starts[form] : starts[form + 1]].tolist() for starts, of in lists)
        return senses, literals

    def _marks(self, places: npt.NDArray[np.int64], hits: Sequence[Hits], count: int) -> U64:
        """Senses of the posts at some places."""
        row_of = np.full(count, -1, dtype=np.int64)
        row_of[places] = np.arange(len(places))
        marks = np.zeros((len(places), self._sense_words), dtype=np.uint64)
        for (posts, forms), (starts, senses) in zip(hits, self._senses, strict=True):
            gate_kernels.mark(posts, forms, starts, senses, row_of, marks)
        return marks


def _signs(folded: Bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Bools]:
    count = len(folded.offsets) - 1
    digits, latin = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    has_cas = np.zeros(count, dtype=np.bool_)
    gate_kernels.count_signs(folded.data, folded.offsets, numerals(), digits, latin, has_cas)
    return digits, latin, has_cas
