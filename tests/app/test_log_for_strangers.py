"""Checkpoints, exports and proofs of real records, verified as a stranger would."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.strategies.prove import LOG, ORIGIN, SeedSigner, checkpoint_over

from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.log_files import ENTRIES_FILE, EXPORT_FILES
from plainsight.app.prove.prove_entry import prove_entry, prove_growth
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.verify_log import verify_log
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import (
    BadNote,
    BadValue,
    CannotRead,
    CannotWrite,
    NoCheckpoint,
    NotProven,
    UnknownId,
    UnknownSigner,
    WrongCheckpoint,
)
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.verdict import Flaw, Verdict
from plainsight.prove.verify import verify_entry, verify_growth
from plainsight.stores.prove.export_folder import ExportFolder, write_folder
from plainsight.stores.records import SqlRecords

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def log_facts(records: SqlRecords, count: int) -> None:
    with records.begin() as unit:
        for number in range(count):
            unit.record(
                Fact(
                    tag=AuditTag.ALERT_RAISED,
                    subject=f"al_{number}",
                    at=NOW + timedelta(seconds=number),
                    body={"score": number},
                    personal={"account_id": f"user {number}"},
                )
            )


def sign(records: SqlRecords) -> StoredCheckpoint:
    return publish_checkpoint(records, signer=LOG, now=NOW)


def export(records: SqlRecords, folder: Path) -> None:
    def write(files: object) -> None:
        write_folder(files, path=folder)  # type: ignore[arg-type]

    export_log(records, key=LOG.key, write=write)


def verdict_on(folder: Path, *, since: bytes | None = None) -> Verdict:
    return verify_log(ExportFolder(folder), key=LOG.key, since=since)


def told(verdict: Verdict) -> list[tuple[Flaw, int | None]]:
    return [(reason.flaw, reason.index) for reason in verdict.reasons]


def as_owner(records: SqlRecords, *statements: str) -> None:
    """What a person with the database's own password can do: nothing is append-only to him."""
    with records._engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
            for (name,) in names.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_exported_log_is_verified_from_its_files_alone(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 7)
    sign(records)
    export(records, tmp_path / "export")
    assert sorted(file.name for file in (tmp_path / "export").iterdir()) == sorted(EXPORT_FILES)
    verdict = verdict_on(tmp_path / "export")
    assert verdict.is_verified
    assert (verdict.origin, verdict.size, verdict.entry_count) == (ORIGIN, 7, 7)
    assert b"user 3" not in (tmp_path / "export" / ENTRIES_FILE).read_bytes()


def test_an_empty_log_is_exported_and_verified_too(records: SqlRecords, tmp_path: Path) -> None:
    assert sign(records).size == 0
    export(records, tmp_path / "export")
    assert verdict_on(tmp_path / "export").is_verified


def test_each_checkpoint_extends_the_one_before(records: SqlRecords, tmp_path: Path) -> None:
    log_facts(records, 3)
    first = sign(records)
    log_facts(records, 4)
    second = sign(records)
    assert (first.size, second.size) == (3, 7)
    export(records, tmp_path / "export")
    assert verdict_on(tmp_path / "export", since=first.note.encode()).is_verified


def test_a_log_that_did_not_grow_is_not_signed_again(records: SqlRecords) -> None:
    log_facts(records, 3)
    first = sign(records)
    assert sign(records) == first
    with records.read() as view:
        assert view.checkpoints.all() == (first,)


def test_entries_after_the_checkpoint_wait_for_the_next_one(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 3)
    sign(records)
    log_facts(records, 2)
    export(records, tmp_path / "export")
    verdict = verdict_on(tmp_path / "export")
    assert verdict.is_verified
    assert verdict.entry_count == 3


def test_another_key_does_not_sign_on(records: SqlRecords) -> None:
    log_facts(records, 3)
    sign(records)
    log_facts(records, 1)
    with pytest.raises(UnknownSigner):
        publish_checkpoint(records, signer=SeedSigner(seed="other"), now=NOW)


def test_a_row_edited_by_the_owner_of_the_database_is_named_in_the_export(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 9)
    sign(records)
    as_owner(
        records,
        "UPDATE entries SET canonical = (SELECT canonical FROM entries WHERE entry_index = 5)"
        " WHERE entry_index = 4",
    )
    export(records, tmp_path / "export")
    assert told(verdict_on(tmp_path / "export")) == [
        (Flaw.INSERTED_ENTRY, 5),
        (Flaw.DROPPED_ENTRY, 4),
    ]
    with pytest.raises(NotProven):
        prove_entry(records, index=4)


def test_history_rewritten_before_it_was_signed_is_not_signed(records: SqlRecords) -> None:
    log_facts(records, 3)
    sign(records)
    log_facts(records, 3)
    as_owner(
        records,
        "UPDATE entries SET canonical = (SELECT canonical FROM entries WHERE entry_index = 3)"
        " WHERE entry_index = 4",
    )
    with pytest.raises(WrongCheckpoint):
        sign(records)


def test_history_rewritten_after_it_was_signed_is_not_signed_on(records: SqlRecords) -> None:
    log_facts(records, 4)
    sign(records)
    log_facts(records, 1)
    as_owner(
        records,
        "UPDATE log_nodes SET hash = (SELECT hash FROM log_nodes WHERE level = 0 AND position = 0)"
        " WHERE level = 2",
    )
    with pytest.raises(NotProven, match="restore the log"):
        sign(records)


