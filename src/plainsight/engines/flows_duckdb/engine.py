"""Finds flows with DuckDB: prepares the relations, runs each plan, finishes what SQL cannot."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import duckdb

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.finish import finish_layers, finish_rings
from plainsight.engines.flows_duckdb.instances import collect_instances
from plainsight.engines.flows_duckdb.prepared_legs import PreparedLegs
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import instance_order
from plainsight.trace.flows.needs import needs_of
from plainsight.trace.flows.plan_shapes import compile_typology
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.typology import FlowTypology, Key


class DuckDialect:
    """DuckDB's spelling of what the engines spell differently."""

    def idiv(self, number: str, by: int) -> str:
        """Whole-number division."""
        return f"(({number}) // {by})"


class DuckFlows:
    """Implements `app.trace.flow_ports.FlowEngine`.

    Memory is bounded by the workspace: what does not fit is written to a temporary folder. `legs`
    are those another engine may use too, with their own workspace.
    """

    def __init__(
        self, workspace: Workspace | None = None, *, legs: PreparedLegs | None = None
    ) -> None:
        self._legs = legs or PreparedLegs(workspace)

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
        with self._legs.open(snapshot, question, needs_of(typologies)) as connection:
            for typology in typologies:
                found += self._find_one(connection, typology)
                if on_typology is not None:
                    on_typology(typology.typology_id)
        return sorted(found, key=instance_order)

    def _find_one(
        self, connection: duckdb.DuckDBPyConnection, typology: FlowTypology
    ) -> list[Instance]:
        plan = compile_typology(typology, DuckDialect())
        for step in plan.steps:
            connection.execute(f"CREATE OR REPLACE TABLE {step.name} AS {step.sql}")
        try:
            match shape_of(typology):
                case Shape.RING:
                    return finish_rings(connection, plan, typology)
                case Shape.LAYERS:
                    return finish_layers(connection, plan, typology)
                case _:
                    return collect_instances(
                        lambda sql: connection.execute(sql).fetchall(),
                        plan,
                        typology,
                        rows="rows",
                        names=lambda key, codes: _names(connection, key, codes),
                    )
        finally:
            for step in plan.steps:
                connection.execute(f"DROP TABLE IF EXISTS {step.name}")


def _names(
    connection: duckdb.DuckDBPyConnection, centre: Key, codes: Iterable[Any]
) -> dict[int, str]:
    """What the codes of the keys stand for."""
    if centre is Key.ACCOUNT:
        source = "SELECT acct AS code, name FROM accounts"
    elif centre is Key.OWNER:
        source = "SELECT DISTINCT party AS code, party_name AS name FROM accounts"
    else:
        source = "SELECT DISTINCT k AS code, kind || ':' || value AS name FROM account_keys"
    return dict(
        connection.execute(
            f"SELECT code, name FROM ({source}) WHERE code IN (SELECT unnest(?::BIGINT[]))",
            [sorted(codes)],
        ).fetchall()
    )
