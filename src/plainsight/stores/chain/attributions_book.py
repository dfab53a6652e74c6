"""The operator's book of attributions: one JSON Lines file per source, one per list of editions.

Readable, diffable, and small: the whole OFAC history is some hundred kilobytes.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from plainsight.app.trace.chain_ports import SnapshotRecord
from plainsight.errors import BadList, BadRecord, BadValue
from plainsight.trace.chain.attribution import Attribution, AttributionBook, Confidence
from plainsight.trace.chain.snapshot import SnapshotDiff

_SNAPSHOTS = "snapshots.jsonl"
_WORDS_CHARS_MAX = 80  # a file's name has 255 bytes at most
_REQUIRED = frozenset(f.name for f in fields(Attribution) if f.default is MISSING)
_DATES = ("effective_from", "known_from", "effective_until")


class FolderBook:
    """Implements app.trace.chain_ports.BookStore in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def book(self) -> AttributionBook:
        """Every claim of every source. Raises BadRecord for a line that is none."""
        return AttributionBook(self._claims())

    def whole_book(self) -> AttributionBook:
        """The same for whoever judges by it: what is missing would read as "nobody names it".

        Raises BadValue where no list was ever taken in, BadList for an edition without its claims.
        """
        book, taken = self.book(), self.snapshots()
        if not taken and not book.accounts():
            raise BadValue(
                "book",
                str(self._folder),
                "holds no list; take one in: plainsight attributions update FILE",
            )
        named = {claim.source for claim in book}
        for record in taken:
            if record.unique_count and record.source not in named:
                raise BadList(
                    record.source,
                    f"its claims are gone from {self._folder}; take its latest edition in again: "
                    "plainsight attributions update FILE",
                )
        return book

    def snapshots(self) -> Sequence[SnapshotRecord]:
        """In the order taken."""
        path = self._folder / _SNAPSHOTS
        rows = _lines(path) if path.exists() else ()
        return tuple(
            SnapshotRecord(**{**row, "published_on": date.fromisoformat(row["published_on"])})
            for row in rows
        )

    def take(self, diff: SnapshotDiff, *, file_name: str) -> SnapshotRecord:
        """The claims first, the edition last: an edition that is noted has its claims."""
        record = SnapshotRecord(
            source=diff.snapshot.source,
            file_name=file_name,
            published_on=diff.snapshot.published_on,
            sha256=diff.snapshot.sha256,
            rows_read=diff.snapshot.rows_read,
            unique_count=diff.unique_count,
            added_count=len(diff.added),
            removed_count=len(diff.removed),
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._write_claims(record.source, diff.claims)
            self._write_editions([*self.snapshots(), record])
        return record

    def forget(self, record: SnapshotRecord, claims: Sequence[Attribution]) -> None:
        """The claims first, as in `take`: the same call ends what a broken-off one began."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            taken = list(self.snapshots())
            last = max(n for n, each in enumerate(taken) if each.source == record.source)
            if taken[last] != record:
                mend = "another edition was taken since: look at the list again"
                raise BadValue("edition", record.sha256[:16], mend)
            self._write_claims(record.source, claims)
            self._write_editions(taken[:last] + taken[last + 1 :])

    def _write_claims(self, source: str, claims: Iterable[Attribution]) -> None:
        ordered = sorted(claims, key=lambda claim: (claim.account, claim.effective_from))
        _write(self._folder / _file_of(source), (_claim_json(claim) for claim in ordered))
        self._drop_former(source)

    def _write_editions(self, taken: Iterable[SnapshotRecord]) -> None:
        _write(self._folder / _SNAPSHOTS, (_plain(asdict(record)) for record in taken))

    def _claims(self) -> Iterator[Attribution]:
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("source-*.jsonl")):
            for row in _lines(path):
                if not self._is_former(path.name, row["source"]):
                    yield _claim_of(row)

    def _is_former(self, file_name: str, source: str) -> bool:
        """Whether a later edition of the source stands in the file of its present name."""
        return file_name == _former_file_of(source) and (self._folder / _file_of(source)).exists()

    def _drop_former(self, source: str) -> None:
        """Remove the source's file of its former name, unless another source wrote that one."""
        path = self._folder / _former_file_of(source)
        if path.exists() and all(
            row["source"] == source or _former_file_of(row["source"]) != path.name
            for row in _lines(path)
        ):
            path.unlink()


def _file_of(source: str) -> str:
    """Readable, and of this source alone by its digest: of 制裁名单 no Latin letter is left."""
    digest = hashlib.sha256(source.encode()).hexdigest()[:12]
    return f"source-{_words(source)[:_WORDS_CHARS_MAX]}-{digest}.jsonl"


def _former_file_of(source: str) -> str:
    """The name without a digest, which two sources could share; such books are still read."""
    return f"source-{_words(source)}.jsonl"


def _words(source: str) -> str:
    return re.sub("[^a-z0-9]+", "-", source.lower()).strip("-")


def _claim_json(claim: Attribution) -> dict[str, Any]:
    row = _plain(asdict(claim))
    return {name: row[name] for name in row if name in _REQUIRED or row[name] not in ("", None)}


def _claim_of(row: dict[str, Any]) -> Attribution:
    for name in _DATES:
        if name in row:
            row[name] = date.fromisoformat(row[name])
    return Attribution(**{**row, "confidence": Confidence(row["confidence"])})


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in entry.items()}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError:
                mend = "restore the book from its backup"
                raise BadRecord(f"{path} line {number}", "claim", mend) from None


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    partial = path.with_suffix(".new")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
