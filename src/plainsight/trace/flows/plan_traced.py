"""Rapid pass-through as set operations: what is not sent back, linked, sighted and swept.

`traced.py` is the definition.
"""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_fifo import FifoLine, add_kept, add_links
from plainsight.trace.flows.plan_members import looked_back
from plainsight.trace.flows.plan_sightings import Tables, able_sql, least_of, sightings_sql
from plainsight.trace.flows.plan_sweep import Swept, add_sweep
from plainsight.trace.flows.typology import Counts, FlowTypology, Side


def compile_traced(plan: Plan, typology: FlowTypology) -> None:
    """Trace, sight what passed through, sweep, and add the payments that carried it on."""
    first, second = typology.stages
    swept = Swept(looks_ahead=False)
    received, paid = _add_moves(plan, typology)
    if typology.returns_within is not None:
        received, paid = add_kept(plan, received, paid, typology.returns_within)
    links = add_links(plan, FifoLine(queued=received, served=paid))
    plan.add("rapid", f"SELECT * FROM {links} WHERE paid_u - u <= {second.within}")
    passed = f"SELECT k, number, SUM(x) AS passed FROM {plan.prefix}_rapid GROUP BY k, number"
    tables: Tables = {}
    tables[first.name, None, Side.STAGE] = plan.add(
        "passed",
        f"SELECT r.* FROM {received} r JOIN ({passed}) q ON q.k = r.k AND q.number = r.number "
        f"WHERE q.passed * 1000 >= {typology.passed_share} * r.v",
    )
    tables[second.name, None, Side.STAGE] = plan.add(
        "onward",
        f"SELECT l.k, l.u, l.x AS v, p.p, p.pl, l.paid_number AS number FROM {plan.prefix}_rapid l "
        f"JOIN {plan.prefix}_passed r ON r.k = l.k AND r.number = l.number "
        f"JOIN {paid} p ON p.k = l.k AND p.number = l.paid_number",
    )
    for measure in first.measures:
        if measure.where is not None and (first.name, measure.where, Side.STAGE) not in tables:
            test = sightings_sql(typology, first, measure.where, Side.STAGE)
            tables[first.name, measure.where, Side.STAGE] = plan.add(
                f"seen{len(tables)}",
                f"SELECT r.* FROM {received} r JOIN ({test}) x "
                "ON x.k = r.k AND x.number = r.number",
            )
    add_sweep(plan, typology, tables, swept)
    _add_members(plan, typology, swept)


def _add_moves(plan: Plan, typology: FlowTypology) -> tuple[str, str]:
    """Legs in and out of every centre that can have passed enough."""
    first, second = typology.stages
    into = sightings_sql(typology, first, first.where, Side.STAGE)
    out = sightings_sql(typology, second, second.where, Side.STAGE)
    legs = max(1, least_of(typology, first, Counts.LEGS, Counts.PEERS, Counts.PLACES))
    value = least_of(typology, first, Counts.VALUE)
    able = plan.add("able", able_sql(into, legs, value, first.within))
    paying = plan.add(
        "paying", f"SELECT k FROM ({out}) x WHERE k IN (SELECT k FROM {able}) GROUP BY k"
    )
    received = plan.add("received", f"SELECT * FROM ({into}) x WHERE k IN (SELECT k FROM {paying})")
    paid = plan.add("paid", f"SELECT * FROM ({out}) x WHERE k IN (SELECT k FROM {paying})")
    return received, paid


def _add_members(plan: Plan, typology: FlowTypology, swept: Swept) -> None:
    own = looked_back(plan, f"{plan.prefix}_passed", typology.stages[0].within, swept)
    incoming = plan.add("incoming", own)
    # A payment that carried money of two chains stays with the first of them.
    carried = (
        f"SELECT l.k, MIN(i.chain) AS chain, l.paid_number AS number FROM {incoming} i JOIN "
        f"{plan.prefix}_rapid l ON l.k = i.k AND l.number = i.number GROUP BY l.k, l.paid_number"
    )
    plan.add(
        "members",
        f"SELECT k, chain, number, 0 AS stage FROM {incoming} UNION ALL "
        f"SELECT k, chain, number, 1 AS stage FROM ({carried}) c",
    )
