"""Whether a typology could be met at all by what a text holds, places aside.

The same question before values are extracted, which is the dearer half of the work, and after.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from math import prod

from plainsight.detect.typology import Indicator, Neighbour, Typology

_SLACK = 1e-9  # scores are multiplied in another order when a text is judged


class Reach:
    """One typology, ready to be asked of many texts."""

    def __init__(self, typology: Typology) -> None:
        self.typology = typology
        self.anchors = _names([i for i in typology.indicators if i.anchor])
        self._names = _names(typology.indicators)
        self._places: dict[str, list[int]] = defaultdict(list)  # of indicators, by what they ask
        for place, indicator in enumerate(typology.indicators):
            for name in indicator.sense_ids | indicator.extract_kinds:
                self._places[name].append(place)

    def indicators(self, names: Set[str]) -> list[Indicator]:
        """Those that senses and kinds of value may meet, in their order.

        None, unless together they could make a finding: an anchor, facets, the score.
        """
        if self.anchors.isdisjoint(names):
            return []
        places = {place for name in self._names & names for place in self._places[name]}
        indicators = [self.typology.indicators[place] for place in sorted(places)]
        met = [each for each in indicators if each.near is None or _is_near(each.near, names)]
        return met if self._could_do(met) else []

    def _could_do(self, met: Sequence[Indicator]) -> bool:
        if not any(indicator.anchor for indicator in met):
            return False
        weights: dict[str, float] = {}
        for indicator in met:
            weights[indicator.facet] = max(weights.get(indicator.facet, 0.0), indicator.weight)
        if len(weights) < self.typology.facets_min:
            return False
        return 1 - prod(1 - w for w in weights.values()) >= self.typology.threshold - _SLACK


def _names(indicators: Iterable[Indicator]) -> frozenset[str]:
    return frozenset().union(*(i.sense_ids | i.extract_kinds for i in indicators))


def _is_near(neighbour: Neighbour, names: Set[str]) -> bool:
    return not (neighbour.sense_ids.isdisjoint(names) and neighbour.extract_kinds.isdisjoint(names))
