"""Finds flows with DuckDB: prepares the relations, runs each plan, finishes what SQL cannot."""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from plainsight.app.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.finish import finish_layers, finish_rings
from plainsight.engines.flows_duckdb.prepare import prepare_legs
from plainsight.trace.flows.instance import Instance, Member
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
    """Implements `app.flow_ports.FlowEngine`.

    Memory is bounded by the workspace: what does not fit is written to a temporary folder.
    """

    def __init__(self, workspace: Workspace | None = None) -> None:
        self._workspace = workspace or Workspace()

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
        with self._workspace.open() as connection:
            prepare_legs(connection, snapshot, question, needs_of(typologies))
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
                    return _collect(connection, plan.fired, plan.members, typology)
        finally:
            for step in plan.steps:
                connection.execute(f"DROP TABLE IF EXISTS {step.name}")


def _collect(
    connection: duckdb.DuckDBPyConnection, fired: str, members: str, typology: FlowTypology
) -> list[Instance]:
    """Small tables of instances and members as values."""
    keys = ["k", "k2"] if shape_of(typology) is Shape.RELAY else ["k"]
    listed = ", ".join(keys)
    names = _key_names(connection, typology, fired, keys)
    measures = [measure.name for _, measure in typology.measures]
    columns = ", ".join(f"m_{name}" for name in measures)
    rows = connection.execute(f"SELECT {listed}, chain, u, {columns} FROM {fired}").fetchall()
    grouped = _members(connection, members, keys)
    found = []
    width = len(keys)
    for row in rows:
        own = grouped[row[: width + 1]]
        found.append(
            Instance(
                typology_id=typology.typology_id,
                keys=tuple(names[place][code] for place, code in enumerate(row[:width])),
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


def _members(
    connection: duckdb.DuckDBPyConnection, members: str, keys: Sequence[str]
) -> dict[tuple[Any, ...], list[tuple[int, int, str]]]:
    """(keys..., chain) -> (instant, stage, transfer id) in the order of the legs."""
    listed = ", ".join(f"m.{key}" for key in keys)
    rows = connection.execute(
        f"SELECT {listed}, chain, r.t, stage, r.transfer_id FROM {members} m "
        "JOIN rows r ON r.number = m.number ORDER BY m.number"
    ).fetchall()
    grouped: dict[tuple[Any, ...], list[tuple[int, int, str]]] = {}
    for row in rows:
        grouped.setdefault(row[: len(keys) + 1], []).append(row[len(keys) + 1 :])
    return grouped


def _key_names(
    connection: duckdb.DuckDBPyConnection,
    typology: FlowTypology,
    fired: str,
    keys: Sequence[str],
) -> list[dict[int, str]]:
    """What the codes of each key column stand for."""
    centre = next((role.key for role in typology.roles.values() if not role.is_many), Key.ACCOUNT)
    if centre is Key.ACCOUNT:
        source = "SELECT acct AS code, name FROM accounts"
    elif centre is Key.OWNER:
        source = "SELECT DISTINCT party AS code, party_name AS name FROM accounts"
    else:
        source = "SELECT DISTINCT k AS code, kind || ':' || value AS name FROM account_keys"
    return [
        dict(
            connection.execute(
                f"SELECT code, name FROM ({source}) WHERE code IN (SELECT {key} FROM {fired})"
            ).fetchall()
        )
        for key in keys
    ]
