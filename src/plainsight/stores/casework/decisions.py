"""Decisions in SQL: append-only, and refused by the database to who may not decide."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, select

from plainsight.casework.decision import Decision, Outcome
from plainsight.casework.review import Review
from plainsight.stores.casework.review_row import review_of
from plainsight.stores.casework.tables import decisions, golden_items, reviews
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable

_CHUNK = 500  # ids in one IN (...)


class SqlDecisions:
    """Implements `plainsight.app.casework.review_ports.Decisions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: Decision) -> None:
        """Store one."""
        self._connection.execute(
            insert(decisions).values(**to_row(decision, note=storable(decision.note)))
        )

    def of_alert(self, alert_id: str) -> tuple[Decision, ...]:
        """Return every decision on an alert, oldest first."""
        query = (
            select(decisions)
            .where(decisions.c.alert_id == storable(alert_id))
            .order_by(decisions.c.decision_number)
        )
        return tuple(decision_of(row) for row in self._connection.execute(query))

    def standing_of(self, decided: Sequence[Review]) -> Mapping[str, Decision]:
        """Return the decision that stands for each of these that has one, by alert."""
        last = self._last_of([review.alert_id for review in decided])
        keys = [(review.alert_id, review.round, review.outcome) for review in decided]
        return {key[0]: last[key] for key in keys if key in last}

    def count_by(self, staff_id: str, *, since: datetime) -> int:
        """Count a person's decisions."""
        query = (
            select(func.count())
            .select_from(decisions)
            .where(decisions.c.decided_by == staff_id, decisions.c.decided_at >= since)
        )
        return int(self._connection.execute(query).scalar_one())

    def outcomes_by(
        self, *, since: datetime, before: datetime
    ) -> Mapping[str, Mapping[Outcome, int]]:
        """Count each person's answers."""
        query = (
            select(decisions.c.decided_by, decisions.c.outcome, func.count().label("count"))
            .where(decisions.c.decided_at >= since, decisions.c.decided_at < before)
            .group_by(decisions.c.decided_by, decisions.c.outcome)
            .order_by(decisions.c.decided_by, decisions.c.outcome)
        )
        found: dict[str, dict[Outcome, int]] = defaultdict(dict)
        for row in self._connection.execute(query):
            found[row.decided_by][row.outcome] = row[2]
        return dict(found)

    def standing(
        self, *, after: str = "", count_max: int = 1_000
    ) -> tuple[tuple[Review, Decision], ...]:
        """Return decided alerts by id with the decision that stands, golden items left out."""
        chosen = (
            select(reviews)
            .where(
                reviews.c.is_open.is_(False),
                reviews.c.alert_id > after,
                ~exists().where(golden_items.c.alert_id == reviews.c.alert_id),
            )
            .order_by(reviews.c.alert_id)
            .limit(count_max)
        )
        found = [review_of(row, frozenset()) for row in self._connection.execute(chosen)]
        standing = self.standing_of(found)
        return tuple(
            (review, standing[review.alert_id]) for review in found if review.outcome is not None
        )

    def _last_of(self, alert_ids: Sequence[str]) -> dict[tuple[str, int, Outcome | None], Decision]:
        """The last decision of each alert, round and outcome."""
        last: dict[tuple[str, int, Outcome | None], Decision] = {}
        for start in range(0, len(alert_ids), _CHUNK):
            query = (
                select(decisions)
                .where(decisions.c.alert_id.in_(alert_ids[start : start + _CHUNK]))
                .order_by(decisions.c.decision_number)
            )
            for row in self._connection.execute(query):
                decision = decision_of(row)
                last[decision.alert_id, decision.round, decision.outcome] = decision
        return last


def decision_of(row: Row[Any]) -> Decision:
    """A row as a value."""
    return from_row(Decision, row, reason_ids=tuple(row.reason_ids))
