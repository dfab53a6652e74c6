"""What both ends did around a transfer: counts, parties, sums and first payments per window."""

from collections.abc import Sequence

from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Sight

PAIR_MEAN_OF = 20


def dealings_of(sight: Sight, question: FeatureQuestion) -> list[float]:
    """Source paid, source received, target paid, target received; before, then after."""
    edge = sight.edge
    told: list[float] = []
    for account in (edge.source, edge.target):
        for paid in (True, False):
            told += _of_role(sight, account, paid=paid, question=question)
    return told


def _of_role(sight: Sight, account: int, *, paid: bool, question: FeatureQuestion) -> list[float]:
    windows = question.windows_us
    before, later = sight.around(account, paid=paid, window=windows[-1], near=question.near_max)
    now = sight.edge.at_us
    told: list[float] = []
    for numbers in (before, later):
        for window in windows:
            inside = [n for n in numbers if abs(sight.edges[n].at_us - now) <= window]
            told += _counted(sight, inside, paid=paid)
    others = [n for n in before if n != sight.own]
    told.append(float(now - sight.edges[others[-1]].at_us) if others else -1.0)
    told.append(float(max((sight.edges[n].value for n in before), default=0)))
    return told


def _counted(sight: Sight, numbers: Sequence[int], *, paid: bool) -> list[float]:
    return [
        float(len(numbers)),
        float(len({sight.other(n, paid=paid) for n in numbers})),
        float(sum(sight.edges[n].value for n in numbers)),
        float(sum(sight.is_first(n) for n in numbers)),
    ]


def pair_of(sight: Sight) -> list[float]:
    """Between the two ends this way and back: before, after, gap, and times the mean amount."""
    edge = sight.edge
    return [*_of_pair(sight, edge.source, edge.target), *_of_pair(sight, edge.target, edge.source)]


def _of_pair(sight: Sight, source: int, target: int) -> list[float]:
    all_numbers = [
        n
        for n, edge in enumerate(sight.edges[: sight.visible])
        if (edge.source, edge.target) == (source, target)
    ]
    before, later = sight.split(all_numbers, sight.edge.at_us)
    others = [n for n in before if n != sight.own][-PAIR_MEAN_OF:]
    gap, times = -1.0, 0.0
    if others:
        gap = float(sight.edge.at_us - sight.edges[others[-1]].at_us)
        times = sight.edge.value * len(others) / sum(sight.edges[n].value for n in others)
    return [float(len(before) - (sight.own in before)), float(len(later)), gap, times]
