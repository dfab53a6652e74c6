"""Backups: the records while they are in use, with what the audit log must be when they are back.

A backup is a folder of two files: the copy, and a manifest with its digest, the schema's revision,
and size and root of the log as the copy holds it. Restoring computes all of it again from the
entries themselves, so that a backup which was cut, or edited by somebody, is not taken back unseen.
"""

import base64
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from plainsight.app.identity.end_access import AccessEnded
from plainsight.app.prove.resume_log import mark_restored
from plainsight.errors import BackupFailed, BadBackup
from plainsight.model.time import format_instant
from plainsight.prove.tree import hash_leaves, root_of
from plainsight.stores.backup import postgres as backup_postgres
from plainsight.stores.backup import sqlite as backup_sqlite
from plainsight.stores.records import SqlRecords, open_records

MANIFEST = "manifest.json"
_FORMAT = "plainsight backup 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    format: str
    kind: str  # "sqlite" or "postgresql"
    made_at: str
    file: str
    sha256: str
    log_size: int
    log_root: str  # base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back, and who of it is not let in."""

    manifest: Manifest
    ended: AccessEnded


def backup_records(url: str, folder: Path, *, now: datetime) -> Manifest:
    """Copy the records at `url` into a folder that does not exist yet.

    Raises BackupFailed; a folder is there whole or not at all.
    """
    kind = make_url(url).get_backend_name()
    copy, name = (
        (backup_postgres.copy, "records.dump")
        if kind == "postgresql"
        else (backup_sqlite.copy, "records.db")
    )
    with _whole_or_not_at_all(folder) as partial:
        size, root = copy(url, partial / name)
        manifest = Manifest(
            format=_FORMAT,
            kind=kind,
            made_at=format_instant(now),
            file=name,
            sha256=_sha256(partial / name),
            log_size=size,
            log_root=base64.b64encode(root).decode(),
        )
        said = json.dumps(asdict(manifest), indent=2) + "\n"
        (partial / MANIFEST).write_text(said, encoding="utf-8")
    return manifest


@contextmanager
def _whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    """A folder beside the one asked for, which takes its name once all is in it."""
    partial = folder.with_name(f"{folder.name}.partial-{secrets.token_hex(4)}")
    try:
        if folder.exists():
            raise BackupFailed(str(folder), "something stands there already; name a new folder")
        partial.mkdir(parents=True, mode=0o700)
        yield partial
        partial.rename(folder)
    except BaseException as failed:
        # Also of Ctrl-C: half a copy holds people, and restores nothing.
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(failed, BackupFailed):
            raise BackupFailed(str(folder), failed.why) from None
        if isinstance(failed, OSError):
            why = f"{failed.strerror or failed}; name a place that can be written and has room"
            raise BackupFailed(str(folder), why) from failed
        raise


def restore_records(folder: Path, url: str, *, actor: str, now: datetime) -> Restored:
    """Put a backup back at `url`, where nothing may stand yet, and verify the log there.

    The log is marked as restored, in an entry: nobody signs it before it was compared. Tokens,
    sessions and links of the backup let nobody in.

    Raises BadBackup when it was cut or changed, belongs to another kind of database, or when the
    log that comes out is not the one that went in. Then no SQLite file stands there; a PostgreSQL
    database holds what came out, marked, so that it is signed by nobody.
    """
    manifest = read_manifest(folder)
    kind = make_url(url).get_backend_name()
    if kind != manifest.kind:
        mend = f"restore to {manifest.kind}; records do not move between kinds"
        raise BadBackup(str(folder), f"it is of {manifest.kind}, not of {kind}", mend)
    if _sha256(folder / manifest.file) != manifest.sha256:
        raise BadBackup(str(folder), "its digest differs: cut or changed", "take an older one")
    if kind == "postgresql":
        backup_postgres.restore(folder / manifest.file, url)
        ended = _mark_and_verify(url, manifest, folder, actor=actor, now=now)
    else:
        with backup_sqlite.restored_beside(folder / manifest.file, url) as beside:
            ended = _mark_and_verify(beside, manifest, folder, actor=actor, now=now)
    return Restored(manifest=manifest, ended=ended)


def _mark_and_verify(
    url: str, manifest: Manifest, folder: Path, *, actor: str, now: datetime
) -> AccessEnded:
    """The mark first: whatever ends the verification, nobody signs what stands there."""
    records = open_records(url, salts=secrets.token_bytes)
    try:
        ended = mark_restored(records, actor=actor, now=now)
        _verify(records, manifest, folder, told=1 + ended.tokens)
        return ended
    finally:
        records.close()


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself. Raises BadBackup."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BadBackup(str(folder), "it has no readable manifest", "name its folder") from None
    if manifest.format != _FORMAT or Path(manifest.file).name != manifest.file:
        raise BadBackup(str(folder), "it is of another format", "use the release that wrote it")
    return manifest


def _verify(records: SqlRecords, manifest: Manifest, folder: Path, *, told: int) -> None:
    """From the entries alone, without the `told` of the restore: hashes could be edited along."""
    with records.read() as view:
        size = view.audit.size() - told
        entries = view.audit.entries(count_max=size)
        root = root_of(hash_leaves(entry.canonical for entry in entries))
    if size != manifest.log_size or base64.b64encode(root).decode() != manifest.log_root:
        mend = "do not use what was restored; take another backup and compare checkpoints"
        raise BadBackup(str(folder), "the log that came out is not the one that went in", mend)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise BadBackup(str(path), "it cannot be read", "name a whole backup") from None
