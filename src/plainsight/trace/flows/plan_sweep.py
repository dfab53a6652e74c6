"""Counting at every pivot at once: a sweep over the instants at which a number changes.

A sighting counts at the pivots of a half-open interval: one at u within a window W that looks back
counts at pivots [u, u + W + 1), one that is looked ahead to at [u - W, u). Distinct peers count by
the union of their intervals. So every number is a running sum of +x and -x, and one sort gives
all of them. `centre.py` is the definition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_sightings import Tables
from plainsight.trace.flows.typology import Bound, Counts, FlowTypology, Measure, Side, Stage

FOREVER = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How a plan keys its sightings, and whether its second stage looks ahead."""

    keys: tuple[str, ...] = ("k",)
    looks_ahead: bool = True

    @property
    def listed(self) -> str:
        """The key columns."""
        return ", ".join(self.keys)


def column(name: str) -> str:
    """The column of a measure; prefixed, since its author does not know SQL's own words."""
    return f"m_{name}"


def add_sweep(plan: Plan, typology: FlowTypology, tables: Tables, swept: Swept) -> None:
    """From sightings to `pivots`, the firing ones with their chain, and `fired`, the instances."""
    pivot_table = tables[typology.stages[0].name, None, Side.STAGE]
    names = [column(measure.name) for _, measure in typology.measures]
    zeros = ", ".join(f"CAST(0 AS BIGINT) AS {name}" for name in names)
    parts = [f"SELECT {swept.listed}, u, {zeros}, 1 AS is_pivot FROM {pivot_table}"]
    for stage, measure in typology.measures:
        table = tables[stage.name, measure.where, measure.side]
        ends = interval(typology, stage, measure, swept)
        parts += _changes(measure, names, table, ends, swept)
    sums = ", ".join(f"SUM({name}) AS {name}" for name in names)
    changes = plan.add(
        "changes",
        f"SELECT {swept.listed}, u, {sums}, MAX(is_pivot) AS is_pivot FROM "
        f"({' UNION ALL '.join(parts)}) x GROUP BY {swept.listed}, u",
    )
    running = ", ".join(f"CAST(SUM({name}) OVER w AS BIGINT) AS {name}" for name in names)
    fires = " AND ".join(["is_pivot = 1", *(bound_sql(bound) for bound in typology.require)])
    firing = plan.add(
        "firing",
        f"SELECT * FROM (SELECT {swept.listed}, u, is_pivot, {running} FROM {changes} "
        f"WINDOW w AS (PARTITION BY {swept.listed} ORDER BY u ROWS UNBOUNDED PRECEDING)) x "
        f"WHERE {fires}",
    )
    _add_chains(plan, typology, firing, names, swept)


def interval(
    typology: FlowTypology, stage: Stage, measure: Measure, swept: Swept
) -> tuple[str, str]:
    """The pivots at which a sighting at `u` counts, as SQL: the first, and the first no longer."""
    if stage is not typology.stages[0] and swept.looks_ahead:
        return f"u - {stage.within}", "u"
    within = typology.stages[0].within
    if measure.ever_before:
        return f"u + {within + 1}", f"CAST({FOREVER} AS BIGINT)"
    if measure.before is not None:
        return f"u + {within + 1}", f"u + {within + measure.before + 1}"
    if measure.around is not None:
        return f"u - {measure.around}", f"u + {within + measure.around + 1}"
    return "u", f"u + {within + 1}"


def bound_sql(bound: Bound) -> str:
    """A requirement as SQL."""
    number, unit = column(bound.measure), "1"
    if bound.of is not None:
        number, unit = f"{number} * 1000", column(bound.of)
    parts = []
    if bound.least is not None:
        parts.append(f"{number} >= {bound.least} * {unit}")
    if bound.most is not None:
        parts.append(f"{number} <= {bound.most} * {unit}")
    return f"({' AND '.join(parts)})" if parts else "true"


def gap_max(typology: FlowTypology, swept: Swept) -> int:
    """Firing pivots this close are one chain."""
    stages = typology.stages if swept.looks_ahead else typology.stages[:1]
    return max(stage.within for stage in stages)


def _changes(
    measure: Measure, names: Sequence[str], table: str, ends: tuple[str, str], swept: Swept
) -> list[str]:
    """The two rows, rise and fall, that each sighting adds to the sweep."""
    start, end = ends
    if measure.counts in (Counts.LEGS, Counts.VALUE):
        amount = "v" if measure.counts is Counts.VALUE else "1"
        source = f"SELECT {swept.listed}, {start} AS a, {end} AS b, {amount} AS x FROM {table}"
    else:
        what = "p" if measure.counts is Counts.PEERS else "pl"
        given = " WHERE pl <> ''" if what == "pl" else ""
        # What the same peer's earlier sightings already cover is not counted again.
        covered = (
            f"MAX({end}) OVER (PARTITION BY {swept.listed}, {what} ORDER BY u, number "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        )
        every = (
            f"SELECT {swept.listed}, {start} AS a, {end} AS b, {covered} AS c FROM {table}{given}"
        )
        source = (
            f"SELECT {swept.listed}, GREATEST(a, COALESCE(c, a)) AS a, b, 1 AS x FROM ({every}) y "
            "WHERE c IS NULL OR c < b"
        )
    own = column(measure.name)
    return [
        f"SELECT {swept.listed}, {instant} AS u, {_only(names, own, amount)}, 0 AS is_pivot "
        f"FROM ({source}) z"
        for instant, amount in (("a", "x"), ("b", "-x"))
    ]


def _only(names: Sequence[str], own: str, amount: str) -> str:
    return ", ".join(f"CAST({amount if name == own else 0} AS BIGINT) AS {name}" for name in names)


def _add_chains(
    plan: Plan, typology: FlowTypology, firing: str, names: Sequence[str], swept: Swept
) -> None:
    listed = ", ".join(names)
    begins = (
        f"CASE WHEN earlier IS NULL OR u - earlier > {gap_max(typology, swept)} THEN 1 ELSE 0 END"
    )
    pivots = plan.add(
        "pivots",
        f"SELECT {swept.listed}, u, {listed}, CAST(SUM({begins}) OVER (PARTITION BY {swept.listed} "
        "ORDER BY u ROWS UNBOUNDED PRECEDING) AS BIGINT) AS chain FROM (SELECT *, LAG(u) OVER "
        f"(PARTITION BY {swept.listed} ORDER BY u) AS earlier FROM {firing}) x",
    )
    best = f"PARTITION BY {swept.listed}, chain ORDER BY {column(typology.strength)} DESC, u"
    plan.add(
        "fired",
        f"SELECT {swept.listed}, chain, u, {listed} FROM "
        f"(SELECT *, ROW_NUMBER() OVER ({best}) AS place FROM {pivots}) x WHERE place = 1",
    )
