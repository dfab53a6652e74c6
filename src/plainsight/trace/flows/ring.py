"""Temporal cycles: money that returns to where it started, each leg later than the one before.

For a leg, its *earliest return* is the path of at most `hops_max` legs (this one included) through
different accounts that comes back to its source soonest, within the stage's window, by another
account than the first payee. It is found layer by layer: the earliest arrival at every account
within h legs. An earliest arrival never profits from visiting an account twice, so the path is
simple. Instances are taken in order of duration and share no leg.
"""

from collections.abc import Mapping, Sequence

from plainsight.trace.flows.centre import make_instance
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import FlowView, Leg
from plainsight.trace.flows.leg_passes import account_passes, leg_passes
from plainsight.trace.flows.typology import FlowTypology

HOUR_US = 3_600_000_000


def find_rings(view: FlowView, typology: FlowTypology) -> list[Instance]:
    """Every instance of a ring typology."""
    if typology.ring is None:
        return []
    stage = typology.stages[0]
    test = typology.roles[stage.source_role].test
    legs = [
        leg
        for leg in view.legs
        if account_passes(view.holders[leg.source], test)
        and account_passes(view.holders[leg.target], test)
        and leg_passes(leg, stage.where, home_place=view.holders[leg.source].place)
    ]
    onward: dict[str, list[Leg]] = {}
    for leg in legs:
        onward.setdefault(leg.source, []).append(leg)
    paths = [
        path
        for leg in legs
        if (path := earliest_return(leg, onward, typology.ring.hops_max, stage.within))
    ]
    return rings_of(typology, paths)


def earliest_return(
    root: Leg, onward: Mapping[str, Sequence[Leg]], hops_max: int, within: int
) -> tuple[Leg, ...]:
    """The path that brings money of `root` back to its source soonest, or nothing."""
    arrivals: dict[str, tuple[Leg, ...]] = {root.target: (root,)}
    newest = dict(arrivals)
    best: tuple[Leg, ...] = ()
    for _ in range(hops_max - 1):
        reached: dict[str, tuple[Leg, ...]] = {}
        for account, path in newest.items():
            for leg in onward.get(account, ()):
                if not path[-1].at_us < leg.at_us <= root.at_us + within:
                    continue
                if leg.target == root.source:
                    if account != root.target and (not best or leg.number < best[-1].number):
                        best = (*path, leg)
                    continue
                known = reached.get(leg.target) or arrivals.get(leg.target)
                if known is None or leg.number < known[-1].number:
                    reached[leg.target] = (*path, leg)
        arrivals |= reached
        newest = reached
    return best


def rings_of(typology: FlowTypology, paths: Sequence[tuple[Leg, ...]]) -> list[Instance]:
    """Choose rings that share no leg, the quickest first, and keep those that meet the bounds."""
    taken: set[int] = set()
    found: list[Instance] = []
    stage = typology.stages[0].name
    for path in sorted(paths, key=lambda path: (path[-1].at_us - path[0].at_us, path[0].number)):
        if any(leg.number in taken for leg in path):
            continue
        numbers = _numbers(path)
        if all(bound.holds(numbers) for bound in typology.require):
            taken |= {leg.number for leg in path}
            members = [(leg, stage) for leg in path]
            found.append(
                make_instance(
                    typology, (path[0].source,), members, numbers=numbers, pivot_us=path[-1].at_us
                )
            )
    return found


def _numbers(path: Sequence[Leg]) -> dict[str, int]:
    values = [leg.value for leg in path]
    return {
        "hops": len(path),
        "value": min(values),  # no more than the smallest leg went all the way round
        "first": values[0],
        "last": values[-1],
        "largest": max(values),
        "hours": (path[-1].at_us - path[0].at_us) // HOUR_US,
    }
