"""The audit log in SQL: canonical entries, every complete subtree's hash, erasable openings.

Each entry stores fewer than two nodes, so that an append reads one path, and any proof at any
size takes O(log n) look-ups. All three tables take INSERT only; there is no mutable frontier that
a compromised application could turn.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, or_, select

from plainsight.app.stored import LoggedEntry, Opening
from plainsight.errors import MissingNode
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.tree import CompactRange, leaf_hash, range_root
from plainsight.stores.postgres import lock_log
from plainsight.stores.sql.insert_many import insert_many
from plainsight.stores.tables import entries, log_nodes, openings

_PAGE = 10_000  # entries fetched at a time when streaming


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An entry waiting for its index, and what opens its commitments."""

    entry: Entry
    personal: Mapping[str, str]
    salts: Mapping[str, bytes]


class SqlAuditLog:
    """Implements `plainsight.app.repositories.AuditLog`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, pending: Sequence[Pending]) -> tuple[LoggedEntry, ...]:
        """Give the entries the next indexes. From here to the commit no one else appends."""
        if not pending:
            return ()
        tree = self._compact_range(self.reserve())
        logged: list[LoggedEntry] = []
        nodes: list[dict[str, Any]] = []
        for waiting in pending:
            line = _logged(replace(waiting.entry, index=tree.size))
            leaf = leaf_hash(line.canonical)
            nodes += [
                {"level": node.level, "position": node.position, "hash": node.hash}
                for node in tree.completed_by(leaf)
            ]
            logged.append(line)
            tree = tree.append(leaf)
        insert_many(self._connection, entries, [_entry_row(line) for line in logged])
        insert_many(self._connection, log_nodes, nodes)
        opening_rows = [
            {"entry_index": line.index, "name": name, "value": value, "salt": waiting.salts[name]}
            for waiting, line in zip(pending, logged, strict=True)
            for name, value in waiting.personal.items()
        ]
        insert_many(self._connection, openings, opening_rows)
        return tuple(logged)

    def reserve(self) -> int:
        """Let nobody else append until this unit ends; return the index of its first entry."""
        if self._connection.dialect.name == "postgresql":
            lock_log(self._connection)  # SQLite's write lock has been held since the unit began
        return self.size()

    def size(self) -> int:
        """Count the entries: one look at the end of the index, since there are no gaps."""
        last = self._connection.execute(select(func.max(entries.c.entry_index))).scalar_one()
        return 0 if last is None else int(last) + 1

    def entries(self, *, first: int = 0, count_max: int | None = None) -> Iterator[LoggedEntry]:
        """Stream entries in order, from index `first`."""
        end = self.size() if count_max is None else min(self.size(), first + count_max)
        while first < end:
            page = self._connection.execute(
                select(entries)
                .where(entries.c.entry_index >= first, entries.c.entry_index < end)
                .order_by(entries.c.entry_index)
                .limit(_PAGE)
            ).all()
            yield from map(_from_row, page)
            first += _PAGE

    def leaves(self, *, size: int) -> Iterator[bytes]:
        """Stream the first `size` leaf hashes as they were stored."""
        for first in range(0, size, _PAGE):
            found = self._connection.execute(
                select(log_nodes.c.hash)
                .where(log_nodes.c.level == 0)
                .where(log_nodes.c.position >= first)
                .where(log_nodes.c.position < min(first + _PAGE, size))
                .order_by(log_nodes.c.position)
            )
            yield from map(bytes, found.scalars())

    def about(self, subject: str, *, tag: str | None = None) -> tuple[LoggedEntry, ...]:
        """Return the entries about one subject, oldest first."""
        query = select(entries).where(entries.c.subject == subject)
        if tag is not None:
            query = query.where(entries.c.tag == tag)
        rows = self._connection.execute(query.order_by(entries.c.entry_index))
        return tuple(_from_row(row) for row in rows)

    def node(self, level: int, position: int) -> bytes:
        """Return the hash of a complete subtree. Raises MissingNode."""
        query = select(log_nodes.c.hash).where(
            log_nodes.c.level == level, log_nodes.c.position == position
        )
        found = self._connection.execute(query).scalar_one_or_none()
        if found is None:
            raise MissingNode(level, position)
        return bytes(found)

    def root(self, *, size: int | None = None) -> bytes:
        """Return the RFC 9162 tree head at `size`, or of the whole log. Raises MissingNode."""
        size = self.size() if size is None else size
        if size == 0:
            return CompactRange().root()
        return range_root(0, size, node=self.node)

    def openings(self, index: int) -> tuple[Opening, ...]:
        """Return what still opens the commitments of one entry."""
        return self._openings(select(openings).where(openings.c.entry_index == index))

    def opened_by(self, value: str) -> tuple[Opening, ...]:
        """Return every commitment that stands for this personal value."""
        return self._openings(select(openings).where(openings.c.value == value))

    def erase_openings(self, value: str) -> int:
        """Forget a personal value; returns how many commitments it closes for good."""
        return self._connection.execute(delete(openings).where(openings.c.value == value)).rowcount

    def erase_openings_about(self, subjects: Collection[str], *, kept: Collection[str]) -> int:
        """Forget what opens the entries about these subjects; returns how many are closed."""
        about = select(entries.c.entry_index).where(entries.c.subject.in_(list(subjects)))
        return self._connection.execute(
            delete(openings).where(
                openings.c.entry_index.in_(about), openings.c.name.not_in(list(kept))
            )
        ).rowcount

    def _openings(self, query: Select[Any]) -> tuple[Opening, ...]:
        ordered = query.order_by(openings.c.entry_index, openings.c.name)
        return tuple(
            Opening(index=row.entry_index, name=row.name, value=row.value, salt=bytes(row.salt))
            for row in self._connection.execute(ordered)
        )

    def _compact_range(self, size: int) -> CompactRange:
        """The complete subtrees that make up the log, in one query."""
        places = [
            (level, (size >> level) - 1)
            for level in reversed(range(size.bit_length()))
            if size >> level & 1
        ]
        if not places:
            return CompactRange()
        found = self._connection.execute(
            select(log_nodes).where(
                or_(
                    *(
                        and_(log_nodes.c.level == level, log_nodes.c.position == position)
                        for level, position in places
                    )
                )
            )
        )
        hashes = {(row.level, row.position): bytes(row.hash) for row in found}
        for place in places:
            if place not in hashes:
                raise MissingNode(*place)
        return CompactRange(size=size, hashes=tuple(hashes[place] for place in places))


def _logged(entry: Entry) -> LoggedEntry:
    return LoggedEntry(
        index=entry.index,
        tag=entry.tag,
        subject=entry.subject,
        at=entry.at,
        canonical=entry_bytes(entry),
    )


def _entry_row(line: LoggedEntry) -> dict[str, Any]:
    return {
        "entry_index": line.index,
        "tag": line.tag,
        "subject": line.subject,
        "at": line.at,
        "canonical": line.canonical,
    }


def _from_row(row: Row[Any]) -> LoggedEntry:
    return LoggedEntry(
        index=row.entry_index,
        tag=row.tag,
        subject=row.subject,
        at=row.at,
        canonical=bytes(row.canonical),
    )
