"""A restored log is signed by nobody until it was compared with what others hold."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from tests.strategies.prove import LOG, SeedSigner, checkpoint_over

from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.resume_log import mark_restored, resume_log
from plainsight.app.prove.verify_log import verify_log
from plainsight.errors import (
    BadNote,
    BadValue,
    NotProven,
    OutOfTurn,
    RestoredLog,
    SamePerson,
    UnknownSigner,
)
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.checkpoint import parse_checkpoint
from plainsight.prove.entry import parse_entry
from plainsight.prove.verdict import Flaw
from plainsight.stores.prove.export_folder import ExportFolder, write_folder
from plainsight.stores.records import SqlRecords

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def log_facts(records: SqlRecords, count: int, *, of: str = "al") -> None:
    with records.begin() as unit:
        for number in range(count):
            unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject=f"{of}_{number}", at=NOW))


def sign(records: SqlRecords) -> bytes:
    return publish_checkpoint(records, signer=LOG, now=NOW).note.encode()


def resume(records: SqlRecords, since: bytes | None, *, is_lost: bool = False) -> None:
    second = "ben" if is_lost else None
    resume_log(
        records, since=since, is_lost=is_lost, key=LOG.key, actor="ada", second=second, now=NOW
    )


def last_body(records: SqlRecords) -> object:
    with records.read() as view:
        *_, last = view.audit.about("log")
    assert last.tag == AuditTag.LOG_RESUMED
    return parse_entry(last.canonical).body


def test_a_restored_log_is_signed_again_once_it_contains_what_others_hold(
    records: SqlRecords,
) -> None:
    log_facts(records, 4)
    published = sign(records)
    log_facts(records, 3)
    mark_restored(records, actor="ada", now=NOW)
    with pytest.raises(RestoredLog, match="a backup of 7 entries") as refused:
        sign(records)
    assert refused.value.index == 7
    resume(records, published)
    signed = publish_checkpoint(records, signer=LOG, now=NOW)
    assert signed.size == 9
    assert last_body(records) == {
        "restored": 7,
        "is_lost": False,
        "signed_size": 4,
        "signed_root": checkpoint_root(published),
    }


def checkpoint_root(note: bytes) -> str:
    return parse_checkpoint(note).checkpoint.root.hex()


def later_history(entries: int) -> bytes:
    """A checkpoint that was signed after the backup, over entries that it has not."""
    return checkpoint_over([b"x"] * entries)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (7, "7 entries were signed, and the backup held 5; restore a newer backup"),
        (3, "the backup holds other entries than the 3 that were signed"),
    ],
)
def test_what_was_signed_and_is_not_in_the_backup_is_not_signed_over(
    records: SqlRecords, entries: int, says: str
) -> None:
    log_facts(records, 5)
    mark_restored(records, actor="ada", now=NOW)
    log_facts(records, 9, of="later")  # what is written meanwhile is no part of the backup
    with pytest.raises(NotProven, match=says):
        resume(records, later_history(entries))
    with pytest.raises(RestoredLog):
        sign(records)


def test_a_loss_is_told_in_the_log_for_good_and_found_by_whoever_holds_the_other_history(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 5)
    mark_restored(records, actor="ada", now=NOW)
    held = later_history(7)
    resume(records, held, is_lost=True)
    log_facts(records, 2, of="later")
    sign(records)
    assert last_body(records) == {
        "restored": 5,
        "is_lost": True,
        "signed_size": 7,
        "signed_root": checkpoint_root(held),
    }
    export_log(records, key=LOG.key, write=partial(write_folder, path=tmp_path / "x"))
    assert verify_log(ExportFolder(tmp_path / "x"), key=LOG.key).is_verified
    (reason,) = verify_log(ExportFolder(tmp_path / "x"), key=LOG.key, since=held).reasons
    assert reason.flaw is Flaw.FORKED_HISTORY


def test_where_nobody_has_a_checkpoint_that_is_told_too(records: SqlRecords) -> None:
    log_facts(records, 2)
    mark_restored(records, actor="ada", now=NOW)
    with pytest.raises(BadValue, match="newest checkpoint of this log that anybody holds"):
        resume(records, None)
    resume(records, None, is_lost=True)
    assert last_body(records) == {"restored": 2, "is_lost": True}
    sign(records)


def test_the_log_commits_to_who_restored_it_and_to_the_two_who_gave_entries_up(
    records: SqlRecords,
) -> None:
    log_facts(records, 2)
    mark_restored(records, actor="ada", now=NOW)
    resume(records, None, is_lost=True)
    with records.read() as view:
        restored, resumed = view.audit.about("log")
        told = [
            {each.name: each.value for each in view.audit.openings(entry.index)}
            for entry in (restored, resumed)
        ]
    assert told == [{"actor": "ada"}, {"actor": "ada", "second": "ben"}]
    assert parse_entry(resumed.canonical).commitments.keys() == {"actor", "second"}


def test_nobody_gives_signed_entries_up_alone(records: SqlRecords) -> None:
    log_facts(records, 2)
    mark_restored(records, actor="ada", now=NOW)
    asked = {"since": None, "is_lost": True, "key": LOG.key, "actor": "ada", "now": NOW}
    with pytest.raises(
        SamePerson, match="who gives up signed entries and who agrees to it must be different"
    ):
        resume_log(records, **asked, second="ada")
    with pytest.raises(BadValue, match="a second person who agrees"):
        resume_log(records, **asked, second=None)
    with pytest.raises(RestoredLog):
        sign(records)


def test_nothing_is_said_to_be_lost_that_is_there(records: SqlRecords) -> None:
    log_facts(records, 4)
    published = sign(records)
    mark_restored(records, actor="ada", now=NOW)
    with pytest.raises(BadValue, match="holds all that this checkpoint covers"):
        resume(records, published, is_lost=True)


def test_only_a_checkpoint_of_this_log_counts(records: SqlRecords) -> None:
    log_facts(records, 4)
    mark_restored(records, actor="ada", now=NOW)
    with pytest.raises(UnknownSigner):
        resume(records, checkpoint_over([b"x"], signer=SeedSigner(seed="other")))
    with pytest.raises(BadNote):
        resume(records, b"no checkpoint\n")


def test_a_log_that_was_not_restored_waits_for_nothing_and_each_restore_waits_anew(
    records: SqlRecords,
) -> None:
    log_facts(records, 4)
    published = sign(records)
    with pytest.raises(OutOfTurn, match="nothing waits"):
        resume(records, published)
    for _ in range(2):
        mark_restored(records, actor="ada", now=NOW)
        with pytest.raises(RestoredLog):
            sign(records)
        resume(records, published)
        with pytest.raises(OutOfTurn, match="nothing waits"):
            resume(records, published)
        published = sign(records)
