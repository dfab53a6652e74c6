"""Where everything goes: bands as wide as amounts, lanes as thick as what an account holds.

A lane's thickness over time is what the account has received and not yet paid on, as far as the
legs show: what passes through in an hour is a short thick bar, what stays runs to the right edge.
An account that pays before it receives starts with what it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.trace.flows.finding import FlowLeg
from plainsight.trace.picture.columns import Axis
from plainsight.trace.picture.lanes import Lane

WIDTH = 1180.0
LEFT = 236.0  # labels
RIGHT = 30.0
TOP = 84.0
LANE_MIN = 30.0
LANE_GAP = 14.0
CLOSE_FROM = 16  # lanes: then they stand closer, with labels of one line
CLOSE_MIN = 19.0
CLOSE_GAP = 6.0
LEAD = 20.0  # before the first leg
TAIL = 60.0  # after the last: for its amount
SIDE_GAP = 46.0
SIDE_ROOM = 24.0  # of it, below the heading of a side
THICK_MAX = 46.0
THIN_MIN = 1.2
REACH_MAX = 54.0
REACH_MIN = 5.0
AREA_MAX = 980.0  # of all lanes together: more would not fit a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One leg: it leaves at x0 between y0 and y0 + height, and arrives at x1 from y1 on."""

    leg: int
    x0: float
    x1: float
    y0: float
    y1: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a lane holds between two instants."""

    x0: float
    x1: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A lane on the page."""

    lane: Lane
    middle: float
    bars: tuple[Bar, ...]
    is_close: bool  # its label has one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything placed; `scale` is height per base unit of the reporting asset."""

    lanes: tuple[Placed, ...]
    bands: tuple[Band, ...]
    columns: tuple[float, ...]  # x of each column of the axis
    height: float
    scale: float


@dataclass(slots=True)
class _Stop:
    """One coming or going at a lane."""

    x: float
    leg: int
    incoming: bool
    units: int
    other: int  # place of the lane at the far end


def lay_out(legs: Sequence[FlowLeg], lanes: Sequence[Lane], axis: Axis) -> Layout:
    """Place lanes and bands of `legs`, whose ends are keys of `lanes`."""
    step = (WIDTH - LEFT - RIGHT - LEAD - TAIL - REACH_MAX) / max(axis.length, 1.0)
    columns = tuple(LEFT + LEAD + place * step for place in axis.places)
    reach = min(REACH_MAX, max(REACH_MIN, 0.72 * step * axis.gap_min))
    place = {lane.key: number for number, lane in enumerate(lanes)}
    stops = _stops(legs, place, [columns[c] for c in axis.leg_columns], reach)
    peaks = [_peak(own) for own in stops]
    is_close = len(lanes) >= CLOSE_FROM
    least, gap = (CLOSE_MIN, CLOSE_GAP) if is_close else (LANE_MIN, LANE_GAP)
    scale = _scale(peaks, legs, least + gap)
    middles, bottom = _stack(lanes, [max(least, peak * scale) for peak in peaks], gap)
    edges = [(0.0, 0.0)] * (2 * len(legs))
    placed = []
    for number, lane in enumerate(lanes):
        bars = _fill(stops[number], number, middles[number], scale, edges)
        placed.append(Placed(lane=lane, middle=middles[number], bars=bars, is_close=is_close))
    bands = tuple(
        Band(
            leg=leg,
            x0=edges[2 * leg][0],
            x1=edges[2 * leg + 1][0],
            y0=edges[2 * leg][1],
            y1=edges[2 * leg + 1][1],
            height=max(legs[leg].value.units * scale, THIN_MIN),
        )
        for leg in range(len(legs))
    )
    return Layout(lanes=tuple(placed), bands=bands, columns=columns, height=bottom, scale=scale)


def _stops(
    legs: Sequence[FlowLeg], place: Mapping[str, int], leaving: Sequence[float], reach: float
) -> list[list[_Stop]]:
    stops: list[list[_Stop]] = [[] for _ in place]
    for number, leg in enumerate(legs):
        source, target, units = place[leg.source], place[leg.target], leg.value.units
        stops[source].append(_Stop(leaving[number], number, False, units, target))
        stops[target].append(_Stop(leaving[number] + reach, number, True, units, source))
    for own in stops:
        own.sort(key=lambda stop: (stop.x, not stop.incoming, stop.other, stop.leg))
    return stops


def _opening(stops: Sequence[_Stop]) -> int:
    """What the account must have had before the first leg."""
    held = lowest = 0
    for stop in stops:
        held += stop.units if stop.incoming else -stop.units
        lowest = min(lowest, held)
    return -lowest


def _peak(stops: Sequence[_Stop]) -> int:
    held = most = _opening(stops)
    for stop in stops:
        held += stop.units if stop.incoming else -stop.units
        most = max(most, held)
    return most


def _scale(peaks: Sequence[int], legs: Sequence[FlowLeg], least: float) -> float:
    """So that the thickest lane is THICK_MAX, and all lanes together fit AREA_MAX."""
    thick = THICK_MAX / max([*peaks, *(leg.value.units for leg in legs), 1])
    total = sum(max(least, peak * thick) for peak in peaks)
    return thick if total <= AREA_MAX else thick * AREA_MAX / total


def _stack(
    lanes: Sequence[Lane], heights: Sequence[float], gap: float
) -> tuple[list[float], float]:
    middles: list[float] = []
    y = TOP + (SIDE_GAP - SIDE_ROOM if lanes[-1].side else 0)
    for number, (lane, height) in enumerate(zip(lanes, heights, strict=True)):
        if number and lane.side != lanes[number - 1].side:
            y += SIDE_GAP
        middles.append(y + height / 2)
        y += height + gap
    return middles, y


def _fill(
    stops: Sequence[_Stop], own: int, middle: float, scale: float, edges: list[tuple[float, float]]
) -> tuple[Bar, ...]:
    """Bars of one lane, and where its bands touch it (written into `edges`)."""
    held = _opening(stops)
    bars = []
    begin = stops[0].x - (14 if held else 0)
    for x in sorted({stop.x for stop in stops}):
        here = [stop for stop in stops if stop.x == x]
        if held:
            bars.append(Bar(x0=begin, x1=x, height=held * scale))
        coming = [stop for stop in here if stop.incoming]
        going = [stop for stop in here if not stop.incoming]
        held += sum(stop.units for stop in coming)
        for stopping in (coming, going):
            thick = held * scale
            _touch(stopping, own=own, middle=middle, thick=thick, scale=scale, edges=edges)
        held -= sum(stop.units for stop in going)
        begin = x
    if held:
        bars.append(Bar(x0=begin, x1=WIDTH - RIGHT, height=held * scale))
    return tuple(bars)


def _touch(
    stops: Sequence[_Stop],
    *,
    own: int,
    middle: float,
    thick: float,
    scale: float,
    edges: list[tuple[float, float]],
) -> None:
    """Bands from or to lanes above at the upper edge, others at the lower, uncrossed."""
    # Of several lanes above, the band of the farthest lies innermost, or bands would cross.
    above = sorted((s for s in stops if s.other < own), key=lambda s: (-s.other, s.leg))
    below = sorted((s for s in stops if s.other >= own), key=lambda s: (s.other, s.leg))
    if stops and stops[0].incoming:
        above.reverse()
        below.reverse()
    top = middle - thick / 2
    for stop in above:
        edges[2 * stop.leg + stop.incoming] = (stop.x, top)
        top += stop.units * scale
    bottom = middle + thick / 2
    for stop in below:
        bottom -= stop.units * scale
        edges[2 * stop.leg + stop.incoming] = (stop.x, bottom)
