"""Agencies and enrolled officers in SQL."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from plainsight.app.respond.stored import Agency, Officer, OfficerChange
from plainsight.errors import BadValue, UnknownId
from plainsight.stores.respond.tables import agencies, officer_changes, officers
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new


class SqlRegistry:
    """Implements `plainsight.app.respond.ports.Registry`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_agency(self, agency: Agency) -> None:
        """Store or revise an agency."""
        row = to_row(agency)
        if not insert_new(self._connection, agencies, [row]):
            self._connection.execute(
                update(agencies).where(agencies.c.agency_id == agency.agency_id).values(**row)
            )

    def agency(self, agency_id: str) -> Agency | None:
        """Return one."""
        row = self._connection.execute(
            select(agencies).where(agencies.c.agency_id == agency_id)
        ).one_or_none()
        return None if row is None else from_row(Agency, row)

    def agencies(self) -> tuple[Agency, ...]:
        """Return all, by id."""
        rows = self._connection.execute(select(agencies).order_by(agencies.c.agency_id))
        return tuple(from_row(Agency, row) for row in rows)

    def officers(self, agency_id: str) -> tuple[Officer, ...]:
        """Return an agency's officers, by id."""
        rows = self._connection.execute(
            select(officers)
            .where(officers.c.agency_id == agency_id)
            .order_by(officers.c.officer_id)
        ).all()
        return self._as_changed(rows)

    def enrol(self, officer: Officer) -> None:
        """Store an officer. Raises BadValue for an id or an address that is enrolled already."""
        row = to_row(officer, but=("withdrawn_at",), email=officer.email.lower())
        if insert_new(self._connection, officers, [row]):
            return
        if self.officer_by_email(officer.email) is not None:
            raise BadValue("email", officer.email, "an officer with this address is enrolled")
        raise BadValue("officer_id", officer.officer_id, "enrolled already; choose another id")

    def change(self, change: OfficerChange) -> None:
        """Store a change of an officer; the enrolment and what came before it stay."""
        self._connection.execute(insert(officer_changes).values(**to_row(change)))

    def officer(self, officer_id: str) -> Officer:
        """Return one as changed since. Raises UnknownId."""
        row = self._connection.execute(
            select(officers).where(officers.c.officer_id == officer_id)
        ).one_or_none()
        if row is None:
            raise UnknownId("officer", officer_id)
        return self._as_changed([row])[0]

    def officer_by_email(self, email: str) -> Officer | None:
        """Return the officer with this address."""
        row = self._connection.execute(
            select(officers).where(officers.c.email == email.lower())
        ).one_or_none()
        return None if row is None else self._as_changed([row])[0]

    def _as_changed(self, rows: Sequence[Row[Any]]) -> tuple[Officer, ...]:
        found = {row.officer_id: from_row(Officer, row, withdrawn_at=None) for row in rows}
        changes = self._connection.execute(
            select(officer_changes)
            .where(officer_changes.c.officer_id.in_(found))
            .order_by(officer_changes.c.change_number)
        )
        for row in changes:
            found[row.officer_id] = _changed(found[row.officer_id], from_row(OfficerChange, row))
        return tuple(found.values())


def _changed(officer: Officer, change: OfficerChange) -> Officer:
    if change.recipient_key is None:
        return replace(officer, withdrawn_at=change.at)
    return replace(
        officer,
        recipient_key=change.recipient_key,
        enrolled_at=change.at,
        withdrawn_at=None,
    )
