"""Finds flows on Spark: the plans of the shared SQL, finished on the driver where SQL ends."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.finish import bare_leg, search_layers, search_rings
from plainsight.engines.flows_duckdb.instances import collect_instances
from plainsight.engines.flows_spark.prepare import Views, prepare_views
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import instance_order
from plainsight.trace.flows.leg import Leg
from plainsight.trace.flows.needs import needs_of
from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_shapes import compile_typology
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.typology import FlowTypology

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkDialect:
    """Spark's spelling of what the engines spell differently."""

    def idiv(self, number: str, by: int) -> str:
        """Whole-number division."""
        return f"(({number}) DIV {by})"


class SparkFlows:
    """Implements `app.trace.flow_ports.FlowEngine`.

    Rings and blocks are searched on the driver, over the legs that SQL left of them.
    """

    def __init__(self, session: "SparkSession") -> None:
        self._session = session

    def find(
        self,
        snapshot: LedgerSnapshot,
        typologies: Sequence[FlowTypology],
        question: FlowQuestion,
        *,
        on_typology: Callable[[str], None] | None = None,
    ) -> list[Instance]:
        """Every instance of every typology. Raises NoRate when an asset cannot be valued."""
        if not snapshot.transfers or not typologies:
            return []
        found: list[Instance] = []
        views = Views(self._session)
        try:
            prepare_views(views, snapshot, question, needs_of(typologies))
            ground = views.count
            for typology in typologies:
                found += _find_one(views, typology)
                views.drop(but=ground)
                if on_typology is not None:
                    on_typology(typology.typology_id)
        finally:
            views.drop()
        return sorted(found, key=instance_order)


def _find_one(views: Views, typology: FlowTypology) -> list[Instance]:
    plan = compile_typology(typology, SparkDialect())
    for place, step in enumerate(plan.steps):
        # What is read once need not be written down in between.
        readers = sum(later.sql.count(f"{step.name} ") for later in plan.steps[place + 1 :])
        (views.keep if readers > 1 else views.describe)(step.name, step.sql)
    match shape_of(typology):
        case Shape.RING:
            return _rings(views, plan, typology)
        case Shape.LAYERS:
            return _layers(views, plan, typology)
        case _:
            return collect_instances(
                views.rows, plan, typology, rows="flow_rows", names=lambda _key, codes: codes
            )


def _rings(views: Views, plan: Plan, typology: FlowTypology) -> list[Instance]:
    frame = views.session.sql(f"SELECT number, s, d, t FROM {plan.prefix}_left ORDER BY number")
    left = frame.toArrow()
    ends = np.concatenate([np.asarray(left[name].to_pylist(), dtype=str) for name in ("s", "d")])
    codes = np.unique(ends, return_inverse=True)[1].astype(np.int64)
    number, instants = (
        np.asarray(left[name].to_numpy(), dtype=np.int64) for name in ("number", "t")
    )
    return search_rings(
        typology,
        number=number,
        source=codes[: left.num_rows],
        target=codes[left.num_rows :],
        instants=instants,
        fetch=lambda numbers: fetch_legs(views, numbers),
    )


def _layers(views: Views, plan: Plan, typology: FlowTypology) -> list[Instance]:
    rows: Any = views.rows(f"SELECT tile, stage, number FROM {plan.prefix}_left ORDER BY ALL")
    return search_layers(typology, rows, fetch=lambda numbers: fetch_legs(views, numbers))


def fetch_legs(views: Views, numbers: Sequence[int]) -> dict[int, Leg]:
    """Some legs as values, by number."""
    if not numbers:
        return {}
    wanted = views.session.createDataFrame([(number,) for number in numbers], "number long")
    wanted.createOrReplaceTempView("wanted_legs")
    rows: Any = views.rows(
        "SELECT l.number, transfer_id, s, d, l.t, v FROM legs l "
        "JOIN wanted_legs w ON w.number = l.number JOIN flow_rows r ON r.number = l.number"
    )
    return {row[0]: bare_leg(row) for row in rows}
