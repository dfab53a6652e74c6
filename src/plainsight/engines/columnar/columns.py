"""The compiled policy: which texts of a batch may have a finding at all, and in which views."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainsight.detect.detector import Detector, Hint
from plainsight.detect.extract.possible import (
    LATIN_MAX,
    NUMBERS_MAX,
    kinds_with,
    possible_kinds,
)
from plainsight.detect.views import View
from plainsight.engines.columnar.batch import Strings, encode, strings_of, take
from plainsight.engines.columnar.gate import Gate, anchor_kinds, kind_bits, kinds_of
from plainsight.engines.columnar.sieve import Sieve, Sifted

Candidate = tuple[int, Hint | None]  # place in the batch, and what is known of the text
U64 = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

_CAS = "cas"
_NOT_CAS = ~np.uint64(kind_bits([_CAS]))


class Columns:
    """Immutable, safe to share between threads."""

    def __init__(self, detector: Detector) -> None:
        policy = detector.policy
        terms = policy.lexicon.terms
        names = sorted({term.sense_id for term in terms})
        senses = {sense: number for number, sense in enumerate(names)}
        kinds = anchor_kinds(policy.enabled)
        self._with_cas = _CAS in kinds
        # Of other kinds the columns know too little to leave a post out for want of them.
        self._is_open = not kinds <= {_CAS}
        self._sieve = Sieve(terms, senses, detector.anchor_senses)
        self._gate = Gate(policy.enabled, senses)

    def candidates(self, texts: Sequence[str] | pa.LargeBinaryArray) -> list[Candidate]:
        """Those that the definition must read, in order."""
        if not len(texts):
            return []
        return self._candidates(strings_of(texts) if isinstance(texts, pa.Array) else encode(texts))

    def _candidates(self, texts: Strings) -> list[Candidate]:
        if self._is_open:
            return [(place, None) for place in range(len(texts.offsets) - 1)]
        suspects = self._sieve.suspects(texts)
        if not len(suspects):
            return []
        suspected = take(texts, suspects)
        sifted = self._sieve.sift(suspected, with_cas=self._with_cas)
        met, kinds = self._met(sifted, suspected)
        chosen = np.flatnonzero(met.any(axis=1))
        literals = self._sieve.literals(sifted, chosen)
        for place in np.flatnonzero(sifted.rows[chosen]).tolist():
            text = suspected.text(int(sifted.places[chosen[place]]))
            known = self._sieve.dictionary.literals[View.SKELETON]
            literals[place].setdefault(View.SKELETON, set()).update(known.in_skeleton(text))
        return [
            (
                int(suspects[sifted.places[row]]),
                Hint(
                    literals=self._sieve.dictionary.meanings(found),
                    kinds=kinds_of(int(kinds[row])),
                    typologies=np.flatnonzero(met[row]).tolist(),
                ),
            )
            for row, found in zip(chosen.tolist(), literals, strict=True)
        ]

    def _met(self, sifted: Sifted, texts: Strings) -> tuple[Bools, U64]:
        """The gate twice: with every value that so many digits allow, then after a closer look."""
        kinds = _kinds_with()[
            np.minimum(sifted.digits, NUMBERS_MAX), np.minimum(sifted.latin, LATIN_MAX)
        ]
        kinds[~sifted.has_cas] &= _NOT_CAS
        met = self._gate.met(sifted.marks, kinds)
        # Letters set apart in rows say nothing of senses.
        met[sifted.rows] = True
        passed = np.flatnonzero(met.any(axis=1))
        for row in passed.tolist():
            possible = possible_kinds(texts.text(int(sifted.places[row])))
            kinds[row] &= np.uint64(kind_bits(possible))
        met[passed] = self._gate.met(sifted.marks[passed], kinds[passed])
        met[sifted.rows] = True
        return met, kinds


@cache
def _kinds_with() -> npt.NDArray[np.uint64]:
    return np.array(
        [
            [kind_bits(kinds_with(numbers, latin)) for latin in range(LATIN_MAX + 1)]
            for numbers in range(NUMBERS_MAX + 1)
        ],
        dtype=np.uint64,
    )
