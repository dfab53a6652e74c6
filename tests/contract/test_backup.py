"""Backup and restore keep the log verifiable, on both databases, while the records are in use."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from errno import ENOSPC
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.contract.postgres_server import PostgresServer

from plainsight.app.identity.invite_person import invite_person
from plainsight.app.identity.issue_token import issue_token, revoke_token, token_of_secret
from plainsight.app.identity.stored import StoredSession
from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.resume_log import require_resumed, resume_log
from plainsight.app.prove.verify_log import verify_log
from plainsight.errors import BackupFailed, BadBackup, BadCredential, RestoredLog
from plainsight.keys.file import create_key
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role
from plainsight.stores.backup import sqlite as backup_sqlite
from plainsight.stores.backup.copy import MANIFEST, backup_records, restore_records
from plainsight.stores.prove.export_folder import ExportFolder, write_folder
from plainsight.stores.records import SqlRecords, open_records

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def restored_url(records_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if records_url.startswith("sqlite"):
            yield f"sqlite:///{tmp_path / 'restored.db'}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            yield server.url(stack.enter_context(server.database(is_migrated=False)))


def _log(records: SqlRecords, count: int) -> None:
    for number in range(count):
        with records.begin() as unit:
            unit.record(
                Fact(
                    tag=AuditTag.ALERT_RAISED,
                    subject=f"al_{number}",
                    at=NOW,
                    personal={"account": f"account {number}"},
                )
            )


def test_a_restored_log_verifies_under_a_checkpoint_signed_before_the_backup(
    records: SqlRecords, records_url: str, restored_url: str, tmp_path: Path
) -> None:
    signer = create_key(tmp_path / "log.key", name="test.example/log")
    _log(records, 20)
    before = publish_checkpoint(records, signer=signer, now=NOW)
    made = backup_records(records_url, tmp_path / "kept", now=NOW)
    assert made.log_size == 20
    restore_records(tmp_path / "kept", restored_url, actor="ada", now=NOW)
    back = open_records(restored_url, salts=secrets.token_bytes)
    try:
        _log(back, 3)
        with pytest.raises(RestoredLog, match="backup of 20 entries"):
            publish_checkpoint(back, signer=signer, now=NOW)
        resume_log(
            back, since=before.note.encode(), is_lost=False, key=signer.key, actor="ada", now=NOW
        )
        publish_checkpoint(back, signer=signer, now=NOW)
        export_log(back, key=signer.key, write=partial(write_folder, path=tmp_path / "x"))
        assert verify_log(ExportFolder(tmp_path / "x"), key=signer.key).is_verified
        with back.read() as view:
            assert len(view.audit.openings(7)) == 1
    finally:
        back.close()


def test_what_a_backup_holds_of_tokens_sessions_and_links_lets_nobody_in_again(
    records: SqlRecords, records_url: str, restored_url: str, tmp_path: Path
) -> None:
    person = invite_person(
        records, name="Ada", email="ada@example.org", roles=[Role.INTAKE], by="holly",
        salts=secrets.token_bytes, now=NOW,
    ).person  # fmt: skip
    issued = [
        issue_token(
            records, name=name, roles=[Role.SYSTEM], scopes=["posts:write"], valid_days=30,
            by="holly", salts=secrets.token_bytes, now=NOW,
        )
        for name in ("feed", "old feed")
    ]  # fmt: skip
    revoke_token(records, issued[1].token.token_id, by="holly", now=NOW)
    with records.begin() as unit:
        unit.identity.sign_ins.begin(
            StoredSession(
                digest="d" * 64, person_id=person.person_id, binding="b", method="passkey",
                started_at=NOW, seen_at=NOW,
            )
        )  # fmt: skip
    backup_records(records_url, tmp_path / "kept", now=NOW)
    revoke_token(records, issued[0].token.token_id, by="holly", now=NOW)
    done = restore_records(tmp_path / "kept", restored_url, actor="ada", now=NOW)
    assert (done.ended.tokens, done.ended.sign_ins) == (1, 2)
    back = open_records(restored_url, salts=secrets.token_bytes)
    try:
        with pytest.raises(BadCredential, match="revoked"):
            token_of_secret(back, issued[0].secret, now=NOW)
        with back.read() as view:
            assert view.identity.sign_ins.find("d" * 64) is None
            assert view.identity.sign_ins.open_links(now=NOW) == ()
            told = [each.tag for each in view.audit.about(issued[0].token.token_id)]
        assert told == [AuditTag.TOKEN_ISSUED, AuditTag.TOKEN_REVOKED]
    finally:
        back.close()


def test_a_backup_taken_while_others_write_holds_one_consistent_state(
    records: SqlRecords, records_url: str, restored_url: str, tmp_path: Path
) -> None:
    over, began = Event(), Event()

    def write() -> None:
        while not over.is_set():
            _log(records, 1)
            began.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert began.wait(30)
        made = backup_records(records_url, tmp_path / "kept", now=NOW)
    finally:
        over.set()
        writer.join()
    assert (
        restore_records(tmp_path / "kept", restored_url, actor="ada", now=NOW).manifest.log_size
        == made.log_size
        > 0
    )


def test_a_backup_that_was_cut_is_not_restored(
    records: SqlRecords, records_url: str, restored_url: str, tmp_path: Path
) -> None:
    _log(records, 3)
    made = backup_records(records_url, tmp_path / "kept", now=NOW)
    copy = tmp_path / "kept" / made.file
    copy.write_bytes(copy.read_bytes()[:-100])
    with pytest.raises(BadBackup, match="cut or changed"):
        restore_records(tmp_path / "kept", restored_url, actor="ada", now=NOW)


def test_an_edited_entry_is_found_even_under_a_fresh_digest(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    records = open_records(url, salts=secrets.token_bytes)
    _log(records, 5)
    records.close()
    backup_records(url, tmp_path / "kept", now=NOW)
    _edit_entry(tmp_path / "kept" / "records.db")
    _redigest(tmp_path / "kept")
    with pytest.raises(BadBackup, match="not the one that went in"):
        restore_records(
            tmp_path / "kept", f"sqlite:///{tmp_path / 'restored.db'}", actor="ada", now=NOW
        )
    assert not [*tmp_path.glob("restored*")], "nobody serves or signs what was refused"


def test_a_restore_that_is_refused_or_broken_off_leaves_a_log_that_nobody_signs(
    records: SqlRecords,
    records_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    restored_url: str,
) -> None:
    _log(records, 5)
    backup_records(records_url, tmp_path / "kept", now=NOW)

    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("plainsight.stores.backup.copy._verify", broken_off)
    with pytest.raises(KeyboardInterrupt):
        restore_records(tmp_path / "kept", restored_url, actor="ada", now=NOW)
    left = open_records(restored_url, salts=secrets.token_bytes)
    try:
        with left.begin() as unit:
            if unit.audit.size():
                with pytest.raises(RestoredLog):
                    require_resumed(unit)
    finally:
        left.close()


def test_nothing_is_restored_over_something(
    records: SqlRecords, records_url: str, tmp_path: Path
) -> None:
    _log(records, 1)
    backup_records(records_url, tmp_path / "kept", now=NOW)
    with pytest.raises(BadBackup, match=r"exists|has tables"):
        restore_records(tmp_path / "kept", records_url, actor="ada", now=NOW)


def test_nothing_is_backed_up_over_something(
    records: SqlRecords, records_url: str, tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    with pytest.raises(BackupFailed, match="already"):
        backup_records(records_url, tmp_path / "kept", now=NOW)


def test_a_backup_of_one_kind_is_not_restored_to_the_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    open_records(url, salts=secrets.token_bytes).close()
    backup_records(url, tmp_path / "kept", now=NOW)
    with pytest.raises(BadBackup, match="of sqlite"):
        restore_records(tmp_path / "kept", "postgresql:///nowhere", actor="ada", now=NOW)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}'])
def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(BadBackup):
        restore_records(tmp_path, f"sqlite:///{tmp_path / 'r.db'}", actor="ada", now=NOW)


def test_a_backup_is_its_owner_s_alone(
    records: SqlRecords, records_url: str, tmp_path: Path
) -> None:
    made = backup_records(records_url, tmp_path / "kept", now=NOW)
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept" / made.file).stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_leaves_nothing_behind_and_names_the_folder_asked_for(
    tmp_path: Path,
) -> None:
    with pytest.raises(BackupFailed, match=r"no backup at .*/kept: .*absent\.db does not exist"):
        backup_records(f"sqlite:///{tmp_path / 'absent.db'}", tmp_path / "kept", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_to_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    open_records(url, salts=secrets.token_bytes).close()
    (tmp_path / "file").touch()
    for place in (Path("/proc/kept"), tmp_path / "file" / "kept"):
        with pytest.raises(BackupFailed, match=f"no backup at {place}: .*can be written"):
            backup_records(url, place, now=NOW)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (OSError(ENOSPC, "No space left on device"), BackupFailed),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_backup_that_is_broken_off_leaves_no_half_a_copy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: BaseException,
    told: type[BaseException],
) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    open_records(url, salts=secrets.token_bytes).close()

    def broken_off(_: str, target: Path) -> None:
        target.write_bytes(b"half of all that is known about people")
        raise trouble

    monkeypatch.setattr(backup_sqlite, "copy", broken_off)
    with pytest.raises(told):
        backup_records(url, tmp_path / "kept", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["r.db"]


def _edit_entry(path: Path) -> None:
    connection = sqlite3.connect(path)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(
        "UPDATE entries SET canonical = CAST(replace(CAST(canonical AS TEXT), 'al_2', 'al_9') "
        "AS BLOB) WHERE entry_index = 2"
    )
    connection.commit()
    connection.close()


def _redigest(folder: Path) -> None:
    import hashlib

    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["sha256"] = hashlib.sha256((folder / manifest["file"]).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_backup_is_restored_without_a_trace_in_its_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    open_records(url, salts=secrets.token_bytes).close()
    folder = tmp_path / "a backup, 100 %?"
    backup_records(url, folder, now=NOW)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    restore_records(folder, f"sqlite:///{tmp_path / 'restored.db'}", actor="ada", now=NOW)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    open_records(url, salts=secrets.token_bytes).close()
    backup_records(url, tmp_path / "kept", now=NOW)
    for place, why in (("nodir/r2.db", "nodir is no folder"), ("r.db/r2.db", "is no folder")):
        with pytest.raises(BadBackup, match=why):
            restore_records(
                tmp_path / "kept", f"sqlite:///{tmp_path / place}", actor="ada", now=NOW
            )
