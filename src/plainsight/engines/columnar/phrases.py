"""Respelled and leet phrases of a batch, found by hashes of their words."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from plainsight.detect.tables.load import ordinary_latin_words
from plainsight.detect.views import Variant
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.skeleton import words_in
from plainsight.detect.views.spelling import can_be_leet
from plainsight.engines.columnar import word_kernels
from plainsight.engines.columnar.batch import Bytes, fold_batch
from plainsight.engines.columnar.hash_table import U64, longest_by_last, make_table, merge_forms
from plainsight.engines.columnar.ragged import Hits, with_room
from plainsight.engines.columnar.strings import encode
from plainsight.engines.columnar.tables import coarse

WORDS_MAX = 5  # of a longer phrase the last words are enough to look closer


class Phrases:
    """All terms that have a SKELETON form."""

    def __init__(self, variants: Iterable[Variant]) -> None:
        literals: dict[str, set[str]] = {}
        plains: dict[str, set[str]] = {}  # the terms that a phrase stands for
        for variant in variants:
            # What is respelled already is not always read as its term is: "make sk" for make 5k,
            # "sadekb" for sa de cv.
            for phrase in (variant.plain, variant.text):
                plains.setdefault(phrase, set()).add(variant.plain)
                literals.setdefault(phrase, set()).add(variant.text)
        terms = HashedPhrases(list(literals))
        known = list(literals.values())
        owners = [plains[phrase] for phrase in literals]
        fine, fine_literals = merge_forms(terms.fine, known)
        leet = np.flatnonzero([any(map(can_be_leet, of)) for of in owners])
        rough, rough_literals = merge_forms(
            terms.rough[leet], [known[place] for place in leet], first=len(fine_literals)
        )
        self._fines = (longest_by_last(terms.fine_last, terms.counts), fine)
        self._roughs = (longest_by_last(terms.rough_last[leet], terms.counts[leet]), rough)
        self.literals = [*fine_literals, *rough_literals]
        words = sorted({word for phrase in literals for word in words_in(fold_text(phrase))})
        spelled = np.unique(HashedPhrases(words).rough)
        self._single = make_table(spelled, np.ones(len(spelled), dtype=np.uint64))
        # Ordinary words are nobody's disguise, and a term as such is found in FOLD. A phrase may
        # still be another one respelled, between whose words something else stands.
        ordinary = HashedPhrases(sorted(ordinary_latin_words())).exact
        is_plain = np.array([phrase in plains[phrase] for phrase in literals], dtype=np.bool_)
        # Of a longer phrase only the end was hashed: signs among its first words stay unseen.
        is_whole = np.array([phrase.count(" ") < WORDS_MAX for phrase in literals], dtype=np.bool_)
        is_leet = np.array([not can_be_leet(phrase) for phrase in literals], dtype=np.bool_)
        is_unlike = np.where(is_leet, _is_alone(terms.rough, owners), _is_alone(terms.fine, owners))
        alone = is_plain & is_whole & ((terms.counts == 1) | is_unlike)
        skipped = np.unique(np.concatenate([terms.exact[alone], ordinary]))
        self._skipped = make_table(skipped, np.ones(len(skipped), dtype=np.uint64))

    def hits(self, folded: Bytes) -> tuple[Hits, npt.NDArray[np.bool_]]:
        """(posts, forms) that may be seen respelled; and which posts hold rows of chunks.

        A row such as k3-t4-m1 or f-e-n-t that may spell a word says nothing of senses: the
        definition must look.
        """
        rows = np.zeros(len(folded.offsets) - 1, dtype=np.bool_)
        hits = with_room(
            len(folded.offsets),
            lambda posts, forms: word_kernels.phrase_hits(
                folded.data,
                folded.offsets,
                coarse(),
                self._fines,
                self._roughs,
                self._skipped,
                self._single,
                WORDS_MAX,
                rows,
                posts,
                forms,
            ),
        )
        return hits, rows


class HashedPhrases:
    """Phrases by hash: as SKELETON spells them, more coarsely, and exactly."""

    def __init__(self, phrases: list[str]) -> None:
        folded = fold_batch(encode(phrases))
        whole = np.zeros((3, len(phrases)), dtype=np.uint64)
        last = np.zeros((3, len(phrases)), dtype=np.uint64)
        self.rough_end = np.zeros(len(phrases), dtype=np.uint64)  # of the last two words
        self.counts = np.zeros(len(phrases), dtype=np.int64)
        word_kernels.hash_phrases(
            folded.data,
            folded.offsets,
            coarse(),
            WORDS_MAX,
            whole,
            last,
            self.rough_end,
            self.counts,
        )
        self.fine, self.rough, self.exact = whole
        self.fine_last, self.rough_last, _ = last


def _is_alone(hashes: U64, owners: Sequence[set[str]]) -> npt.NDArray[np.bool_]:
    """Which of the hashes belong to one term only."""
    terms: dict[int, set[str]] = {}
    for value, known in zip(hashes.tolist(), owners, strict=True):
        terms.setdefault(value, set()).update(known)
    return np.array([len(terms[value]) == 1 for value in hashes.tolist()], dtype=np.bool_)
