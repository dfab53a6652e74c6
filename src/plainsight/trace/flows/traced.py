"""Rapid pass-through: a hub whose incoming money is followed first in, first out.

An incoming leg *passed through* when at least `passed_share` thousandths of it went out again
within the second stage's window. The first stage sights only such legs, the second stage the parts
that went on; a measure with a test of its own counts every leg received. The rest is `centre.py`.
With `returns_within` all of this is asked of what is left after `returned.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from plainsight.trace.flows.centre import Sighting, Sightings, centre_keys, instances_of
from plainsight.trace.flows.fifo import Link, trace_fifo
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import FlowView, Holder, Leg
from plainsight.trace.flows.leg_passes import leg_passes
from plainsight.trace.flows.returned import Sided, returned_values
from plainsight.trace.flows.typology import FlowTypology, LegTest, Side


def find_traced(view: FlowView, typology: FlowTypology) -> list[Instance]:
    """Every instance of a typology whose centre hands on what it receives."""
    received = _by_centre(view, typology, into=True)
    paid = _by_centre(view, typology, into=False)
    found: list[Instance] = []
    for key in received.keys() & paid.keys():
        kept = _kept(typology, received[key], paid[key])
        lots, onward = ([replace(leg, value=rest) for leg, _, rest in side] for side in kept)
        sightings = _sightings(view, typology, kept[0], list(trace_fifo(lots, onward)))
        found += instances_of(typology, (key,), sightings, looks_ahead=False)
    return found


def _by_centre(
    view: FlowView, typology: FlowTypology, *, into: bool
) -> dict[str, list[tuple[Leg, Holder]]]:
    """Every centre's legs of one direction; the stage's test decides what counts as its money."""
    stage = typology.stages[0 if into else 1]
    centre_role = typology.roles[stage.target_role if into else stage.source_role]
    peer_test = typology.roles[stage.source_role if into else stage.target_role].test
    legs: dict[str, list[tuple[Leg, Holder]]] = {}
    for leg in view.legs:
        for key, peer in centre_keys(view, leg, centre_role, peer_test, stage.where, into=into):
            legs.setdefault(key, []).append((leg, peer))
    return legs


_Kept = Sequence[tuple[Leg, Holder, int]]  # with the value that did not go back


def _kept(typology: FlowTypology, received: Sided, paid: Sided) -> tuple[_Kept, _Kept]:
    back: dict[int, int] = {}
    if typology.returns_within is not None:
        back = returned_values(received, paid, typology.returns_within)
    into, out = (
        [(leg, peer, leg.value - back.get(leg.number, 0)) for leg, peer in side]
        for side in (received, paid)
    )
    return [lot for lot in into if lot[2]], [lot for lot in out if lot[2]]


def _sightings(
    view: FlowView, typology: FlowTypology, received: _Kept, links: Sequence[Link]
) -> Sightings:
    first, second = typology.stages
    rapid: dict[int, list[Link]] = {}
    for link in links:
        if link.dwell_us <= second.within:
            rapid.setdefault(link.received.number, []).append(link)
    sightings: dict[tuple[str, LegTest | None, Side], list[Sighting]] = {}
    for leg, peer, value in received:
        own = rapid.get(leg.number, [])
        home = view.holders[leg.target].place
        for test in {measure.where for measure in first.measures if measure.where is not None}:
            if leg_passes(leg, test, home_place=home):
                sight = sightings.setdefault((first.name, test, Side.STAGE), [])
                sight.append(_sighting(leg, value, peer))
        if sum(link.value for link in own) * 1000 < (typology.passed_share or 0) * value:
            continue
        carried = tuple((link.paid, second.name) for link in own)
        sight = sightings.setdefault((first.name, None, Side.STAGE), [])
        sight.append(_sighting(leg, value, peer, legs=((leg, first.name), *carried)))
        onward = sightings.setdefault((second.name, None, Side.STAGE), [])
        for link in own:
            payee = view.holders[link.paid.target]
            onward.append(_sighting(leg, link.value, payee, place=link.paid.place))
    return sightings


def _sighting(
    leg: Leg,
    value: int,
    peer: Holder,
    *,
    legs: tuple[tuple[Leg, str], ...] = (),
    place: str | None = None,
) -> Sighting:
    return Sighting(
        at_us=leg.at_us,
        value=value,
        peer=peer.party,
        place=leg.place if place is None else place,
        legs=legs,
    )
