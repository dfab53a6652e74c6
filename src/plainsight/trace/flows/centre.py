"""Flows through one centre: fan-in, fan-out, structuring, gather-scatter and what resembles them.

A *pivot* is the instant of a leg of the first stage. At a pivot p the first stage looks back over
[p - within, p], a second stage looks ahead over (p, p + within]: what goes out counts only after
what came in, at every pivot (the temporal motif semantics of LAS-GNN, definition 3.3). A pivot
*fires* when all required numbers hold. Firing pivots no further apart than the longest window are
one chain, and a chain is one instance: its members are the legs that at least one of its pivots
counted, and its numbers are those of its strongest pivot. Hence no leg is counted twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plainsight.trace.flows.instance import Instance, Member
from plainsight.trace.flows.leg import FlowView, Holder, Leg
from plainsight.trace.flows.leg_passes import account_passes, leg_passes
from plainsight.trace.flows.typology import (
    AccountTest,
    Counts,
    FlowTypology,
    LegTest,
    Measure,
    Role,
    Side,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A leg as one centre sees it; relays and traced hubs sight legs together with what follows."""

    at_us: int
    value: int
    peer: str
    place: str
    legs: tuple[tuple[Leg, str], ...]  # with the stage each belongs to


# (stage, the test that counts, side) -> sightings by time; test None stands for the stage's own.
Sightings = Mapping[tuple[str, LegTest | None, Side], Sequence[Sighting]]


def find_at_centres(view: FlowView, typology: FlowTypology) -> list[Instance]:
    """Every instance of a typology with one centre."""
    found: list[Instance] = []
    for key, sightings in _centres(view, typology).items():
        found += instances_of(typology, (key,), sightings, looks_ahead=True)
    return found


def instances_of(
    typology: FlowTypology, keys: tuple[str, ...], sightings: Sightings, *, looks_ahead: bool
) -> Iterator[Instance]:
    """Judge every pivot of one centre and join the firing ones into instances.

    With `looks_ahead` a second stage is seen after the pivot. Without, its sightings stand at the
    instants of the legs they follow from, and the whole typology looks back.
    """
    first = typology.stages[0]
    pivots = sorted({s.at_us for s in sightings.get((first.name, None, Side.STAGE), ())})
    firing: list[tuple[int, dict[str, int]]] = []
    for pivot in pivots:
        numbers = {}
        for stage, measure in typology.measures:
            low, high = window(
                stage if looks_ahead else first,
                measure,
                pivot,
                is_ahead=looks_ahead and stage is not first,
            )
            every = sightings.get((stage.name, measure.where, measure.side), ())
            numbers[measure.name] = _take(measure.counts, _within(every, low, high))
        if all(bound.holds(numbers) for bound in typology.require):
            firing.append((pivot, numbers))
    taken: set[int] = set()
    for chain in _chains(firing, gap_max(typology, looks_ahead=looks_ahead)):
        yield _instance(typology, keys, sightings, chain, taken, looks_ahead=looks_ahead)


def gap_max(typology: FlowTypology, *, looks_ahead: bool) -> int:
    """Firing pivots this close are one chain; pivots that share a leg always are."""
    stages = typology.stages if looks_ahead else typology.stages[:1]
    return max(stage.within for stage in stages)


def window(stage: Stage, measure: Measure | None, pivot: int, *, is_ahead: bool) -> tuple[int, int]:
    """The instants a measure sees at a pivot, both ends included."""
    if is_ahead:
        return pivot + 1, pivot + stage.within
    start = pivot - stage.within
    if measure is not None and measure.ever_before:
        return 0, start - 1
    if measure is not None and measure.before is not None:
        return start - measure.before, start - 1
    if measure is not None and measure.around is not None:
        return start - measure.around, pivot + measure.around
    return start, pivot


def _take(counts: Counts, seen: Sequence[Sighting]) -> int:
    match counts:
        case Counts.LEGS:
            return len(seen)
        case Counts.PEERS:
            return len({sighting.peer for sighting in seen})
        case Counts.PLACES:
            return len({sighting.place for sighting in seen if sighting.place})
        case Counts.VALUE:
            return sum(sighting.value for sighting in seen)


def _within(every: Sequence[Sighting], low: int, high: int) -> Sequence[Sighting]:
    start = bisect_left(every, low, key=lambda sighting: sighting.at_us)
    return every[start : bisect_right(every, high, key=lambda sighting: sighting.at_us)]


