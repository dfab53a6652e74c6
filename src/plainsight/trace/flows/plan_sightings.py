"""The legs that each centre sees, as SQL: sightings(k, u, v, p, pl, number)."""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_tests import account_conditions, leg_conditions
from plainsight.trace.flows.typology import (
    AccountTest,
    Counts,
    FlowTypology,
    Key,
    LegTest,
    Measure,
    Side,
    Stage,
)

Tables = dict[tuple[str, LegTest | None, Side], str]


def add_sightings(plan: Plan, typology: FlowTypology) -> Tables:
    """One table for each combination of stage, test and side that the typology counts by.

    Only centres that can fire at all are kept: the sweep then touches a small part of the ledger.
    """
    tables: Tables = {}
    candidates = _add_candidates(plan, typology)
    for place, stage in enumerate(typology.stages):
        variants: list[tuple[LegTest | None, Side]] = [(None, Side.STAGE)]
        variants += [(m.where, m.side) for m in stage.measures if not is_own(m)]
        for test, side in dict.fromkeys(variants):
            sql = sightings_sql(typology, stage, test or stage.where, side)
            name = f"seen{place}" if (test, side) == variants[0] else f"seen{place}_{len(tables)}"
            tables[stage.name, test, side] = plan.add(
                name, f"SELECT * FROM ({sql}) x WHERE k IN (SELECT k FROM {candidates})"
            )
    return tables


def is_own(measure: Measure) -> bool:
    """Whether a measure counts the stage's own sightings."""
    return measure.where is None and measure.side is Side.STAGE


def sightings_sql(typology: FlowTypology, stage: Stage, test: LegTest, side: Side) -> str:
    """Select the sightings of one stage."""
    into = not typology.roles[stage.target_role].is_many
    centre = typology.roles[stage.target_role if into else stage.source_role]
    peer = typology.roles[stage.source_role if into else stage.target_role]
    if side is Side.STAGE:
        return _one_way(centre.key, centre.test, peer.test, test, into=into)
    return " UNION ALL ".join(
        _one_way(centre.key, centre.test, AccountTest(), test, into=way) for way in (True, False)
    )


def least_of(typology: FlowTypology, stage: Stage, *counts: Counts) -> int:
    """What the requirements ask of a stage's own sightings in one window, at least."""
    own = {m.name for m in stage.measures if is_own(m) and not _elsewhen(m) and m.counts in counts}
    return max(
        (b.least or 0 for b in typology.require if b.measure in own and b.of is None), default=0
    )


def _elsewhen(measure: Measure) -> bool:
    return measure.ever_before or measure.before is not None or measure.around is not None


def _add_candidates(plan: Plan, typology: FlowTypology) -> str:
    """Keys with enough legs, and enough value, inside some window of every stage."""
    table = ""
    for place, stage in enumerate(typology.stages):
        sql = sightings_sql(typology, stage, stage.where, Side.STAGE)
        if table:
            sql = f"SELECT * FROM ({sql}) x WHERE k IN (SELECT k FROM {table})"
        legs = max(1, least_of(typology, stage, Counts.LEGS, Counts.PEERS, Counts.PLACES))
        value = least_of(typology, stage, Counts.VALUE)
        table = plan.add(f"able{place}", able_sql(sql, legs, value, stage.within))
    return table


def able_sql(sightings: str, legs: int, value: int, within: int) -> str:
    """Keys that have so many legs, and separately so much value, in some window.

    Each test is dearer than the one before and runs on the survivors of it only: totals over all
    time, then the span of so many neighbours, then sums in a moving frame.
    """
    totals = f"COUNT(*) >= {legs}" + (f" AND SUM(v) >= {value}" if value else "")
    able = f"SELECT k FROM ({sightings}) s GROUP BY k HAVING {totals}"
    if legs > 1:
        span = f"u - LAG(u, {legs - 1}) OVER (PARTITION BY k ORDER BY u)"
        able = (
            f"SELECT k FROM (SELECT k, {span} AS span FROM ({sightings}) s1 WHERE k IN ({able})) x "
            f"WHERE span <= {within} GROUP BY k"
        )
    if not value:
        return able
    frame = f"PARTITION BY k ORDER BY u RANGE BETWEEN {within} PRECEDING AND CURRENT ROW"
    survivors = f"SELECT * FROM ({sightings}) s2 WHERE k IN ({able})"
    return (
        f"SELECT k FROM (SELECT k, SUM(v) OVER ({frame}) AS total FROM ({survivors}) y) z "
        f"WHERE total >= {value} GROUP BY k"
    )


def _one_way(
    key: Key, centre_test: AccountTest, peer_test: AccountTest, test: LegTest, *, into: bool
) -> str:
    centre, peer = ("d", "s") if into else ("s", "d")
    conditions = account_conditions(centre_test, centre) + account_conditions(peer_test, peer)
    conditions += leg_conditions(test, home="home")
    tables = "legs"
    if test.is_away is not None:
        tables += f" JOIN (SELECT acct, home FROM accounts) h ON h.acct = {centre}"
    match key:
        case Key.ACCOUNT:
            column = centre
        case Key.OWNER:
            column = f"{centre}p"
            conditions.append("sp <> dp")
        case _:
            column = "c.k"
            tables += f" JOIN account_keys c ON c.acct = {centre} AND c.kind = '{key}'"
            conditions.append(
                f"NOT EXISTS (SELECT 1 FROM account_keys o WHERE o.acct = {peer} "
                f"AND o.kind = '{key}' AND o.k = c.k)"
            )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return (
        f"SELECT {column} AS k, t AS u, v, {peer}p AS p, place AS pl, number FROM {tables}{where}"
    )
