"""The review queue in SQL: one index in the order of what is due, one lock for each alert."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, or_, select, update

from plainsight.app.casework.stored import (
    QueueCounts,
    QueueEntry,
    QueueFilter,
    QueueMark,
    Skip,
    Workload,
)
from plainsight.app.stored import AlertState
from plainsight.casework.review import SENIOR_LOOKS, Review
from plainsight.errors import UnknownId
from plainsight.stores.casework.index import write_index
from plainsight.stores.casework.queue_counts import count_held, count_reviews
from plainsight.stores.casework.queue_filter import conditions_of, is_barred, was_skipped
from plainsight.stores.casework.review_row import review_of, row_of
from plainsight.stores.casework.search import (
    alerts_with_common_terms,
    alerts_with_terms,
    first_with_terms,
    order_by_rarity,
)
from plainsight.stores.casework.tables import alert_accounts, review_bars, reviews, skips, workloads
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_many import insert_many
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import alerts

_CHUNK = 500  # ids in one IN (...)


class SqlQueue:
    """Implements `plainsight.app.casework.review_ports.ReviewQueue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, entries: Sequence[QueueEntry], *, at: datetime) -> None:
        """Store or replace, with what each can be searched by."""
        rows = [{**row_of(entry.review), "revised_at": at} for entry in entries]
        rows.sort(key=lambda row: str(row["alert_id"]))
        ids = [str(row["alert_id"]) for row in rows]
        held = set(self.find(ids))
        fresh = [row for row in rows if row["alert_id"] not in held]
        insert_many(self._connection, reviews, fresh)
        self._replace([row for row in rows if row["alert_id"] in held])
        write_index(
            self._connection, entries, old=[alert_id for alert_id in ids if alert_id in held]
        )

    def get(self, alert_id: str) -> Review:
        """Return one. Raises UnknownId."""
        return self._one(select(reviews).where(reviews.c.alert_id == storable(alert_id)), alert_id)

    def find(self, alert_ids: Sequence[str]) -> dict[str, Review]:
        """Return those that are there, locked where the unit writes."""
        found: dict[str, Review] = {}
        for start in range(0, len(alert_ids), _CHUNK):
            query = (
                select(reviews)
                .where(reviews.c.alert_id.in_(alert_ids[start : start + _CHUNK]))
                .order_by(reviews.c.alert_id)
                .with_for_update()
            )
            found |= {each.alert_id: each for each in self._query(query)}
        return found

    def lock(self, alert_id: str) -> Review:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = select(reviews).where(reviews.c.alert_id == storable(alert_id)).with_for_update()
        return self._one(query, alert_id)

    def left_open(self, kind: str) -> tuple[Review, ...]:
        """Return the open reviews of closed alerts of a kind, locked where the unit writes."""
        query = (
            select(reviews)
            .join(alerts, alerts.c.alert_id == reviews.c.alert_id)
            .where(
                reviews.c.is_open.is_(True),
                reviews.c.kind == storable(kind),
                alerts.c.state == AlertState.CLOSED.value,
            )
            .order_by(reviews.c.alert_id)
            .with_for_update(of=reviews)
        )
        return self._query(query)

    def save(self, review: Review, *, at: datetime) -> None:
        """Write the mutable part; new bars are added, none is taken away."""
        # The hands first, then the bars: who decides is barred only from the next look on.
        self._connection.execute(
            update(reviews)
            .where(reviews.c.alert_id == review.alert_id)
            .values(**row_of(review), revised_at=at)
        )
        held = self._bars([review.alert_id]).get((review.alert_id, review.round), set())
        bars = [
            {"alert_id": review.alert_id, "round": review.round, "staff_id": staff_id}
            for staff_id in sorted(review.barred - held)
        ]
        if bars:
            self._connection.execute(insert(review_bars), bars)

    def next_for(
        self, staff_id: str, *, now: datetime, skipped_since: datetime, is_senior: bool
    ) -> Review | None:
        """Return the alert due first that this person may take, locked: theirs before anyone's."""
        for owner in (reviews.c.assigned_to == staff_id, reviews.c.assigned_to.is_(None)):
            query = (
                select(reviews)
                .where(
                    reviews.c.is_open.is_(True),
                    reviews.c.available_at <= now,
                    owner,
                    ~is_barred(staff_id),
                    ~was_skipped(staff_id, since=skipped_since),
                )
                .order_by(reviews.c.due_at, reviews.c.alert_id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if not is_senior:
                query = query.where(reviews.c.look.not_in([look.value for look in SENIOR_LOOKS]))
            for review in self._query(query):
                return review
        return None

    def page(
        self,
        wanted: QueueFilter,
        *,
        now: datetime,
        after: QueueMark | None = None,
        count_max: int = 50,
    ) -> tuple[Review, ...]:
        """Return the next reviews by due, then id."""
        query = select(reviews).where(*conditions_of(wanted, now=now))
        if after is not None:
            query = query.where(
                reviews.c.due_at >= after.due_at,
                or_(reviews.c.due_at > after.due_at, reviews.c.alert_id > storable(after.alert_id)),
            )
        if wanted.terms:
            terms, are_common = order_by_rarity(self._connection, wanted.terms)
            if not are_common:
                ids = alerts_with_terms(self._connection, terms)
                return self._first(query.where(reviews.c.alert_id.in_(ids)), count_max)
            near = self._query(first_with_terms(query, terms).limit(count_max))
            if len(near) == count_max:
                return near
            query = query.where(reviews.c.alert_id.in_(alerts_with_common_terms(terms)))
        return self._first(query, count_max)

    def counts(
        self, *, now: datetime, count_max: int | None = None, open_to: str | None = None
    ) -> QueueCounts:
        """Count the queue."""
        return count_reviews(self._connection, now=now, count_max=count_max, open_to=open_to)

    def account_ids(self, alert_id: str) -> tuple[str, ...]:
        """Return the accounts that an alert is about."""
        query = (
            select(alert_accounts.c.account_id)
            .where(alert_accounts.c.alert_id == storable(alert_id))
            .order_by(alert_accounts.c.account_id)
        )
        return tuple(self._connection.execute(query).scalars())

    def add_skip(self, skip: Skip) -> None:
        """Append to the log of skips."""
        self._connection.execute(insert(skips).values(**to_row(skip, note=storable(skip.note))))

    def skips(self, *, staff_id: str | None = None, count_max: int = 200) -> tuple[Skip, ...]:
        """Return the log of skips, the latest first."""
        query = select(skips).order_by(skips.c.skip_number.desc()).limit(count_max)
        if staff_id is not None:
            query = query.where(skips.c.staff_id == storable(staff_id))
        return tuple(from_row(Skip, row) for row in self._connection.execute(query))

    def lock_workload(self, staff_id: str) -> Workload:
        """Return a person's caps, locked until the unit ends."""
        insert_new(self._connection, workloads, [{"staff_id": staff_id}])
        row = self._connection.execute(
            select(workloads).where(workloads.c.staff_id == staff_id).with_for_update()
        ).one()
        return Workload(
            staff_id=staff_id, held_max=row.held_max, decided_daily_max=row.decided_daily_max
        )

    def set_workload(self, workload: Workload) -> None:
        """Write a person's caps."""
        self.lock_workload(workload.staff_id)
        self._connection.execute(
            update(workloads)
            .where(workloads.c.staff_id == workload.staff_id)
            .values(held_max=workload.held_max, decided_daily_max=workload.decided_daily_max)
        )

    def held_count(self, staff_id: str, *, now: datetime) -> int:
        """Count what is in a person's hands or assigned to them, asleep or not."""
        return count_held(self._connection, staff_id, now=now)

    def _replace(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            names = [name for name in rows[0] if name != "alert_id"]
            statement = (
                update(reviews)
                .where(reviews.c.alert_id == bindparam("held_id"))
                .values({name: bindparam(name) for name in names})
            )
            found = [{"held_id": row["alert_id"]} | {n: row[n] for n in names} for row in rows]
            self._connection.execute(statement, found)

    def _first(self, query: Select[Any], count_max: int) -> tuple[Review, ...]:
        ordered = query.order_by(reviews.c.due_at, reviews.c.alert_id)
        return self._query(ordered.limit(count_max))

    def _one(self, query: Select[Any], alert_id: str) -> Review:
        found = self._query(query)
        if not found:
            raise UnknownId("alert", alert_id)
        return found[0]

    def _query(self, query: Select[Any]) -> tuple[Review, ...]:
        rows: list[Row[Any]] = list(self._connection.execute(query))
        bars = self._bars([row.alert_id for row in rows])
        return tuple(
            review_of(row, frozenset(bars.get((row.alert_id, row.round), ()))) for row in rows
        )

    def _bars(self, alert_ids: Sequence[str]) -> dict[tuple[str, int], set[str]]:
        if not alert_ids:
            return {}
        found: dict[tuple[str, int], set[str]] = defaultdict(set)
        query = select(review_bars).where(review_bars.c.alert_id.in_(alert_ids))
        for row in self._connection.execute(query):
            found[row.alert_id, row.round].add(row.staff_id)
        return found
