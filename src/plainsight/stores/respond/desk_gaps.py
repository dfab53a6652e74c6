"""Gaps in SQL: counts that name nobody, and how far each got on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from plainsight.app.respond.desk_stored import StoredGap
from plainsight.respond.gap import GapCounts
from plainsight.stores.respond.desk_tables import gaps
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new

_STEPS = ("produced_at", "informed_at", "mla_known_at", "answered_at", "unanswered_at")


class SqlGaps:
    """Implements `plainsight.app.respond.desk_ports.Gaps`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, gap: StoredGap) -> None:
        """Store or revise the gap of one legal request."""
        row = _to_row(gap)
        if not insert_new(self._connection, gaps, [row]):
            self._connection.execute(
                update(gaps).where(gaps.c.request_id == gap.request_id).values(**row)
            )

    def of_request(self, request_id: str) -> StoredGap | None:
        """Return it."""
        row = self._connection.execute(
            select(gaps).where(gaps.c.request_id == request_id)
        ).one_or_none()
        return None if row is None else _from_row(row)

    def between(self, *, since: datetime, until: datetime) -> tuple[StoredGap, ...]:
        """Return those opened in a period, oldest first."""
        rows = self._connection.execute(
            select(gaps)
            .where(gaps.c.opened_at >= since, gaps.c.opened_at < until)
            .order_by(gaps.c.opened_at, gaps.c.request_id)
        )
        return tuple(_from_row(row) for row in rows)


def _to_row(gap: StoredGap) -> dict[str, Any]:
    return {
        **to_row(gap, but=("counts",)),
        **to_row(gap.counts, beyond_units=dict(gap.counts.beyond_units)),
    }


def _from_row(row: Row[Any]) -> StoredGap:
    return from_row(StoredGap, row, counts=from_row(GapCounts, row, operators=tuple(row.operators)))
