"""When things happen: one column an instant, gaps drawn shorter the longer they are.

Within one instant (many ledgers know only the day) a leg that can only follow another stands to
its right, so that money is never drawn leaving before it comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import log2

from plainsight.trace.flows.finding import FlowLeg

_HOUR = 3600.0
_SAME = 0.55  # of a step: between legs of one instant that follow each other
_STEPS_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An instant, and which step within it."""

    at: datetime
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Where each leg leaves, in units of which the whole axis has `length`."""

    columns: tuple[Column, ...]
    places: tuple[float, ...]  # of the columns
    leg_columns: tuple[int, ...]  # column of each leg
    length: float
    gap_min: float  # between neighbouring columns


def time_axis(legs: Sequence[FlowLeg]) -> Axis:
    """Columns of `legs`, which are ordered by time."""
    steps = _steps(legs)
    keys = sorted({(leg.at, step) for leg, step in zip(legs, steps, strict=True)})
    number = {key: place for place, key in enumerate(keys)}
    places = [0.0]
    for (before, _), (after, _) in pairwise(keys):
        hours = (after - before).total_seconds() / _HOUR
        places.append(places[-1] + (_SAME if hours == 0 else 1 + log2(1 + hours) / 4))
    gaps = [after - before for before, after in pairwise(places)]
    return Axis(
        columns=tuple(Column(at=at, step=step) for at, step in keys),
        places=tuple(places),
        leg_columns=tuple(number[leg.at, step] for leg, step in zip(legs, steps, strict=True)),
        length=places[-1],
        gap_min=min([*gaps, 1.0]),
    )


def _steps(legs: Sequence[FlowLeg]) -> list[int]:
    """Within an instant, how many legs at least come before each; rings are cut at a limit."""
    steps = [0] * len(legs)
    start = 0
    while start < len(legs):
        stop = start
        while stop < len(legs) and legs[stop].at == legs[start].at:
            stop += 1
        _raise_steps(legs, steps, start, stop)
        start = stop
    return steps


def _raise_steps(legs: Sequence[FlowLeg], steps: list[int], start: int, stop: int) -> None:
    for limit in range(1, min(stop - start, _STEPS_MAX) + 1):
        arrived: dict[str, int] = {}
        for place in range(start, stop):
            arrived[legs[place].target] = max(arrived.get(legs[place].target, -1), steps[place])
        moved = False
        for place in range(start, stop):
            wanted = min(arrived.get(legs[place].source, -1) + 1, limit)
            if wanted > steps[place]:
                steps[place] = wanted
                moved = True
        if not moved:
            return