def _chains(
    firing: Sequence[tuple[int, dict[str, int]]], gap: int
) -> Iterator[list[tuple[int, dict[str, int]]]]:
    chain: list[tuple[int, dict[str, int]]] = []
    for pivot in firing:
        if chain and pivot[0] - chain[-1][0] > gap:
            yield chain
            chain = []
        chain.append(pivot)
    if chain:
        yield chain


def _instance(
    typology: FlowTypology,
    keys: tuple[str, ...],
    sightings: Sightings,
    chain: Sequence[tuple[int, dict[str, int]]],
    taken: set[int],
    *,
    looks_ahead: bool,
) -> Instance:
    """`taken` keeps a payment that carried money of two chains with the first of them."""
    pivot, numbers = max(chain, key=lambda each: (each[1][typology.strength], -each[0]))
    members: dict[int, tuple[Leg, str]] = {}
    for place, stage in enumerate(typology.stages):
        own = sightings.get((stage.name, None, Side.STAGE), ())
        for at, _ in chain:
            low, high = window(stage, None, at, is_ahead=looks_ahead and place > 0)
            for sighting in _within(own, low, high):
                members |= {leg.number: (leg, name) for leg, name in sighting.legs}
    kept = [members[number] for number in sorted(members.keys() - taken)]
    taken |= members.keys()
    return make_instance(typology, keys, kept, numbers=numbers, pivot_us=pivot)


def make_instance(
    typology: FlowTypology,
    keys: tuple[str, ...],
    members: Sequence[tuple[Leg, str]],
    *,
    numbers: Mapping[str, int],
    pivot_us: int,
) -> Instance:
    """Put an instance together from legs in order."""
    return Instance(
        typology_id=typology.typology_id,
        keys=keys,
        members=tuple(Member(transfer_id=leg.transfer_id, stage=name) for leg, name in members),
        numbers=numbers,
        pivot_us=pivot_us,
        first_us=members[0][0].at_us,
        last_us=members[-1][0].at_us,
    )


def _centres(
    view: FlowView, typology: FlowTypology
) -> dict[str, dict[tuple[str, LegTest | None, Side], list[Sighting]]]:
    centres: dict[str, dict[tuple[str, LegTest | None, Side], list[Sighting]]] = {}
    for stage in typology.stages:
        into = not typology.roles[stage.target_role].is_many
        wanted = {(None, Side.STAGE)} | {(m.where, m.side) for m in stage.measures}
        for test, side in wanted:
            for key, sighting in _sight(view, typology, stage, test, side, into=into):
                centres.setdefault(key, {}).setdefault((stage.name, test, side), []).append(
                    sighting
                )
    return centres


def _sight(
    view: FlowView,
    typology: FlowTypology,
    stage: Stage,
    test: LegTest | None,
    side: Side,
    *,
    into: bool,
) -> Iterator[tuple[str, Sighting]]:
    """Every leg that counts, once for each centre it touches in the wanted direction."""
    centre_role = typology.roles[stage.target_role if into else stage.source_role]
    peer_test = typology.roles[stage.source_role if into else stage.target_role].test
    for leg in view.legs:
        for inward in (True, False) if side is Side.ANY else (into,):
            if side is Side.ANY:
                peer_test = AccountTest()
            for key, peer in centre_keys(
                view, leg, centre_role, peer_test, test or stage.where, into=inward
            ):
                yield (
                    key,
                    Sighting(
                        at_us=leg.at_us,
                        value=leg.value,
                        peer=peer.party,
                        place=leg.place,
                        legs=((leg, stage.name),),
                    ),
                )


def centre_keys(
    view: FlowView,
    leg: Leg,
    centre_role: Role,
    peer_test: AccountTest,
    test: LegTest,
    *,
    into: bool,
) -> Iterator[tuple[str, Holder]]:
    """Each centre that a leg counts for, with the holder at its other end.

    A leg between two accounts of one centre stays inside it and counts for nothing.
    """
    ends = (leg.target, leg.source) if into else (leg.source, leg.target)
    centre, peer = (view.holders[end] for end in ends)
    if (
        account_passes(centre, centre_role.test)
        and account_passes(peer, peer_test)
        and leg_passes(leg, test, home_place=centre.place)
    ):
        for key in centre.keys[centre_role.key]:
            if key not in peer.keys[centre_role.key]:
                yield key, peer
