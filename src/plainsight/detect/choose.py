"""Choose one sign per facet so that no two share a character and the score is highest.

Independence of red flags is independence of characters. Most posts have no conflict, so the first
try is the best one; a budget of steps bounds posts written to provoke the search.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import prod

from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import Sign, overlap
from plainsight.detect.typology import Indicator

Met = tuple[Indicator, Sign]  # an indicator and a sign that meets it
Rank = tuple[bool, bool, float]  # anchored, facets enough, score

STEPS_MAX = 5_000


def choose(window: Sequence[Met], *, facets_min: int) -> tuple[Rank, list[Met]]:
    """The best choice and its rank. Ties go to the shorter sign, then to the earlier one."""
    options = _options(window)
    leads = [signs[0] for signs in options]
    rank = _rank(leads, 1 - prod([1 - indicator.weight for indicator, _ in leads]), facets_min)
    if rank[0] and _stand_apart(leads):  # nothing ranks higher than the weightiest of each facet
        return rank, leads
    search = _Search(options, facets_min)
    search.descend(0, [])
    return search.best_rank, search.best


def _rank(chosen: Sequence[Met], score: float, facets_min: int) -> Rank:
    anchored = any(indicator.anchor for indicator, _ in chosen)
    return anchored, len(chosen) >= facets_min, score


def _stand_apart(chosen: Sequence[Met]) -> bool:
    places = sorted([sign[:2] for _, sign in chosen])
    return all(end <= start for (_, end), (start, _) in pairwise(places))


def _options(window: Sequence[Met]) -> list[list[Met]]:
    """Signs by facet, the weightiest first; signs that another beats everywhere are left out."""
    by_facet: dict[Facet, list[Met]] = defaultdict(list)
    for met in window:
        by_facet[met[0].facet].append(met)
    options = [signs if len(signs) == 1 else _unbeaten(signs) for signs in by_facet.values()]
    return sorted(options, key=lambda signs: (-signs[0][0].weight, signs[0][0].facet))


def _unbeaten(signs: Iterable[Met]) -> list[Met]:
    kept: list[Met] = []
    for met in sorted(signs, key=_precedence):
        for other in kept:
            if _beats(other, met):
                break
        else:
            kept.append(met)
    return kept


def _precedence(met: Met) -> tuple[float, bool, int, int, str]:
    indicator, (start, end, _, plain, *_) = met
    return -indicator.weight, not indicator.anchor, end - start, start, plain


def _is_undisputed(signs: list[Met], options: Iterable[list[Met]]) -> bool:
    """Whether no choice is better without a facet's weightiest sign.

    No other facet wants any of its characters, and no lighter sign is the anchor.
    """
    indicator, best = signs[0]
    if not indicator.anchor and any(lighter.anchor for lighter, _ in signs):
        return False
    for some in options:
        if some is not signs:
            for _, other in some:
                if overlap(best, other):
                    return False
    return True


def _beats(one: Met, other: Met) -> bool:
    """Is `one` at least as good wherever `other` could stand? It is weightier by the order."""
    return (
        one[0].anchor >= other[0].anchor
        and one[1].start >= other[1].start
        and one[1].end <= other[1].end
    )


class _Search:
    """Depth first, weightiest first, cut where even the best continuation cannot win."""

    def __init__(self, options: list[list[Met]], facets_min: int) -> None:
        self._options = options
        self._undisputed = [_is_undisputed(signs, options) for signs in options]
        self._facets_min = facets_min
        self._steps = STEPS_MAX
        # What remains of doubt if every facet from here on took its weightiest sign.
        self._best_rest = [1.0]
        for signs in reversed(options):
            self._best_rest.insert(0, self._best_rest[0] * (1 - signs[0][0].weight))
        self.best: list[Met] = []
        self.best_rank: Rank = (False, False, 0.0)

    def descend(self, depth: int, chosen: list[Met], remaining: float = 1.0) -> None:
        """`remaining` is prod(1 - weight) over `chosen`."""
        self._steps -= 1
        if depth == len(self._options):
            self._keep_best(chosen, 1 - remaining)
            return
        if self._undisputed[depth]:
            best = self._options[depth][0]
            self.descend(depth + 1, [*chosen, best], remaining * (1 - best[0].weight))
            return
        rest = self._best_rest[depth + 1]
        for met in self._options[depth]:
            left = remaining * (1 - met[0].weight)
            # Weights only fall from here on: what cannot win now cannot win later.
            if self._steps < 0 or (True, True, 1 - left * rest) <= self.best_rank:
                break
            if not any(overlap(met[1], other) for _, other in chosen):
                self.descend(depth + 1, [*chosen, met], left)
        if (True, True, 1 - remaining * rest) > self.best_rank and self._steps >= 0:
            self.descend(depth + 1, chosen, remaining)

    def _keep_best(self, chosen: list[Met], score: float) -> None:
        rank = _rank(chosen, score, self._facets_min)
        if rank > self.best_rank:
            self.best, self.best_rank = chosen, rank
