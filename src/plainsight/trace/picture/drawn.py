"""What a drawing is made of before it is drawn: legs with their lanes, in the drawing's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.errors import BadValue
from plainsight.trace.flows.finding import FlowLeg, LegPair, legs_in_order
from plainsight.trace.picture.columns import Axis, time_axis
from plainsight.trace.picture.lanes import Lane, gather, order_lanes, roles_of
from plainsight.trace.picture.layout import Layout, lay_out

LANES_MAX = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Legs in time order as they were paid, and as they are drawn (ends are keys of lanes)."""

    legs: tuple[FlowLeg, ...]
    drawn: tuple[FlowLeg, ...]
    gathered: Mapping[str, tuple[str, ...]]
    axis: Axis
    lanes: tuple[Lane, ...]
    layout: Layout


def prepare_drawing(
    legs: Sequence[FlowLeg],
    *,
    roles: Mapping[str, str] | None = None,
    pairs: Sequence[LegPair] = (),
    lanes_max: int = LANES_MAX,
) -> Drawing:
    """Decide lanes, columns and places. Raises BadValue when there is nothing to draw."""
    if not legs:
        raise BadValue("legs", 0, "a flow has at least one transfer")
    ordered = legs_in_order(legs)
    played = roles_of(ordered) | dict(roles or {})
    drawn, gathered = gather(ordered, played, lanes_max=lanes_max)
    axis = time_axis(drawn)
    lanes = order_lanes(drawn, played, gathered, pairs)
    return Drawing(
        legs=ordered,
        drawn=tuple(drawn),
        gathered=gathered,
        axis=axis,
        lanes=tuple(lanes),
        layout=lay_out(drawn, lanes, axis),
    )


def legs_by_lane(legs: Sequence[FlowLeg], *, pairs: Sequence[LegPair] = ()) -> list[list[int]]:
    """For each lane, from the top, the numbers of its legs: what a page lights for it."""
    drawing = prepare_drawing(legs, roles=None, pairs=pairs, lanes_max=LANES_MAX)
    return [
        [n for n, leg in enumerate(drawing.drawn) if lane.key in (leg.source, leg.target)]
        for lane in drawing.lanes
    ]
