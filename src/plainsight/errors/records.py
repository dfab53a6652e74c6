"""The database and the feeds that fill it."""

from collections.abc import Sequence

from plainsight.errors.root import Fault

_SHOWN_MAX = 60


class RecordsUnavailable(Fault):
    """The database behind the records cannot be reached, is locked, or has no room left."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        # A command may take many steps, and a commit that is cut off may have happened.
        super().__init__(
            f"the records are unavailable: {reason}; each step is stored whole or not at all, and "
            "what was stored so far stays: run it again once they answer"
        )


class NoRecords(Fault):
    """Records that are to be read are not there; to open them would make empty ones."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"there are no records at {url}; mend --records, or make them with `plainsight ingest`"
        )


class SchemaTooNew(Fault):
    """The records were written by a later release of Plainsight."""

    def __init__(self, stored: str, known: str) -> None:
        self.stored = stored
        self.known = known
        super().__init__(
            f"the records have schema {stored}, this release knows schemas up to {known}; "
            "install the release that wrote them, or a later one"
        )


class SchemaTooOld(Fault):
    """The records need migrating, and this role may not migrate."""

    def __init__(self, stored: str | None, needed: str) -> None:
        self.stored = stored
        self.needed = needed
        super().__init__(
            f"the records have schema {stored or 'none'}, this release needs {needed}; "
            "migrate once as the role that owns the tables"
        )


class RecordsAltered(Fault):
    """A stored word is none that it may be: it was written past the application."""

    def __init__(
        self,
        table: str,
        column: str,
        *,
        found: object,
        stored: object,
        known: Sequence[str],
        rows: Sequence[str] = (),
    ) -> None:
        self.table = table
        self.column = column
        self.found = found
        self.stored = stored  # all that the column holds: `found` may be one word of a list
        self.known = tuple(known)
        self.rows = tuple(rows)  # the keys of the rows that hold it, the first few
        where = f"{table}.{column}" + "".join(f" [{each}]" for each in self.rows)
        super().__init__(
            f"{where}: {_shown(found)} is none of {', '.join(self.known)}; it was not written by "
            "this release: restore a backup, or, as who owns the tables and with the triggers of "
            f"{table} off, write the word that the audit log tells of this row"
        )

    def of_rows(self, rows: Sequence[str]) -> "RecordsAltered":
        """The same, with the rows named."""
        return RecordsAltered(
            self.table,
            self.column,
            found=self.found,
            stored=self.stored,
            known=self.known,
            rows=rows,
        )


class UnreadableFeed(Fault):
    """A file cannot be read at all: wrong kind, no header, broken container."""

    def __init__(self, source: str, mend: str) -> None:
        self.source = source
        self.mend = mend
        super().__init__(f"{source}: {mend}")


class BackupFailed(Fault):
    """A backup was not made; what stood there before is untouched."""

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        self.why = why
        super().__init__(f"no backup at {where}: {why}")


class BadBackup(Fault):
    """A backup cannot be restored as it is, or not there."""

    def __init__(self, path: str, why: str, mend: str) -> None:
        self.path = path
        self.why = why
        self.mend = mend
        super().__init__(f"backup {path}: {why}; {mend}")


def _shown(found: object) -> str:
    shown = repr(found)
    return shown if len(shown) <= _SHOWN_MAX else f"{shown[:_SHOWN_MAX]}..."
