"""Gaps in SQL: counts that name nobody, and how far each got on its way."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from plainsight.app.desk_stored import StoredGap
from plainsight.respond.gap import GapCounts
from plainsight.stores.desk_tables import gaps
from plainsight.stores.insert_new import insert_new

_STEPS = ("produced_at", "informed_at", "mla_known_at", "answered_at", "unanswered_at")


class SqlGaps:
    """Implements `plainsight.app.desk_ports.Gaps`."""

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
    counts = asdict(gap.counts)
    return {
        "request_id": gap.request_id,
        "agency_id": gap.agency_id,
        "country": gap.country,
        "offence": gap.offence,
        "opened_at": gap.opened_at,
        **{name: getattr(gap, name) for name in _STEPS},
        **counts,
        "operators": list(gap.counts.operators),
        "beyond_units": dict(gap.counts.beyond_units),
    }


def _from_row(row: Row[Any]) -> StoredGap:
    return StoredGap(
        request_id=row.request_id,
        agency_id=row.agency_id,
        country=row.country,
        offence=row.offence,
        opened_at=row.opened_at,
        counts=GapCounts(
            operators=tuple(row.operators),
            party_count=row.party_count,
            beyond_count=row.beyond_count,
            identified_beyond_count=row.identified_beyond_count,
            transfer_count=row.transfer_count,
            beyond_transfer_count=row.beyond_transfer_count,
            beyond_units=row.beyond_units,
        ),
        **{name: getattr(row, name) for name in _STEPS},
    )
