"""The two small tables that a plan ends in, as instances."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from plainsight.trace.flows.instance import Instance, Member
from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.typology import FlowTypology, Key

Fetch = Callable[[str], Sequence[Any]]
# What the codes of one key column stand for; engines that key by name give them back.
Names = Callable[[Key, Iterable[Any]], Any]


def collect_instances(
    fetch: Fetch, plan: Plan, typology: FlowTypology, *, rows: str, names: Names
) -> list[Instance]:
    """Read `fired` and `members`; `rows` is the relation that names transfers by number."""
    keys = ["k", "k2"] if shape_of(typology) is Shape.RELAY else ["k"]
    listed = ", ".join(keys)
    measures = [measure.name for _, measure in typology.measures]
    columns = ", ".join(f"m_{name}" for name in measures)
    fired = fetch(f"SELECT {listed}, chain, u, {columns} FROM {plan.fired}")
    if not fired:
        return []
    grouped = _members(fetch, plan.members, keys, rows)
    centre = next((role.key for role in typology.roles.values() if not role.is_many), Key.ACCOUNT)
    width = len(keys)
    named = _named(names, centre, [row[:width] for row in fired])
    found = []
    for row, own_keys in zip(fired, named, strict=True):
        own = grouped[tuple(row[: width + 1])]
        found.append(
            Instance(
                typology_id=typology.typology_id,
                keys=own_keys,
                members=tuple(
                    Member(transfer_id=name, stage=typology.stages[stage].name)
                    for _, stage, name in own
                ),
                numbers=dict(zip(measures, row[width + 2 :], strict=True)),
                pivot_us=row[width + 1],
                first_us=own[0][0],
                last_us=own[-1][0],
            )
        )
    return found


def _named(names: Names, centre: Key, coded: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    codes = {code for row in coded for code in row}
    known: Mapping[Any, str] | Iterable[Any] = names(centre, codes)
    if isinstance(known, Mapping):
        return [tuple(known[code] for code in row) for row in coded]
    return [tuple(str(code) for code in row) for row in coded]


def _members(
    fetch: Fetch, members: str, keys: Sequence[str], rows: str
) -> dict[tuple[Any, ...], list[tuple[int, int, str]]]:
    """(keys..., chain) -> (instant, stage, transfer id) in the order of the legs."""
    listed = ", ".join(f"m.{key}" for key in keys)
    found = fetch(
        f"SELECT {listed}, chain, r.t, stage, r.transfer_id FROM {members} m "
        f"JOIN {rows} r ON r.number = m.number ORDER BY m.number"
    )
    width = len(keys) + 1
    grouped: dict[tuple[Any, ...], list[tuple[int, int, str]]] = {}
    for row in found:
        grouped.setdefault(tuple(row[:width]), []).append(tuple(row[width:]))
    return grouped
