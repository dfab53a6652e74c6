"""Holds in SQL: rows that are never deleted, and the checks that found them intact or not."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, literal, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from plainsight.app.respond.stored import Actor, Pinned, StoredHold
from plainsight.errors import GuardUnmet, UnknownId
from plainsight.respond.states import Holding
from plainsight.stores.respond.tables import hold_checks, holds
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.columns import Instant

_RELEASED = Holding.RELEASED.value

_FIXED = (
    *("hold_id", "request_id", "account_id", "data_classes", "pinned"),
    *("instrument_id", "instrument_version", "placed_at"),
)


class SqlHolds:
    """Implements `plainsight.app.respond.ports.Holds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, hold: StoredHold) -> None:
        """Store one whose records the directory has pinned."""
        self._connection.execute(
            insert(holds).values(
                **to_row(hold, but=("pinned",)), **to_row(hold.pinned), revised_at=hold.placed_at
            )
        )

    def get(self, hold_id: str) -> StoredHold:
        """Return one. Raises UnknownId."""
        return self._one(select(holds).where(holds.c.hold_id == hold_id), hold_id)

    def lock(self, hold_id: str) -> StoredHold:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = select(holds).where(holds.c.hold_id == hold_id).with_for_update()
        return self._one(query, hold_id)

    def _one(self, query: Select[Any], hold_id: str) -> StoredHold:
        found = self._query(query)
        if not found:
            raise UnknownId("hold", hold_id)
        return found[0]

    def of_request(self, request_id: str) -> tuple[StoredHold, ...]:
        """Return the holds of a legal request."""
        return self._query(
            select(holds).where(holds.c.request_id == request_id).order_by(holds.c.hold_id)
        )

    def save(
        self,
        hold: StoredHold,
        *,
        at: datetime,
        released_by: Actor | None = None,
        agreed_by: Actor | None = None,
    ) -> None:
        """Write the mutable part. Raises GuardUnmet when the database refuses a release (I5)."""
        values = to_row(hold, but=_FIXED, revised_at=at)
        if released_by is not None:
            values |= {"released_by": released_by.actor_id, "released_role": released_by.role.value}
        if agreed_by is not None:
            values |= {"agreed_by": agreed_by.actor_id, "agreed_role": agreed_by.role.value}
        try:
            self._connection.execute(
                update(holds).where(holds.c.hold_id == hold.hold_id).values(**values)
            )
        except IntegrityError as refused:
            if "holds_i5" in str(refused.orig):
                raise GuardUnmet("release_hold", "two_roles_agree", "I5") from None
            raise

    def active(self, *, after: str = "", count_max: int = 1_000) -> tuple[StoredHold, ...]:
        """Return holds not released, by id, a page at a time."""
        return self._query(
            select(holds)
            .where(holds.c.hold_id > after, holds.c.state != _RELEASED)
            .order_by(holds.c.hold_id)
            .limit(count_max)
        )

    def due(
        self, *, before: datetime, after: StoredHold | None = None, count_max: int = 1_000
    ) -> tuple[StoredHold, ...]:
        """Return holds not released whose floor date lies before an instant, by floor and id."""
        query = select(holds).where(holds.c.floor_at < before, holds.c.state != _RELEASED)
        if after is not None:
            place = tuple_(holds.c.floor_at, holds.c.hold_id)
            query = query.where(place > tuple_(literal(after.floor_at, Instant), after.hold_id))
        return self._query(query.order_by(holds.c.floor_at, holds.c.hold_id).limit(count_max))

    def add_check(self, hold_id: str, *, at: datetime, digest: str, is_intact: bool) -> None:
        """Append the result of a verification."""
        self._connection.execute(
            insert(hold_checks).values(hold_id=hold_id, at=at, digest=digest, is_intact=is_intact)
        )

    def count(self, *, state: Holding | None = None) -> int:
        """Count holds, in one state or in all."""
        query = select(func.count()).select_from(holds)
        if state is not None:
            query = query.where(holds.c.state == state.value)
        return int(self._connection.execute(query).scalar_one())

    def _query(self, query: Select[Any]) -> tuple[StoredHold, ...]:
        return tuple(_from_row(row) for row in self._connection.execute(query))


def _from_row(row: Row[Any]) -> StoredHold:
    return from_row(StoredHold, row, pinned=from_row(Pinned, row))
