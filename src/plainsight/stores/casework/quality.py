"""Golden items and pairs of answers in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select

from plainsight.app.casework.stored import Golden, Pair
from plainsight.casework.decision import Outcome
from plainsight.casework.review import Look
from plainsight.stores.casework.tables import decisions, golden_items
from plainsight.stores.sql.by_field import from_row, to_row


class SqlQuality:
    """Implements `plainsight.app.casework.learning_ports.Quality`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plant(self, golden: Golden) -> None:
        """Remember an alert's known answer."""
        self._connection.execute(insert(golden_items).values(**to_row(golden)))

    def golden(self, alert_id: str) -> Golden | None:
        """Return the known answer, if the alert has one."""
        query = select(golden_items).where(golden_items.c.alert_id == alert_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else from_row(Golden, row)

    def planted_count(self, *, since: datetime, before: datetime) -> int:
        """Count golden items planted in a period."""
        query = (
            select(func.count())
            .select_from(golden_items)
            .where(golden_items.c.planted_at >= since, golden_items.c.planted_at < before)
        )
        return int(self._connection.execute(query).scalar_one())

    def golden_pairs(self, *, since: datetime, before: datetime) -> tuple[Pair, ...]:
        """Return answers to golden items beside the known ones."""
        query = (
            select(decisions, golden_items.c.outcome.label("known"))
            .join(golden_items, golden_items.c.alert_id == decisions.c.alert_id)
            .where(decisions.c.decided_at >= since, decisions.c.decided_at < before)
            .order_by(decisions.c.decision_number)
        )
        return tuple(
            _pair(row, other=row.known, other_id="") for row in self._connection.execute(query)
        )

    def double_pairs(self, *, since: datetime, before: datetime) -> tuple[Pair, ...]:
        """Return first and blind answers about the same alert; the blind one's person first."""
        first = decisions.alias("first")
        query = (
            select(decisions, first.c.outcome.label("known"), first.c.decided_by.label("by"))
            .join(
                first,
                and_(
                    first.c.alert_id == decisions.c.alert_id,
                    first.c.round == decisions.c.round,
                    first.c.look == Look.FIRST.value,
                ),
            )
            .where(
                decisions.c.look == Look.BLIND.value,
                decisions.c.decided_at >= since,
                decisions.c.decided_at < before,
            )
            .order_by(decisions.c.decision_number)
        )
        return tuple(
            _pair(row, other=row.known, other_id=row.by) for row in self._connection.execute(query)
        )


def _pair(row: Row[Any], *, other: Outcome, other_id: str) -> Pair:
    return Pair(
        alert_id=row.alert_id,
        staff_id=row.decided_by,
        answer=row.outcome,
        other=other,
        other_id=other_id,
        at=row.decided_at,
    )
