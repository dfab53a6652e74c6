"""Which posts can have a finding at all, from the senses and kinds of value they may hold.

For each typology: an anchor, facets enough, and weights that can reach its threshold. Distances
and doubts are not asked: the gate may open too often, never too seldom.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from plainsight.detect.extract import ExtractKind
from plainsight.detect.lexicon import Facet
from plainsight.detect.typology import Indicator, Typology
from plainsight.engines.columnar import gate_kernels

Bools = npt.NDArray[np.bool_]
U64 = npt.NDArray[np.uint64]

BITS_KEPT = 1 << 10  # different sets of kinds
_KINDS = {str(kind): 1 << place for place, kind in enumerate(ExtractKind)}
_FACETS = {facet: place for place, facet in enumerate(Facet)}
_SLACK = 1e-9  # the definition multiplies in another order
_SCORE_MIN = 1e-12  # an indicator without weight still counts as a facet


class Gate:
    """The typologies as masks over (post, sense) marks."""

    def __init__(self, typologies: Sequence[Typology], senses: Mapping[str, int]) -> None:
        self._senses = senses
        self.words = len(senses) // 64 + 1
        every = [indicator for typology in typologies for indicator in typology.indicators]
        counts = [len(typology.indicators) for typology in typologies]
        self._typologies = (
            np.cumsum([0, *counts]),
            np.array([typology.facets_min for typology in typologies], dtype=np.int64),
            np.array([typology.threshold - _SLACK for typology in typologies], dtype=np.float64),
            self._masks([_anchors(typology) for typology in typologies]),
            _kind_masks([_anchor_kinds(typology) for typology in typologies]),
        )
        near = [indicator.near for indicator in every]
        self._indicators = (
            self._masks([indicator.sense_ids for indicator in every]),
            _kind_masks([indicator.extract_kinds for indicator in every]),
            self._masks([n.sense_ids if n else frozenset() for n in near]),
            _kind_masks([n.extract_kinds if n else frozenset() for n in near]),
            np.array([n is not None for n in near], dtype=np.bool_),
            np.array([_FACETS[indicator.facet] for indicator in every], dtype=np.int64),
            np.array([max(i.weight, _SCORE_MIN) for i in every], dtype=np.float64),
            np.array([indicator.anchor for indicator in every], dtype=np.bool_),
        )

    def met(self, marks: U64, kinds: U64) -> Bools:
        """For each post and each typology, whether the post could meet it.

        `marks[post]`: senses that may stand in it; `kinds[post]`: kinds of value, as bits.
        """
        out = np.zeros((len(marks), len(self._typologies[1])), dtype=np.bool_)
        gate_kernels.met(marks, kinds, self._typologies, self._indicators, out)
        return out

    def _masks(self, sets: Sequence[frozenset[str]]) -> U64:
        masks = np.zeros((len(sets), self.words), dtype=np.uint64)
        for row, names in enumerate(sets):
            for name in names & self._senses.keys():
                number = self._senses[name]
                masks[row, number // 64] |= np.uint64(1 << number % 64)
        return masks


def anchor_kinds(typologies: Sequence[Typology]) -> frozenset[str]:
    """Kinds of value that can be the anchor of a finding without any term."""
    return frozenset().union(*(_anchor_kinds(typology) for typology in typologies))


def _anchors(typology: Typology) -> frozenset[str]:
    return frozenset().union(*(i.sense_ids for i in _anchoring(typology)))


def _anchor_kinds(typology: Typology) -> frozenset[str]:
    return frozenset().union(*(i.extract_kinds for i in _anchoring(typology)))


def _anchoring(typology: Typology) -> list[Indicator]:
    return [indicator for indicator in typology.indicators if indicator.anchor]


@lru_cache(BITS_KEPT)
def kinds_of(bits: int) -> frozenset[str]:
    """The kinds of value that bits stand for."""
    return frozenset(kind for kind, bit in _KINDS.items() if bits & bit)


def kind_bits(kinds: Iterable[str]) -> int:
    """Kinds of value as bits."""
    return sum(_KINDS[kind] for kind in kinds)


def _kind_masks(sets: Sequence[frozenset[str]]) -> U64:
    return np.array([kind_bits(kinds) for kinds in sets], dtype=np.uint64)
