"""Dense blocks: many pay many within days (bipartite), or through a layer between them (stack).

Time is cut into tiles of the first stage's window that overlap by half. In a tile, legs fall away
until every account that is left deals with enough others: what remains is unique, whatever the
order of peeling (a core of the block). Blocks that share a leg across tiles are one instance.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from plainsight.trace.flows.centre import make_instance
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import FlowView, Leg
from plainsight.trace.flows.leg_passes import account_passes, leg_passes
from plainsight.trace.flows.typology import FlowTypology, Layers

Block = tuple[frozenset[Leg], ...]  # the legs of each stage


def find_layers(view: FlowView, typology: FlowTypology) -> list[Instance]:
    """Every instance of a typology of layers."""
    tiles: dict[int, tuple[list[Leg], ...]] = {}
    half = typology.stages[0].within // 2
    for place, stage in enumerate(typology.stages):
        roles = typology.roles[stage.source_role].test, typology.roles[stage.target_role].test
        for leg in view.legs:
            source, target = view.holders[leg.source], view.holders[leg.target]
            if (
                account_passes(source, roles[0])
                and account_passes(target, roles[1])
                and leg_passes(leg, stage.where, home_place=target.place)
            ):
                for tile in (leg.at_us // half, leg.at_us // half - 1):
                    tiles.setdefault(tile, tuple([] for _ in typology.stages))[place].append(leg)
    blocks = [block for legs in tiles.values() for block in peel(typology, legs)]
    return blocks_of(typology, blocks)


def peel(typology: FlowTypology, legs: Sequence[Iterable[Leg]]) -> Iterator[Block]:
    """The dense blocks of one tile."""
    wanted = typology.layers
    if wanted is None:
        return
    kept = [set(stage) for stage in legs]
    while True:
        before = sum(map(len, kept))
        if len(kept) == 1:
            kept[0] = _well_tied(kept[0], wanted)
        else:
            _in_before_out(kept)
            _well_tied_middles(kept, wanted)
        if sum(map(len, kept)) == before:
            break
    for block in _connected(kept):
        if _is_large(block, wanted):
            yield block


def blocks_of(typology: FlowTypology, blocks: Iterable[Block]) -> list[Instance]:
    """Join blocks that share a leg, and keep those that meet the bounds."""
    joined: list[list[set[Leg]]] = []
    for block in blocks:
        own = [set(stage) for stage in block]
        apart = []
        for other in joined:
            if any(mine & theirs for mine, theirs in zip(own, other, strict=True)):
                own = [mine | theirs for mine, theirs in zip(own, other, strict=True)]
            else:
                apart.append(other)
        joined = [*apart, own]
    found = []
    for stages in joined:
        numbers = _numbers(stages)
        if all(bound.holds(numbers) for bound in typology.require):
            found.append(_instance(typology, stages, numbers))
    return found


def _well_tied(legs: set[Leg], wanted: Layers) -> set[Leg]:
    targets = _others(legs, lambda leg: leg.source, lambda leg: leg.target)
    sources = _others(legs, lambda leg: leg.target, lambda leg: leg.source)
    return {
        leg
        for leg in legs
        if len(targets[leg.source]) >= wanted.targets_each
        and len(sources[leg.target]) >= wanted.sources_each
    }


def _in_before_out(kept: list[set[Leg]]) -> None:
    """A leg into a middle needs a later one out of it, and the other way round."""
    last_out: dict[str, int] = {}
    for leg in kept[1]:
        last_out[leg.source] = max(leg.at_us, last_out.get(leg.source, leg.at_us))
    kept[0] = {leg for leg in kept[0] if leg.at_us < last_out.get(leg.target, leg.at_us)}
    first_in: dict[str, int] = {}
    for leg in kept[0]:
        first_in[leg.target] = min(leg.at_us, first_in.get(leg.target, leg.at_us))
    kept[1] = {leg for leg in kept[1] if first_in.get(leg.source, leg.at_us) < leg.at_us}


def _well_tied_middles(kept: list[set[Leg]], wanted: Layers) -> None:
    sources = _others(kept[0], lambda leg: leg.target, lambda leg: leg.source)
    targets = _others(kept[1], lambda leg: leg.source, lambda leg: leg.target)
    tied = {
        middle
        for middle in sources.keys() & targets.keys()
        if len(sources[middle]) >= wanted.sources_each
        and len(targets[middle]) >= wanted.targets_each
    }
    kept[0] = {leg for leg in kept[0] if leg.target in tied}
    kept[1] = {leg for leg in kept[1] if leg.source in tied}


def _others(
    legs: Iterable[Leg], own: Callable[[Leg], str], other: Callable[[Leg], str]
) -> Mapping[str, set[str]]:
    """For each account at one end, the accounts at the other."""
    groups: dict[str, set[str]] = {}
    for leg in legs:
        groups.setdefault(own(leg), set()).add(other(leg))
    return groups


def _connected(kept: Sequence[set[Leg]]) -> Iterator[Block]:
    """Blocks that share no account of a layer. An account may stand in two layers."""
    touching: dict[tuple[int, str], list[tuple[int, Leg]]] = {}
    for place, legs in enumerate(kept):
        for leg in legs:
            touching.setdefault((place, leg.source), []).append((place, leg))
            touching.setdefault((place + 1, leg.target), []).append((place, leg))
    seen: set[tuple[int, Leg]] = set()
    for start in touching.values():
        if start[0] in seen:
            continue
        block: list[set[Leg]] = [set() for _ in kept]
        waiting = [start[0]]
        while waiting:
            place, leg = waiting.pop()
            if (place, leg) in seen:
                continue
            seen.add((place, leg))
            block[place].add(leg)
            waiting += touching[place, leg.source] + touching[place + 1, leg.target]
        yield tuple(frozenset(legs) for legs in block)


def _is_large(block: Block, wanted: Layers) -> bool:
    return (
        len({leg.source for leg in block[0]}) >= wanted.sources
        and len({leg.target for leg in block[-1]}) >= wanted.targets
        and (len(block) == 1 or len({leg.source for leg in block[1]}) >= wanted.middles)
    )


def _numbers(stages: Sequence[set[Leg]]) -> dict[str, int]:
    return {
        "legs": sum(map(len, stages)),
        "sources": len({leg.source for leg in stages[0]}),
        "middles": len({leg.source for leg in stages[1]}) if len(stages) == 2 else 0,
        "targets": len({leg.target for leg in stages[-1]}),
        "value": sum(leg.value for leg in stages[0]),
        "onward": sum(leg.value for leg in stages[-1]),
    }


def _instance(
    typology: FlowTypology, stages: Sequence[set[Leg]], numbers: Mapping[str, int]
) -> Instance:
    """Centred on the account of the first stage's far side that took in most."""
    taken: dict[str, int] = {}
    for leg in stages[0]:
        taken[leg.target] = taken.get(leg.target, 0) + leg.value
    centre = min(taken, key=lambda account: (-taken[account], account))
    named: dict[int, tuple[Leg, str]] = {}
    for stage, legs in reversed(list(zip(typology.stages, stages, strict=True))):
        named |= {leg.number: (leg, stage.name) for leg in legs}
    members = [named[number] for number in sorted(named)]
    return make_instance(
        typology, (centre,), members, numbers=numbers, pivot_us=members[-1][0].at_us
    )
