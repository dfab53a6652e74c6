"""Whether a typology could be met at all by what a text holds, places aside.

The same question before values are extracted, which is the dearer half of the work, and after.
"""

from collections.abc import Set

from plainsight.detect.typology import Indicator, Typology

_SLACK = 1e-9  # scores are multiplied in another order when a text is judged


class Reach:
    """One typology, ready to be asked of many texts."""

    def __init__(self, typology: Typology) -> None:
        self.typology = typology
        self.anchors = _names([i for i in typology.indicators if i.anchor])
        self._indicators = [
            (
                indicator.sense_ids | indicator.extract_kinds,
                _neighbours(indicator),
                indicator.facet,
                indicator.weight,
                indicator.anchor,
            )
            for indicator in typology.indicators
        ]

    def is_within(self, names: Set[str]) -> bool:
        """Whether senses and kinds of value can make a finding: an anchor, facets, the score."""
        if self.anchors.isdisjoint(names):
            return False
        anchored = False
        weights: dict[str, float] = {}
        for own, neighbours, facet, weight, is_anchor in self._indicators:
            if own.isdisjoint(names):
                continue
            if neighbours is not None and neighbours.isdisjoint(names):
                continue
            anchored = anchored or is_anchor
            weights[facet] = max(weights.get(facet, 0.0), weight)
        if not anchored or len(weights) < self.typology.facets_min:
            return False
        remaining = 1.0
        for weight in weights.values():
            remaining *= 1 - weight
        return 1 - remaining >= self.typology.threshold - _SLACK


def _names(indicators: list[Indicator]) -> frozenset[str]:
    return frozenset().union(*(i.sense_ids | i.extract_kinds for i in indicators))


def _neighbours(indicator: Indicator) -> frozenset[str] | None:
    near = indicator.near
    return None if near is None else near.sense_ids | near.extract_kinds
