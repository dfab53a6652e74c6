"""The duty roster in SQL, and those who run deletion."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from plainsight.errors import BadValue
from plainsight.model.time import format_instant
from plainsight.respond.roster import Shift
from plainsight.stores.respond.desk_tables import duty_shifts, retention_admins
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new


class SqlRoster:
    """Implements `plainsight.app.respond.desk_ports.Roster`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, shift: Shift) -> None:
        """Store a shift; the same person's same shift is stored once.

        Raises BadValue for one that begins with another of theirs and ends elsewhere.
        """
        if insert_new(self._connection, duty_shifts, [to_row(shift)]):
            return
        known = self._connection.execute(select(duty_shifts.c.ends_at).where(*_is(shift))).scalar()
        if known is not None and known != shift.ends_at:
            raise BadValue(
                "ends_at",
                format_instant(shift.ends_at),
                f"{shift.actor_id} stands there until {format_instant(known)} already; "
                "take that shift out first",
            )

    def remove(self, shift: Shift) -> bool:
        """Take a shift out; False when nobody stands there."""
        removed = self._connection.execute(delete(duty_shifts).where(*_is(shift)))
        return removed.rowcount > 0

    def between(self, *, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
        """Return shifts that overlap a period, by start and level."""
        rows = self._connection.execute(
            select(duty_shifts)
            .where(duty_shifts.c.ends_at > starts_at, duty_shifts.c.starts_at < ends_at)
            .order_by(duty_shifts.c.starts_at, duty_shifts.c.level, duty_shifts.c.actor_id)
        )
        return tuple(from_row(Shift, row) for row in rows)

    def bar_retention_admin(self, actor_id: str, *, at: datetime) -> None:
        """Name somebody who runs deletion: the database lets this person release no hold (I5)."""
        row = {"actor_id": actor_id, "named_at": at}
        known = self._connection.execute(
            select(retention_admins.c.actor_id).where(retention_admins.c.actor_id == actor_id)
        ).first()
        if known is None:
            insert_new(self._connection, retention_admins, [row])


def _is(shift: Shift) -> tuple[ColumnElement[bool], ...]:
    return (
        duty_shifts.c.actor_id == shift.actor_id,
        duty_shifts.c.starts_at == shift.starts_at,
        duty_shifts.c.level == shift.level,
    )
