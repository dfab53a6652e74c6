"""The compiled policy: which texts of a batch may have a finding at all, and in which views."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainsight.detect.detector import Detector
from plainsight.detect.extract.possible import (
    LATIN_MAX,
    NUMBERS_MAX,
    kinds_with,
    possible_kinds,
)
from plainsight.detect.typology import Typology
from plainsight.detect.views import View
from plainsight.engines.columnar.batch import Strings, encode, strings_of, take
from plainsight.engines.columnar.gate import Gate, anchor_kinds, kind_bits
from plainsight.engines.columnar.sieve import Sieve, Sifted, view_set

Candidate = tuple[int, frozenset[View]]  # place in the batch, and the views worth reading
Bools = npt.NDArray[np.bool_]

_CAS = "cas"
_NOT_CAS = ~np.uint64(kind_bits([_CAS]))


class Columns:
    """Immutable, safe to share between threads."""

    def __init__(self, detector: Detector) -> None:
        policy = detector.policy
        wanted = sorted(set().union(*(_senses_of(typology) for typology in policy.enabled)))
        senses = {sense: number for number, sense in enumerate(wanted)}
        terms = [term for term in policy.lexicon.terms if term.sense_id in senses]
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
            return [(place, frozenset(View)) for place in range(len(texts.offsets) - 1)]
        suspects = self._sieve.suspects(texts)
        if not len(suspects):
            return []
        suspected = take(texts, suspects)
        sifted = self._sieve.sift(suspected, with_cas=self._with_cas)
        return [
            (int(suspects[sifted.places[row]]), view_set(int(sifted.views[row])))
            for row in np.flatnonzero(self._passed(sifted, suspected))
        ]

    def _passed(self, sifted: Sifted, texts: Strings) -> Bools:
        """The gate twice: with every value that so many digits allow, then after a closer look."""
        kinds = _kinds_with()[
            np.minimum(sifted.digits, NUMBERS_MAX), np.minimum(sifted.latin, LATIN_MAX)
        ]
        kinds[~sifted.has_cas] &= _NOT_CAS
        passed = self._gate.passes(sifted.marks, kinds)
        for row in np.flatnonzero(passed):
            possible = possible_kinds(texts.text(int(sifted.places[row])))
            kinds[row] &= np.uint64(kind_bits(possible))
        passed[passed] = self._gate.passes(sifted.marks[passed], kinds[passed])
        return passed | sifted.rows


def _senses_of(typology: Typology) -> set[str]:
    """Every sense the typology asks for or is talked out of by."""
    wanted = set[str]()
    for indicator in typology.indicators:
        wanted |= indicator.sense_ids
        for neighbour in (indicator.near, indicator.unless):
            wanted |= neighbour.sense_ids if neighbour is not None else frozenset()
    for against in typology.against:
        wanted |= against.sense_ids
    return wanted


@cache
def _kinds_with() -> npt.NDArray[np.uint64]:
    return np.array(
        [
            [kind_bits(kinds_with(numbers, latin)) for latin in range(LATIN_MAX + 1)]
            for numbers in range(NUMBERS_MAX + 1)
        ],
        dtype=np.uint64,
    )
