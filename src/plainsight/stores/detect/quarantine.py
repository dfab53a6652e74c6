"""Quarantine in SQL: records that could not be read, once each."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.stored import StoredQuarantine
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import quarantine


class SqlQuarantine:
    """Implements `plainsight.app.repositories.Quarantine`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, records: Sequence[QuarantinedRecord], *, source: str, at: datetime) -> int:
        """Store records; one that lies here already, word for word, is not stored twice."""
        rows = {}
        for record in records:
            row: dict[str, object] = {
                "source": storable(source),
                "record": storable(record.record),
                "field": storable(record.field),
                "mend": storable(record.mend),
                "raw": record.raw,
                "kept_at": at,
            }
            row["digest"] = _digest(row)
            rows[row["digest"]] = row
        return insert_new(self._connection, quarantine, list(rows.values()))

    def newest(self, *, count_max: int = 100) -> tuple[StoredQuarantine, ...]:
        """Return the latest records first."""
        rows = self._connection.execute(
            select(quarantine).order_by(quarantine.c.quarantine_number.desc()).limit(count_max)
        )
        return tuple(
            StoredQuarantine(
                source=row.source,
                record=QuarantinedRecord(
                    record=row.record,
                    field=row.field,
                    mend=row.mend,
                    raw=None if row.raw is None else bytes(row.raw),
                ),
                at=row.kept_at,
            )
            for row in rows
        )

    def count(self) -> int:
        """Count the records held."""
        query = select(func.count()).select_from(quarantine)
        return int(self._connection.execute(query).scalar_one())


def _digest(row: dict[str, object]) -> bytes:
    """What makes two records the same: all but the time."""
    whole = hashlib.sha256()
    for name in ("source", "record", "field", "mend"):
        whole.update(str(row[name]).encode() + b"\x00")
    raw = row["raw"]
    if isinstance(raw, bytes):
        whole.update(raw)
    return whole.digest()
