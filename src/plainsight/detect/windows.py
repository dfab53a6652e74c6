"""The stretches of a text that promise most: as wide as a typology's facets may stand apart."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from plainsight.detect.choose import Met
from plainsight.detect.lexicon import Facet

WINDOWS_SEEN_MAX = 128  # of one text; adverts have few signs, novels many
WINDOWS_MAX = 16  # and of those that promise most, judged


class _Stretch(NamedTuple):
    """What begins with the sign at place `first` and ends by character `limit`."""

    bound: float  # no choice of it scores more
    first: int
    limit: int


def promising(
    met: Sequence[Met], *, within: int, facets_min: int, more_than: float
) -> Iterator[tuple[float, Sequence[Met]]]:
    """What no choice of a window can exceed, and the window; those that promise most first.

    Only windows with an anchor and enough facets, and that promise more than `more_than`.
    """
    ordered = sorted(met, key=lambda pair: (pair[1].start, pair[1].end))
    starts = [sign.start for _, sign in ordered]
    stretches: list[_Stretch] = []
    tally = _Tally(ordered, facets_min)
    known = 0  # signs before this one stood in an earlier window
    for first, start in enumerate(starts):
        limit = start + within
        # A window without a sign that the one before lacked says no more than that one; that less
        # may be doubted in it is no reason: so who tells of his recovery was found.
        last = first + tally.move(first, limit)
        if last <= known:
            continue
        known = last
        bound = tally.bound()
        if bound > more_than:
            stretches.append(_Stretch(bound, first, limit))
        if last == len(ordered) or len(stretches) == WINDOWS_SEEN_MAX:
            break
    stretches.sort(key=itemgetter(0), reverse=True)
    for bound, first, limit in stretches[:WINDOWS_MAX]:
        some = ordered[first : bisect_right(starts, limit)]
        yield bound, [pair for pair in some if pair[1].end <= limit]


class _Tally:
    """How many signs of each indicator stand in a window that is moved along the text."""

    def __init__(self, ordered: Sequence[Met], facets_min: int) -> None:
        kinds = {indicator.indicator_id: indicator for indicator, _ in ordered}
        self._kinds = sorted(kinds.values(), key=lambda kind: -kind.weight)
        places = {kind.indicator_id: place for place, kind in enumerate(self._kinds)}
        self._kind_of = [places[indicator.indicator_id] for indicator, _ in ordered]
        self._counts = [0] * len(places)
        self._ends = [sign.end for _, sign in ordered]
        self._by_end = sorted(range(len(ordered)), key=self._ends.__getitem__)
        self._facets_min = facets_min
        self._first = self._limit = self._reached = self._held = 0

    def move(self, first: int, limit: int) -> int:
        """Hold what begins at place `first` or later and ends by `limit`; both only grow.

        Returns how many signs that are.
        """
        counts, kind_of, ends = self._counts, self._kind_of, self._ends
        for place in range(self._first, first):
            if ends[place] <= self._limit:
                counts[kind_of[place]] -= 1
                self._held -= 1
        while self._reached < len(ends) and ends[self._by_end[self._reached]] <= limit:
            place = self._by_end[self._reached]
            if place >= first:
                counts[kind_of[place]] += 1
                self._held += 1
            self._reached += 1
        self._first, self._limit = first, limit
        return self._held

    def bound(self) -> float:
        """The score of the weightiest sign of each facet; 0 without an anchor or enough facets."""
        held = [kind for kind, count in zip(self._kinds, self._counts, strict=True) if count]
        # The first of a facet is the weightiest, and multiplied in the order of a choice, so that
        # rounding cannot make a choice the better one.
        facets: set[Facet] = set()
        remaining = 1.0
        is_anchored = False
        for kind in held:
            is_anchored = is_anchored or kind.anchor
            if kind.facet not in facets:
                facets.add(kind.facet)
                remaining *= 1 - kind.weight
        return 1 - remaining if is_anchored and len(facets) >= self._facets_min else 0.0
