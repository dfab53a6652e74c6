"""Restrictions and appeals in SQL."""

from typing import Any

from sqlalchemy import Connection, Row, Select, case, insert, select, update

from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.restriction import Force, Restriction
from plainsight.errors import UnknownId
from plainsight.stores.casework.tables import appeals, restrictions
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable

_WAITING = (AppealStand.RECEIVED.value, AppealStand.TAKEN.value)
_FIXED = ("appeal_id", "restriction_id", "account_id", "text", "received_at")  # of an appeal


class SqlRestrictions:
    """Implements `plainsight.app.casework.review_ports.Restrictions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, restriction: Restriction) -> None:
        """Store a proposal."""
        self._connection.execute(
            insert(restrictions).values(
                **to_row(restriction, subject=storable(restriction.subject))
            )
        )

    def get(self, restriction_id: str) -> Restriction:
        """Return one. Raises UnknownId."""
        return self._one(
            select(restrictions).where(restrictions.c.restriction_id == storable(restriction_id)),
            restriction_id,
        )

    def lock(self, restriction_id: str) -> Restriction:
        """Return one, locked until the unit ends. Raises UnknownId."""
        return self._one(
            select(restrictions)
            .where(restrictions.c.restriction_id == storable(restriction_id))
            .with_for_update(),
            restriction_id,
        )

    def save(self, restriction: Restriction) -> None:
        """Write the mutable part."""
        self._connection.execute(
            update(restrictions)
            .where(restrictions.c.restriction_id == restriction.restriction_id)
            .values(
                force=restriction.force.value,
                approved_by=restriction.approved_by,
                approved_at=restriction.approved_at,
                lifted_by=restriction.lifted_by,
                lifted_at=restriction.lifted_at,
            )
        )

    def newest(
        self, *, force: Force | None = None, account_id: str | None = None, count_max: int = 50
    ) -> tuple[Restriction, ...]:
        """Return the latest first."""
        query = select(restrictions)
        if force is not None:
            query = query.where(restrictions.c.force == force.value)
        if account_id is not None:
            query = query.where(restrictions.c.account_id == storable(account_id))
        ordered = query.order_by(restrictions.c.restriction_number.desc()).limit(count_max)
        return tuple(_restriction_of(row) for row in self._connection.execute(ordered))

    def _one(self, query: Select[Any], restriction_id: str) -> Restriction:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("restriction", restriction_id)
        return _restriction_of(row)


class SqlAppeals:
    """Implements `plainsight.app.casework.review_ports.Appeals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, appeal: Appeal) -> None:
        """Store one."""
        self._connection.execute(
            insert(appeals).values(
                **to_row(appeal, text=storable(appeal.text), answer=storable(appeal.answer))
            )
        )

    def get(self, appeal_id: str) -> Appeal:
        """Return one. Raises UnknownId."""
        return self._one(
            select(appeals).where(appeals.c.appeal_id == storable(appeal_id)), appeal_id
        )

    def lock(self, appeal_id: str) -> Appeal:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = select(appeals).where(appeals.c.appeal_id == storable(appeal_id)).with_for_update()
        return self._one(query, appeal_id)

    def save(self, appeal: Appeal) -> None:
        """Write the mutable part."""
        self._connection.execute(
            update(appeals)
            .where(appeals.c.appeal_id == appeal.appeal_id)
            .values(to_row(appeal, but=_FIXED, answer=storable(appeal.answer)))
        )

    def in_turn(
        self,
        *,
        stand: AppealStand | None = None,
        account_id: str | None = None,
        count_max: int = 50,
        skipped: int = 0,
    ) -> tuple[Appeal, ...]:
        """Return those that wait, the oldest first, and then what was answered, the latest first.

        Of one stand the oldest first; `skipped` are left out at the beginning.
        """
        number = appeals.c.appeal_number
        is_over = case((appeals.c.stand.in_(_WAITING), 0), else_=1)
        query = select(appeals).order_by(is_over, case((is_over == 0, number), else_=-number))
        if stand is not None:
            query = select(appeals).where(appeals.c.stand == stand.value).order_by(number)
        if account_id is not None:
            query = query.where(appeals.c.account_id == storable(account_id))
        ordered = query.limit(count_max).offset(skipped)
        return tuple(from_row(Appeal, row) for row in self._connection.execute(ordered))

    def _one(self, query: Select[Any], appeal_id: str) -> Appeal:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("appeal", appeal_id)
        return from_row(Appeal, row)


def _restriction_of(row: Row[Any]) -> Restriction:
    return from_row(Restriction, row, reason_ids=tuple(row.reason_ids))
