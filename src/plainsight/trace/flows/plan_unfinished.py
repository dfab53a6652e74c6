"""Rings and blocks: SQL leaves the legs that can take part, Python searches what is left."""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_tests import account_conditions, leg_conditions
from plainsight.trace.flows.typology import FlowTypology, Layers, Stage

PEELING_ROUNDS = 3


def compile_ring(plan: Plan, typology: FlowTypology) -> None:
    """Legs that pass the tests: `left(number, s, d, t, v)`, kept where a neighbour goes on.

    A leg on a ring is followed by one from its target, or preceded by one into its source.
    """
    stage = typology.stages[0]
    legs = plan.add("passing", _legs_sql(typology, stage))
    kept = plan.add("kept0", f"SELECT * FROM {legs} WHERE d IN (SELECT s FROM {legs})")
    for turn in range(1, PEELING_ROUNDS):
        kept = plan.add(
            f"kept{turn}",
            f"SELECT * FROM {kept} WHERE d IN (SELECT s FROM {kept}) "
            f"AND s IN (SELECT d FROM {kept})",
        )
    plan.add("left", f"SELECT * FROM {kept}")


def compile_layers(plan: Plan, typology: FlowTypology) -> None:
    """Legs of tiles that still hold a block after a few rounds: `left(tile, stage, number)`."""
    wanted = typology.layers or Layers(
        targets_each=1, sources_each=1, sources=1, targets=1, middles=0
    )
    half = typology.stages[0].within // 2
    parts = []
    for place, stage in enumerate(typology.stages):
        tile = plan.dialect.idiv("t", half)
        dense = plan.add(f"dense{place}", _dense_sql(typology, stage, place, wanted))
        parts += [
            f"SELECT {tile}{shift} AS tile, {place} AS stage, number, s, d FROM {dense}"
            for shift in ("", " - 1")
        ]
    kept = plan.add("tiled", " UNION ALL ".join(parts))
    for turn in range(PEELING_ROUNDS):
        kept = _peeled(plan, kept, wanted, turn, stages=len(typology.stages))
    plan.add("left", f"SELECT tile, stage, number FROM {kept}")


def _dense_sql(typology: FlowTypology, stage: Stage, place: int, wanted: Layers) -> str:
    """Legs whose ends are busy enough within one window; no tile is longer than that."""
    legs = _legs_sql(typology, stage)
    ends = [("s", wanted.targets_each), ("d", wanted.sources_each)]
    if len(typology.stages) == 2:
        ends = [("d", wanted.sources_each)] if place == 0 else [("s", wanted.targets_each)]
    conditions = []
    for end, count in ends:
        if count > 1:
            span = f"t - LAG(t, {count - 1}) OVER (PARTITION BY {end} ORDER BY t)"
            conditions.append(
                f"{end} IN (SELECT e FROM (SELECT {end} AS e, {span} AS span FROM ({legs}) l) y "
                f"WHERE span < {typology.stages[0].within} GROUP BY e)"
            )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM ({legs}) l{where}"


def _peeled(plan: Plan, kept: str, wanted: Layers, turn: int, *, stages: int) -> str:
    sources = (
        f"SELECT tile, d AS e FROM {kept} WHERE stage = 0 GROUP BY tile, d "
        f"HAVING COUNT(DISTINCT s) >= {wanted.sources_each}"
    )
    last = stages - 1
    targets = (
        f"SELECT tile, s AS e FROM {kept} WHERE stage = {last} GROUP BY tile, s "
        f"HAVING COUNT(DISTINCT d) >= {wanted.targets_each}"
    )
    if stages == 1:
        where = (
            f"EXISTS (SELECT 1 FROM ({sources}) a WHERE a.tile = x.tile AND a.e = x.d) AND "
            f"EXISTS (SELECT 1 FROM ({targets}) b WHERE b.tile = x.tile AND b.e = x.s)"
        )
    else:
        middle = "CASE WHEN x.stage = 0 THEN x.d ELSE x.s END"
        where = (
            f"EXISTS (SELECT 1 FROM ({sources}) a WHERE a.tile = x.tile AND a.e = {middle}) AND "
            f"EXISTS (SELECT 1 FROM ({targets}) b WHERE b.tile = x.tile AND b.e = {middle})"
        )
    return plan.add(f"peeled{turn}", f"SELECT * FROM {kept} x WHERE {where}")


def _legs_sql(typology: FlowTypology, stage: Stage) -> str:
    source, target = typology.roles[stage.source_role], typology.roles[stage.target_role]
    conditions = account_conditions(source.test, "s") + account_conditions(target.test, "d")
    # Rings and blocks have no single centre: a place away from home is judged at the payee's,
    # for a ring at the payer's, as their definitions do.
    centre = "s" if typology.ring is not None else "d"
    conditions += leg_conditions(stage.where, home="home")
    tables = "legs"
    if stage.where.is_away is not None:
        tables += f" JOIN (SELECT acct, home FROM accounts) h ON h.acct = {centre}"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT number, s, d, t, v FROM {tables}{where}"