def test_a_log_cut_off_after_it_was_signed_is_not_signed_on(records: SqlRecords) -> None:
    log_facts(records, 4)
    sign(records)
    as_owner(records, "DELETE FROM openings", "DELETE FROM entries WHERE entry_index >= 2")
    with pytest.raises(NotProven, match="4 entries were signed, 2 are left"):
        sign(records)


def test_erasing_a_person_leaves_the_log_verified(records: SqlRecords, tmp_path: Path) -> None:
    log_facts(records, 5)
    sign(records)
    with records.begin() as unit:
        assert unit.audit.erase_openings("user 3") == 1
    export(records, tmp_path / "export")
    assert verdict_on(tmp_path / "export").is_verified


def test_one_entry_is_proven_without_the_others(records: SqlRecords) -> None:
    log_facts(records, 11)
    sign(records)
    for index in (0, 6, 10):
        proof = prove_entry(records, index=index)
        assert verify_entry(bytes(proof), key=LOG.key).is_verified
    log_facts(records, 1)
    with pytest.raises(NoCheckpoint, match="no checkpoint covers 11 yet"):
        prove_entry(records, index=11)
    for absent in (12, -1):
        with pytest.raises(UnknownId):
            prove_entry(records, index=absent)


def test_growth_is_proven_to_who_holds_an_older_checkpoint(records: SqlRecords) -> None:
    log_facts(records, 5)
    held = sign(records).note.encode()
    log_facts(records, 6)
    sign(records)
    proof = prove_growth(records, since=held)
    assert verify_growth(
        proof.hashes, checkpoint=proof.checkpoint, since=held, key=LOG.key
    ).is_verified


def test_growth_out_of_another_log_cannot_be_proven(records: SqlRecords) -> None:
    with pytest.raises(BadNote):
        prove_growth(records, since=b"no checkpoint")
    other = publish_other_log(5)
    log_facts(records, 2)
    with pytest.raises(NoCheckpoint):
        prove_growth(records, since=other)
    sign(records)
    with pytest.raises(BadValue):
        prove_growth(records, since=other)
    log_facts(records, 8)
    sign(records)
    with pytest.raises(NotProven):
        prove_growth(records, since=other)


def publish_other_log(size: int) -> bytes:
    return checkpoint_over([b"%d" % number for number in range(size)])


def test_a_log_without_a_checkpoint_is_not_exported(records: SqlRecords, tmp_path: Path) -> None:
    log_facts(records, 2)
    with pytest.raises(NoCheckpoint, match="sign one first"):
        export(records, tmp_path / "export")
    assert list(tmp_path.glob("export*")) == []


def test_progress_is_told_while_a_long_log_is_verified(tmp_path: Path) -> None:
    (tmp_path / ENTRIES_FILE).write_bytes(b"{}\n" * 2_500)
    (tmp_path / "checkpoint.txt").write_bytes(publish_other_log(1))
    seen: list[int] = []
    verify_log(ExportFolder(tmp_path), key=LOG.key, on_lines=seen.append)
    assert sum(seen) == 2_000


def test_a_file_missing_from_an_export_is_named_and_no_forgery(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 3)
    sign(records)
    export(records, tmp_path / "export")
    (tmp_path / "export" / "leaf_hashes.bin").unlink()
    assert verdict_on(tmp_path / "export").is_verified  # a convenience
    (tmp_path / "export" / ENTRIES_FILE).write_bytes(b"")
    assert told(verdict_on(tmp_path / "export")) == [(Flaw.TRUNCATED_LOG, 0)]
    (tmp_path / "export" / ENTRIES_FILE).unlink()
    with pytest.raises(CannotRead, match=r"entries\.jsonl: it is missing"):
        verdict_on(tmp_path / "export")
    (tmp_path / "export" / "checkpoint.txt").write_bytes(b"")
    assert told(verdict_on(tmp_path / "export")) == [(Flaw.MALFORMED_CHECKPOINT, None)]
    (tmp_path / "export" / "checkpoint.txt").unlink()
    with pytest.raises(CannotRead, match=r"checkpoint\.txt: it is missing"):
        verdict_on(tmp_path / "export")


def test_an_export_replaces_an_earlier_one_and_nothing_else(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 3)
    sign(records)
    folder = tmp_path / "deep" / "export"
    export(records, folder)
    log_facts(records, 3)
    sign(records)
    export(records, folder)
    assert verdict_on(folder).entry_count == 6
    (folder / "thesis.doc").write_text("years of work")
    with pytest.raises(CannotWrite, match=r"thesis\.doc"):
        export(records, folder)
    assert (folder / "thesis.doc").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        export(records, tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_an_export_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> object:
        yield b"one"
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match="No space left"):
        write_folder({"entries.jsonl": pieces()}, path=tmp_path / "export")  # type: ignore[dict-item]
    assert list(tmp_path.iterdir()) == []


def test_a_line_without_end_is_read_in_pieces_that_are_no_entries(tmp_path: Path) -> None:
    (tmp_path / ENTRIES_FILE).write_bytes(b"x" * 200_000)
    pieces = list(ExportFolder(tmp_path).lines())
    assert [len(piece) for piece in pieces] == [65_537, 65_537, 65_537, 3_389]
