"""Which senses are looked for before all others: one of them stands in every text with a finding.

An anchor that needs company is known by either of the two, so the one is looked for that ordinary
text holds less often. Whoever speaks of papers is many; whoever makes or forges things is few.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from plainsight.detect.lexicon import Term
from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.typology import Indicator, Typology

# Each a set of senses and kinds of value; of one of them a text must hold something.
Demand = tuple[frozenset[str], ...]


def demands(typologies: Sequence[Typology]) -> frozenset[Demand]:
    """What the anchors of typologies ask for: the one set that an anchor has, or itself and its
    company."""
    return frozenset(
        _demand(indicator)
        for typology in typologies
        for indicator in typology.indicators
        if indicator.anchor
    )


def looked_for(asked: Iterable[Demand], terms: Iterable[Term]) -> frozenset[str]:
    """Of every demand one set, such that together they stand in few ordinary texts."""
    weigh = partial(_weight, _weights(terms))
    ordered = sorted(asked, key=lambda demand: [sorted(names) for names in demand])
    fixed = frozenset().union(*(demand[0] for demand in ordered if len(demand) == 1))
    open_ = [demand for demand in ordered if not any(names <= fixed for names in demand)]
    chosen = [demand[0] for demand in open_]
    best = weigh(fixed.union(*chosen))
    is_better = True
    while is_better:  # each turn weighs less, so it ends
        is_better = False
        for place, demand in enumerate(open_):
            for names in demand:
                tried = [*chosen[:place], names, *chosen[place + 1 :]]
                weight = weigh(fixed.union(*tried))
                if weight < best:
                    chosen, best, is_better = tried, weight, True
    return fixed.union(*chosen)


def _demand(indicator: Indicator) -> Demand:
    own = indicator.sense_ids | indicator.extract_kinds
    near = indicator.near
    # Kinds of value are not looked for, but for the few that are anchors by themselves.
    if near is None or near.extract_kinds or indicator.extract_kinds:
        return (own,)
    return own, near.sense_ids


def _weights(terms: Iterable[Term]) -> Mapping[str, float]:
    """How often ordinary words are written that a sense has among its own."""
    counts = ordinary_words()
    weights: dict[str, float] = defaultdict(float)
    for term in terms:
        weights[term.sense_id] += 2.0 ** counts.get(term.text, 0)
    return weights


def _weight(weights: Mapping[str, float], names: frozenset[str]) -> float:
    return sum(weights.get(name, 0.0) for name in sorted(names))
