"""Relays as set operations: a bucketed self-join, one to one by the nearest leg on either side."""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_members import looked_back
from plainsight.trace.flows.plan_sightings import Tables, able_sql, least_of
from plainsight.trace.flows.plan_sweep import Swept, add_sweep
from plainsight.trace.flows.plan_tests import account_conditions, leg_conditions
from plainsight.trace.flows.typology import Counts, FlowTypology, Side, Stage


def compile_relay(plan: Plan, typology: FlowTypology) -> None:
    """Join both legs of every relay, then sweep over each pair of origin and sink."""
    first, second = typology.stages
    swept = Swept(keys=("k", "k2"), looks_ahead=False)
    pairs = _add_pairs(plan, typology)
    tables: Tables = {}
    for stage, value in ((first, "v"), (second, "onward_v")):
        tables[stage.name, None, Side.STAGE] = plan.add(
            f"seen_{value}", f"SELECT k, k2, u, {value} AS v, p, pl, number FROM {pairs}"
        )
    add_sweep(plan, typology, tables, swept)
    own = looked_back(plan, tables[first.name, None, Side.STAGE], first.within, swept)
    incoming = plan.add("incoming", own)
    plan.add(
        "members",
        f"SELECT k, k2, chain, number, 0 AS stage FROM {incoming} UNION ALL "
        f"SELECT i.k, i.k2, i.chain, p.onward_number, 1 FROM {incoming} i JOIN {pairs} p "
        "ON p.k = i.k AND p.k2 = i.k2 AND p.number = i.number",
    )


def _add_pairs(plan: Plan, typology: FlowTypology) -> str:
    first, second = typology.stages
    within = second.within
    relays = max(1, least_of(typology, first, Counts.LEGS, Counts.PEERS))
    into, onward = _legs_sql(typology, first), _legs_sql(typology, second)
    # An origin must scatter to enough relays within the window, a sink be reached by as many.
    value = least_of(typology, first, Counts.VALUE)
    columns = "{end} AS k, t AS u, v FROM ({legs}) l"
    origins = able_sql(f"SELECT {columns.format(end='s', legs=into)}", relays, value, first.within)
    sinks = able_sql(
        f"SELECT {columns.format(end='d', legs=onward)}", relays, 0, first.within + within
    )
    able = [plan.add("able_s", origins), plan.add("able_d", sinks)]
    reached = plan.add(
        "reached", f"SELECT * FROM ({onward}) x WHERE d IN (SELECT k FROM {able[1]})"
    )
    bucket = plan.dialect.idiv("t", within)
    joined = (
        f"SELECT a.s AS k, b.d AS k2, a.d AS m, a.t AS u, a.v, a.dp AS p, a.place AS pl, a.number, "
        f"b.v AS onward_v, b.number AS onward_number FROM "
        f"(SELECT *, {bucket} AS bucket FROM ({into}) x WHERE s IN (SELECT k FROM {able[0]})) a "
        f"JOIN (SELECT *, {bucket} AS bucket FROM {reached} "
        f"UNION ALL SELECT *, {bucket} - 1 FROM {reached}) b "
        f"ON a.d = b.s AND a.bucket = b.bucket "
        f"WHERE b.t > a.t AND b.t - a.t <= {within} AND b.d <> a.s"
    )
    plan.add("joined", joined)
    return plan.add(
        "pairs",
        "SELECT * FROM (SELECT *, "
        "ROW_NUMBER() OVER (PARTITION BY number, k2 ORDER BY onward_number) AS soonest, "
        "ROW_NUMBER() OVER (PARTITION BY onward_number, k ORDER BY number DESC) AS latest "
        f"FROM {plan.prefix}_joined) x WHERE soonest = 1 AND latest = 1",
    )


def _legs_sql(typology: FlowTypology, stage: Stage) -> str:
    source, target = typology.roles[stage.source_role], typology.roles[stage.target_role]
    conditions = account_conditions(source.test, "s") + account_conditions(target.test, "d")
    conditions += leg_conditions(stage.where, home="home")
    centre = "d" if source.is_many else "s"
    tables = "legs"
    if stage.where.is_away is not None:
        tables += f" JOIN (SELECT acct, home FROM accounts) h ON h.acct = {centre}"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT number, s, d, dp, t, v, place FROM {tables}{where}"
