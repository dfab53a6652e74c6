"""Signed checkpoints in SQL, append-only."""

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import WrongCheckpoint
from plainsight.stores.audit_log import SqlAuditLog
from plainsight.stores.tables import checkpoints


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
                size=checkpoint.size,
                root=checkpoint.root,
                note=checkpoint.note,
                at=checkpoint.at,
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

    def _query(self, query: Select[Any]) -> tuple[StoredCheckpoint, ...]:
        return tuple(_from_row(row) for row in self._connection.execute(query))


def _from_row(row: Row[Any]) -> StoredCheckpoint:
    return StoredCheckpoint(size=row.size, root=bytes(row.root), note=row.note, at=row.at)
