"""Restrictions and appeals in SQL."""

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.restriction import Force, Restriction
from plainsight.errors import UnknownId
from plainsight.stores.casework_tables import appeals, restrictions
from plainsight.stores.exact_text import storable


class SqlRestrictions:
    """Implements `plainsight.app.review_ports.Restrictions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, restriction: Restriction) -> None:
        """Store a proposal."""
        self._connection.execute(insert(restrictions).values(_restriction_row(restriction)))

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
        self,
        *,
        force: Force | None = None,
        account_id: str | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[Restriction, ...]:
        """Return the latest first; `before` is the last id of the page before."""
        query = select(restrictions)
        if force is not None:
            query = query.where(restrictions.c.force == force.value)
        if account_id is not None:
            query = query.where(restrictions.c.account_id == storable(account_id))
        if before is not None:
            mark = select(restrictions.c.restriction_number).where(
                restrictions.c.restriction_id == storable(before)
            )
            query = query.where(restrictions.c.restriction_number < mark.scalar_subquery())
        ordered = query.order_by(restrictions.c.restriction_number.desc()).limit(count_max)
        return tuple(_restriction_of(row) for row in self._connection.execute(ordered))

    def _one(self, query: Select[Any], restriction_id: str) -> Restriction:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("restriction", restriction_id)
        return _restriction_of(row)


class SqlAppeals:
    """Implements `plainsight.app.review_ports.Appeals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, appeal: Appeal) -> None:
        """Store one."""
        self._connection.execute(
            insert(appeals).values(
                appeal_id=appeal.appeal_id,
                restriction_id=appeal.restriction_id,
                account_id=appeal.account_id,
                text=storable(appeal.text),
                received_at=appeal.received_at,
                **_appeal_mutable(appeal),
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
            .values(_appeal_mutable(appeal))
        )

    def oldest(
        self, *, stand: AppealStand | None = None, count_max: int = 50, after: str | None = None
    ) -> tuple[Appeal, ...]:
        """Return the oldest first; `after` is the last id of the page before."""
        query = select(appeals)
        if stand is not None:
            query = query.where(appeals.c.stand == stand.value)
        if after is not None:
            mark = select(appeals.c.appeal_number).where(appeals.c.appeal_id == storable(after))
            query = query.where(appeals.c.appeal_number > mark.scalar_subquery())
        ordered = query.order_by(appeals.c.appeal_number).limit(count_max)
        return tuple(_appeal_of(row) for row in self._connection.execute(ordered))

    def _one(self, query: Select[Any], appeal_id: str) -> Appeal:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("appeal", appeal_id)
        return _appeal_of(row)


def _restriction_row(restriction: Restriction) -> dict[str, Any]:
    return {
        "restriction_id": restriction.restriction_id,
        "account_id": restriction.account_id,
        "measure": restriction.measure.value,
        "subject": storable(restriction.subject),
        "alert_id": restriction.alert_id,
        "case_id": restriction.case_id,
        "reason_ids": list(restriction.reason_ids),
        "policy": restriction.policy,
        "proposed_by": restriction.proposed_by,
        "proposed_at": restriction.proposed_at,
        "force": restriction.force.value,
    }


def _restriction_of(row: Row[Any]) -> Restriction:
    return Restriction(
        restriction_id=row.restriction_id,
        account_id=row.account_id,
        measure=row.measure,
        subject=row.subject,
        alert_id=row.alert_id,
        case_id=row.case_id,
        reason_ids=tuple(row.reason_ids),
        policy=row.policy,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        force=row.force,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
    )


def _appeal_mutable(appeal: Appeal) -> dict[str, Any]:
    return {
        "stand": appeal.stand.value,
        "holder_id": appeal.holder_id,
        "decided_by": appeal.decided_by,
        "decided_at": appeal.decided_at,
        "reason_id": appeal.reason_id,
        "answer": storable(appeal.answer),
    }


def _appeal_of(row: Row[Any]) -> Appeal:
    return Appeal(
        appeal_id=row.appeal_id,
        restriction_id=row.restriction_id,
        account_id=row.account_id,
        text=row.text,
        received_at=row.received_at,
        stand=row.stand,
        holder_id=row.holder_id,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason_id=row.reason_id,
        answer=row.answer,
    )
