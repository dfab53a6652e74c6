"""Whether a typology could be met at all by what a text holds, places aside.

The same question before values are extracted, which is the dearer half of the work, and after.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from math import prod

from plainsight.detect.typology import Indicator, Neighbour, Typology

SETS_KEPT = 1 << 8  # of what a text holds, for each typology
_SLACK = 1e-9  # scores are multiplied in another order when a text is judged


class Reach:
    """One typology, ready to be asked of many texts."""

    def __init__(self, typology: Typology) -> None:
        self.typology = typology
        self.anchors = _names([i for i in typology.indicators if i.anchor])
        near = [i.near for i in typology.indicators if i.near is not None]
        self._names = _names([*typology.indicators, *near])
        self._places: dict[str, list[int]] = defaultdict(list)  # of indicators, by what they ask
        for place, indicator in enumerate(typology.indicators):
            for name in indicator.sense_ids | indicator.extract_kinds:
                self._places[name].append(place)
        # Adverts come again with other numbers, but with the same senses.
        self._indicators_of = lru_cache(SETS_KEPT)(self._read_indicators)

    def indicators(self, names: Set[str]) -> Sequence[Indicator]:
        """Those that senses and kinds of value may meet, in their order.

        None, unless together they could make a finding: an anchor, facets, the score.
        """
        return () if self.anchors.isdisjoint(names) else self._indicators_of(self._names & names)

    def _read_indicators(self, names: frozenset[str]) -> Sequence[Indicator]:
        places = {place for name in names for place in self._places.get(name, ())}
        indicators = [self.typology.indicators[place] for place in sorted(places)]
        met = [each for each in indicators if each.near is None or _is_near(each.near, names)]
        return met if self._could_do(met) else ()

    def _could_do(self, met: Sequence[Indicator]) -> bool:
        if not any(indicator.anchor for indicator in met):
            return False
        weights: dict[str, float] = {}
        for indicator in met:
            weights[indicator.facet] = max(weights.get(indicator.facet, 0.0), indicator.weight)
        if len(weights) < self.typology.facets_min:
            return False
        return 1 - prod(1 - w for w in weights.values()) >= self.typology.threshold - _SLACK


def _names(asking: Iterable[Indicator | Neighbour]) -> frozenset[str]:
    return frozenset().union(*(each.sense_ids | each.extract_kinds for each in asking))


def _is_near(neighbour: Neighbour, names: Set[str]) -> bool:
    return not (neighbour.sense_ids.isdisjoint(names) and neighbour.extract_kinds.isdisjoint(names))
