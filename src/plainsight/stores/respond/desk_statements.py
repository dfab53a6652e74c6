"""Statements and built packages in SQL: what was said is sealed, what was built only its officer
opens.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, not_, select

from plainsight.app.ports import Salts
from plainsight.app.respond.desk_stored import BuiltPackage, Statement, StatementKind
from plainsight.errors import UnknownId
from plainsight.respond.states import Command
from plainsight.stores.respond.cases import SqlCaseKeys
from plainsight.stores.respond.desk_tables import built_packages, request_statements
from plainsight.stores.respond.tables import request_moves
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.columns import write_json


class SqlStatements:
    """Implements `plainsight.app.respond.desk_ports.Statements`."""

    def __init__(self, connection: Connection, salts: Salts) -> None:
        self._connection = connection
        self._keys = SqlCaseKeys(connection, salts)

    def add(self, statement: Statement) -> None:
        """Append one, sealed under the case's key."""
        key = self._keys.key(statement.request_id)
        what = _label(statement.request_id, statement.kind)
        self._connection.execute(
            insert(request_statements).values(
                request_id=statement.request_id,
                kind=statement.kind.value,
                actor_id=statement.actor_id,
                role=statement.role.value,
                at=statement.at,
                body=self._keys.seal(write_json(dict(statement.body)).encode(), key=key, what=what),
            )
        )

    def of_request(
        self, request_id: str, *, kind: StatementKind | None = None
    ) -> tuple[Statement, ...]:
        """Return them, oldest first; none once the case was erased."""
        if self._keys.find(request_id) is None:
            return ()
        query = (
            select(request_statements)
            .where(request_statements.c.request_id == request_id)
            .order_by(request_statements.c.statement_number)
        )
        if kind is not None:
            query = query.where(request_statements.c.kind == kind.value)
        rows = self._connection.execute(query).all()
        return tuple(self._from_row(row) for row in rows)

    def unanswered(
        self,
        asked: StatementKind,
        *,
        answers: Collection[StatementKind],
        overtaken_by: Collection[Command],
        count_max: int,
    ) -> tuple[str, ...]:
        """Return ids of legal requests where something asked waits, the longest first.

        Neither an answer nor one of these steps came after it.
        """
        said, later = request_statements, request_statements.alias("later")
        is_answered = exists().where(
            later.c.request_id == said.c.request_id,
            later.c.statement_number > said.c.statement_number,
            later.c.kind.in_([asked.value, *(each.value for each in answers)]),
        )
        is_overtaken = exists().where(
            request_moves.c.request_id == said.c.request_id,
            request_moves.c.at > said.c.at,
            request_moves.c.command.in_([each.value for each in overtaken_by]),
        )
        query = (
            select(said.c.request_id)
            .where(said.c.kind == asked.value, not_(is_answered), not_(is_overtaken))
            .order_by(said.c.statement_number)
            .limit(count_max)
        )
        return tuple(self._connection.execute(query).scalars())

    def _from_row(self, row: Row[Any]) -> Statement:
        label = _label(row.request_id, row.kind)
        body = self._keys.open(bytes(row.body), key=self._keys.key(row.request_id), what=label)
        return from_row(Statement, row, body=json.loads(body))


class SqlBuiltPackages:
    """Implements `plainsight.app.respond.desk_ports.BuiltPackages`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, package: BuiltPackage) -> None:
        """Keep one for its legal request, in place of an earlier one that never left."""
        self.destroy(package.request_id)
        self._connection.execute(insert(built_packages).values(**to_row(package)))

    def of_request(self, request_id: str) -> BuiltPackage:
        """Return it. Raises UnknownId."""
        row = self._connection.execute(
            select(built_packages).where(built_packages.c.request_id == request_id)
        ).one_or_none()
        if row is None:
            raise UnknownId("built package", request_id)
        return from_row(BuiltPackage, row, sealed=bytes(row.sealed))

    def destroy(self, request_id: str) -> None:
        """Delete it."""
        self._connection.execute(
            delete(built_packages).where(built_packages.c.request_id == request_id)
        )


def _label(request_id: str, kind: StatementKind) -> str:
    return f"{request_id}/{kind.value}"
