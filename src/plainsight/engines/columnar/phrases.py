"""Respelled and leet phrases of a batch, found by hashes of their words."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from plainsight.detect.tables.load import ordinary_latin_words
from plainsight.engines.columnar import word_kernels
from plainsight.engines.columnar.batch import Bytes, Strings, encode, fold_batch
from plainsight.engines.columnar.forms import Hits, Meaning, Posts, Ragged
from plainsight.engines.columnar.tables import coarse

WORDS_MAX = 5  # of a longer phrase the last words are enough to look closer
ROOM_PER_POST = 2
U64 = npt.NDArray[np.uint64]


class Phrases:
    """All terms that have a SKELETON form."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        senses: dict[str, set[int]] = {}
        for variant, sense in meanings:
            senses.setdefault(variant.plain, set()).add(sense)
        plain = list(senses)
        fine, rough, exact = _hashes(plain)
        _, _, ordinary = _hashes(sorted(ordinary_latin_words()))
        self._fine, fine_senses = _merged(fine, plain, senses)
        self._coarse, coarse_senses = _merged(rough, plain, senses, first=len(fine_senses))
        self._senses = Ragged([*fine_senses, *coarse_senses])
        # Ordinary words are nobody's disguise, and terms as such are found in FOLD.
        skipped = np.unique(np.concatenate([exact, ordinary]))
        self._skipped = _table(skipped, np.ones(len(skipped), dtype=np.uint64))

    def hits(self, folded: Bytes) -> tuple[Hits, Posts]:
        """(posts, senses) that may be seen respelled; and posts with rows of chunks.

        Rows such as k3-t4-m1 or f-e-n-t say nothing of senses: the definition must look.
        """
        count = len(folded.offsets) - 1
        rows = np.zeros(count, dtype=np.bool_)
        room = ROOM_PER_POST * count + 64
        while True:
            posts = np.empty(room, dtype=np.int64)
            forms = np.empty(room, dtype=np.int32)
            found = word_kernels.phrase_hits(
                folded.data,
                folded.offsets,
                coarse(),
                self._fine,
                self._coarse,
                self._skipped,
                WORDS_MAX,
                rows,
                posts,
                forms,
            )
            if found <= room:
                spread = self._senses.spread(posts[:found], forms[:found])
                return spread, np.flatnonzero(rows).astype(np.int64)
            room = found


def _hashes(phrases: list[str]) -> tuple[U64, U64, U64]:
    """Fine, coarse and exact hash of each phrase."""
    folded = fold_batch(encode(phrases) if phrases else _nothing())
    count = len(folded.offsets) - 1
    fine, rough, exact = (np.zeros(count, dtype=np.uint64) for _ in range(3))
    word_kernels.hash_phrases(
        folded.data, folded.offsets, coarse(), WORDS_MAX, fine, rough, exact
    )
    return fine, rough, exact


def _nothing() -> Strings:
    return Strings(np.zeros(1, dtype=np.uint8), np.zeros(1, dtype=np.int64))


def _merged(
    hashes: U64, plain: list[str], senses: dict[str, set[int]], *, first: int = 0
) -> tuple[U64, list[list[int]]]:
    """A table from hash to form number, and the senses of each form; equal hashes are one form."""
    by_hash: dict[int, set[int]] = {}
    for value, phrase in zip(hashes.tolist(), plain, strict=True):
        by_hash.setdefault(value, set()).update(senses[phrase])
    keys = np.array(list(by_hash), dtype=np.uint64)
    numbers = np.arange(len(keys), dtype=np.uint64) + np.uint64(first + 1)
    return _table(keys, numbers), [sorted(known) for known in by_hash.values()]


def _table(hashes: U64, values: U64) -> U64:
    """An open-addressed table at most a quarter full."""
    size = 1 << max((len(hashes) * 4).bit_length(), 4)
    table = np.zeros((size, 2), dtype=np.uint64)
    word_kernels.fill(table, hashes, values)
    return table
