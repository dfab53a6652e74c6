"""Scatter-gather: one account pays many, each of whom pays one and the same account soon after.

The two legs of a relay are joined one to one: the onward leg is the first from the relay to the
sink after the incoming one, and the incoming leg is the last from the origin before the onward
one. A gather that stands before its scatter therefore joins nothing.
"""

from collections.abc import Iterator

from plainsight.trace.flows.centre import Sighting, instances_of
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import FlowView, Leg
from plainsight.trace.flows.leg_passes import account_passes, leg_passes
from plainsight.trace.flows.typology import FlowTypology, LegTest, Side, Stage


def find_relays(view: FlowView, typology: FlowTypology) -> list[Instance]:
    """Every instance of a typology from one origin through many relays to one sink."""
    first, second = typology.stages
    ends: dict[tuple[str, str], list[tuple[Leg, Leg]]] = {}
    for incoming, onward in join_relays(view, typology):
        ends.setdefault((incoming.source, onward.target), []).append((incoming, onward))
    found: list[Instance] = []
    for keys, pairs in ends.items():
        sightings: dict[tuple[str, LegTest | None, Side], list[Sighting]] = {
            (first.name, None, Side.STAGE): [],
            (second.name, None, Side.STAGE): [],
        }
        for incoming, onward in sorted(pairs, key=lambda pair: pair[0].number):
            party = view.holders[incoming.target].party
            joined = ((incoming, first.name), (onward, second.name))
            for stage, leg in ((first, incoming), (second, onward)):
                sightings[stage.name, None, Side.STAGE].append(
                    Sighting(
                        at_us=incoming.at_us,
                        value=leg.value,
                        peer=party,
                        place=leg.place,
                        legs=joined if stage is first else (),
                    )
                )
        found += instances_of(typology, keys, sightings, looks_ahead=False)
    return found


def join_relays(view: FlowView, typology: FlowTypology) -> Iterator[tuple[Leg, Leg]]:
    """Incoming and onward legs of every relay, joined one to one."""
    first, second = typology.stages
    into: dict[tuple[str, str], list[Leg]] = {}
    onward: dict[tuple[str, str], list[Leg]] = {}
    for leg in view.legs:
        if _passes(view, typology, first, leg):
            into.setdefault((leg.source, leg.target), []).append(leg)
        if _passes(view, typology, second, leg):
            onward.setdefault((leg.source, leg.target), []).append(leg)
    sinks: dict[str, list[str]] = {}
    for relay, sink in onward:
        sinks.setdefault(relay, []).append(sink)
    for (origin, relay), legs in into.items():
        for sink in sinks.get(relay, ()):
            if sink != origin:
                yield from _joined(legs, onward[relay, sink], second.within)


def _joined(incoming: list[Leg], onward: list[Leg], within: int) -> Iterator[tuple[Leg, Leg]]:
    for leg in incoming:
        after = next((other for other in onward if other.at_us > leg.at_us), None)
        if after is None or after.at_us - leg.at_us > within:
            continue
        last = max(other.number for other in incoming if other.at_us < after.at_us)
        if last == leg.number:
            yield leg, after


def _passes(view: FlowView, typology: FlowTypology, stage: Stage, leg: Leg) -> bool:
    source, target = view.holders[leg.source], view.holders[leg.target]
    source_role, target_role = typology.roles[stage.source_role], typology.roles[stage.target_role]
    return (
        account_passes(source, source_role.test)
        and account_passes(target, target_role.test)
        and leg_passes(
            leg, stage.where, home_place=(target if source_role.is_many else source).place
        )
    )
