"""Which posts can have a finding at all, from the senses that may stand in them.

For each typology: an anchor, and facets enough. Where a post may hold values (handles, amounts),
every facet that values can meet counts as met: the gate may open too often, never too seldom.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from plainsight.detect.lexicon import Facet
from plainsight.detect.typology import Indicator, Neighbour, Typology

Bools = npt.NDArray[np.bool_]


class Gate:
    """The typologies as column operations over (post, sense) marks."""

    def __init__(self, typologies: Sequence[Typology], senses: Mapping[str, int]) -> None:
        self._typologies = typologies
        self._senses = senses

    def passes(self, marks: Bools, has_values: Bools) -> Bools:
        """`marks[post, sense]`: may the sense stand in the post? True where a finding may be."""
        passed = np.zeros(len(marks), dtype=np.bool_)
        for typology in self._typologies:
            passed |= self._may_meet(typology, marks, has_values)
        return passed

    def _may_meet(self, typology: Typology, marks: Bools, has_values: Bools) -> Bools:
        anchored = np.zeros(len(marks), dtype=np.bool_)
        facets: dict[Facet, Bools] = {}
        for indicator in typology.indicators:
            met = self._may_see(indicator, marks, has_values)
            if indicator.anchor:
                anchored |= met
            known = facets.get(indicator.facet)
            facets[indicator.facet] = met if known is None else known | met
        count = np.zeros(len(marks), dtype=np.int64)
        for met in facets.values():
            count += met
        return anchored & (count >= typology.facets_min)

    def _may_see(self, indicator: Indicator, marks: Bools, has_values: Bools) -> Bools:
        met = self._any(indicator.sense_ids, marks)
        if indicator.extract_kinds:
            met = met | has_values
        if indicator.near is not None:
            met = met & self._has(indicator.near, marks, has_values)
        return met

    def _has(self, near: Neighbour, marks: Bools, has_values: Bools) -> Bools:
        met = self._any(near.sense_ids, marks)
        return met | has_values if near.extract_kinds else met

    def _any(self, sense_ids: frozenset[str], marks: Bools) -> Bools:
        columns = [self._senses[sense] for sense in sorted(sense_ids) if sense in self._senses]
        return marks[:, columns].any(axis=1)
