"""Signed checkpoints in SQL, append-only."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from plainsight.app.stored import StoredCheckpoint, StoredStamp
from plainsight.errors import WrongCheckpoint
from plainsight.stores.prove.audit_log import SqlAuditLog
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import checkpoint_stamps, checkpoints


class SqlCheckpoints:
    """Implements `plainsight.app.repositories.Checkpoints`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, checkpoint: StoredCheckpoint) -> None:
        """Store one. Raises WrongCheckpoint when the log here says otherwise."""
        log = SqlAuditLog(self._connection)
        found = log.root(size=checkpoint.size) if checkpoint.size <= log.size() else None
        if found != checkpoint.root:
            raise WrongCheckpoint(checkpoint.size, checkpoint.root, found)
        self._connection.execute(
            insert(checkpoints).values(
                size=checkpoint.size, root=checkpoint.root, note=checkpoint.note, at=checkpoint.at
            )
        )

    def latest(self) -> StoredCheckpoint | None:
        """Return the newest: the one over the largest log, the last stored among equals."""
        newest = select(checkpoints).order_by(
            checkpoints.c.size.desc(), checkpoints.c.checkpoint_number.desc()
        )
        found = self._query(newest.limit(1))
        return found[0] if found else None

    def all(self) -> tuple[StoredCheckpoint, ...]:
        """Return every checkpoint, oldest first."""
        return self._query(select(checkpoints).order_by(checkpoints.c.checkpoint_number))

    def stamp(self, stamp: StoredStamp) -> None:
        """Store the word of a timestamp authority over a checkpoint that is stored."""
        row = {"size": stamp.size, "token": stamp.token, "at": stamp.at}
        insert_new(self._connection, checkpoint_stamps, [row])

    def latest_stamp(self) -> StoredStamp | None:
        """Return the one over the largest log."""
        found = self.last_stamps(count_max=1)
        return found[0] if found else None

    def last_stamps(self, *, count_max: int) -> tuple[StoredStamp, ...]:
        """Return those over the largest logs, the largest first."""
        newest_first = checkpoint_stamps.c.size.desc()
        query = select(checkpoint_stamps).order_by(newest_first).limit(count_max)
        return tuple(_stamp(row) for row in self._connection.execute(query))

    def first_stamp(self, *, index: int) -> tuple[StoredCheckpoint, StoredStamp] | None:
        """Return the earliest stamped checkpoint that covers an entry, as it was stamped."""
        query = (
            select(checkpoint_stamps)
            .where(checkpoint_stamps.c.size > index)
            .order_by(checkpoint_stamps.c.size)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        stamp = _stamp(row)
        at_size = select(checkpoints).where(checkpoints.c.size == row.size)
        newest_first = self._query(at_size.order_by(checkpoints.c.checkpoint_number.desc()))
        return _stamped(newest_first, stamp), stamp

    def _query(self, query: Select[Any]) -> tuple[StoredCheckpoint, ...]:
        return tuple(_from_row(row) for row in self._connection.execute(query))


def _from_row(row: Row[Any]) -> StoredCheckpoint:
    return StoredCheckpoint(size=row.size, root=bytes(row.root), note=row.note, at=row.at)


def _stamp(row: Row[Any]) -> StoredStamp:
    return StoredStamp(size=row.size, token=bytes(row.token), at=row.at)


def _stamped(copies: Sequence[StoredCheckpoint], stamp: StoredStamp) -> StoredCheckpoint:
    """The copy whose very words the token is over: one that a witness signed later has a line more.

    A token holds the SHA-256 of what it is over; the newest copy where none is in it.
    """
    return next(
        (one for one in copies if sha256(one.note.encode()).digest() in stamp.token), copies[0]
    )
