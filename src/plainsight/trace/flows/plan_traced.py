"""First in, first out as set operations: two partitions of one line laid over each other.

Per centre, the legs in lie end to end on a line; so do the observed parts of the legs out. What an
account spends beyond its receipts is the running maximum of its deficit (the unobserved opening
balance) and takes no part. A stretch between two neighbouring ends belongs to one leg in and one
leg out: that is the link. `fifo.py` is the definition.
"""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_members import looked_back
from plainsight.trace.flows.plan_sightings import Tables, able_sql, least_of, sightings_sql
from plainsight.trace.flows.plan_sweep import Swept, add_sweep
from plainsight.trace.flows.typology import Counts, FlowTypology, Side


def compile_traced(plan: Plan, typology: FlowTypology) -> None:
    """Trace, sight what passed through, sweep, and add the payments that carried it on."""
    first, second = typology.stages
    swept = Swept(looks_ahead=False)
    received, paid = _add_moves(plan, typology)
    links = _add_links(plan, received, paid)
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


def _add_links(plan: Plan, received: str, paid: str) -> str:
    order = "PARTITION BY k ORDER BY u, is_in, number ROWS UNBOUNDED PRECEDING"
    moves = plan.add(
        "moves",
        f"SELECT k, u, number, is_in, v, CAST(SUM(is_in * v) OVER w AS BIGINT) AS ins, "
        f"CAST(SUM((1 - is_in) * v) OVER w AS BIGINT) AS outs FROM "
        f"(SELECT k, u, number, v, 1 AS is_in FROM {received} UNION ALL "
        f"SELECT k, u, number, v, 0 AS is_in FROM {paid}) x WINDOW w AS ({order})",
    )
    funded = plan.add(
        "funded",
        f"SELECT k, u, number, is_in, ins, outs - GREATEST(0, MAX(outs - ins) OVER ({order})) "
        f"AS observed FROM {moves}",
    )
    # A payment wholly out of the opening balance covers no stretch of the line.
    ends = plan.add(
        "ends",
        f"SELECT k, ins AS e, number AS in_number, u AS in_u, CAST(NULL AS BIGINT) AS out_number, "
        f"CAST(NULL AS BIGINT) AS out_u FROM {funded} WHERE is_in = 1 UNION ALL "
        f"SELECT k, observed, NULL, NULL, number, u FROM (SELECT *, LAG(observed) OVER "
        f"(PARTITION BY k ORDER BY u, number) AS former FROM {funded} WHERE is_in = 0) x "
        f"WHERE observed > COALESCE(former, 0)",
    )
    later = "PARTITION BY k ORDER BY e DESC RANGE UNBOUNDED PRECEDING"
    stretches = (
        f"SELECT k, e - COALESCE(LAG(e) OVER (PARTITION BY k ORDER BY e), 0) AS x, "
        f"MIN(in_number) OVER ({later}) AS number, MIN(in_u) OVER ({later}) AS u, "
        f"MIN(out_number) OVER ({later}) AS paid_number, MIN(out_u) OVER ({later}) AS paid_u "
        f"FROM {ends}"
    )
    return plan.add(
        "links",
        f"SELECT * FROM ({stretches}) x WHERE x > 0 AND number IS NOT NULL "
        "AND paid_number IS NOT NULL",
    )


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
