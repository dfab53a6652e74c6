"""Units in the order they stand in an account or an output, each run with its colour."""

from collections import deque
from collections.abc import Iterable

from plainsight.trace.chain.colours import CLEAN

Segment = tuple[str, int]  # colour, base units


def take_front(queue: deque[Segment], units: int) -> list[Segment]:
    """Pop the first `units` units, splitting the run that stands across the cut."""
    taken: list[Segment] = []
    while units:
        colour, run = queue.popleft()
        if run > units:
            queue.appendleft((colour, run - units))
            run = units
        append_run(taken, (colour, run))
        units -= run
    return taken


def take_back(queue: deque[Segment], units: int) -> list[Segment]:
    """Pop the last `units` units; they keep the order in which they stood."""
    taken: deque[Segment] = deque()
    while units:
        colour, run = queue.pop()
        if run > units:
            queue.append((colour, run - units))
            run = units
        taken.appendleft((colour, run))
        units -= run
    return list(taken)


def append_run(segments: list[Segment] | deque[Segment], run: Segment) -> None:
    """Append, joining runs of one colour."""
    if segments and segments[-1][0] == run[0]:
        segments[-1] = (run[0], segments[-1][1] + run[1])
    elif run[1]:
        segments.append(run)


def masses_of(segments: Iterable[Segment]) -> dict[str, int]:
    """Units by colour, clean ones left out."""
    masses: dict[str, int] = {}
    for colour, units in segments:
        if colour != CLEAN and units:
            masses[colour] = masses.get(colour, 0) + units
    return masses
