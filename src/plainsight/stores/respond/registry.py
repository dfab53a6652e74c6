"""Agencies and enrolled officers in SQL."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from plainsight.app.respond.stored import Agency, Officer
from plainsight.errors import BadValue, UnknownId
from plainsight.stores.respond.tables import agencies, officers
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
        return tuple(_officer(row) for row in rows)

    def enrol(self, officer: Officer) -> None:
        """Store an officer. Raises BadValue for an id or an address that is enrolled already."""
        row = to_row(officer, email=officer.email.lower())
        if insert_new(self._connection, officers, [row]):
            return
        if self.officer_by_email(officer.email) is not None:
            raise BadValue("email", officer.email, "an officer with this address is enrolled")
        raise BadValue("officer_id", officer.officer_id, "enrolled already; choose another id")

    def officer(self, officer_id: str) -> Officer:
        """Return one. Raises UnknownId."""
        row = self._connection.execute(
            select(officers).where(officers.c.officer_id == officer_id)
        ).one_or_none()
        if row is None:
            raise UnknownId("officer", officer_id)
        return _officer(row)

    def officer_by_email(self, email: str) -> Officer | None:
        """Return the officer with this address."""
        row = self._connection.execute(
            select(officers).where(officers.c.email == email.lower())
        ).one_or_none()
        return None if row is None else _officer(row)


def _officer(row: Row[Any]) -> Officer:
    return from_row(Officer, row)
