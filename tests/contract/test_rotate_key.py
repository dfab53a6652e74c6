"""The log's key gives way to another, on every store: nothing is lost, and nobody signs twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from tests.contract.log_steps import judge, log_facts, sign
from tests.strategies.posts import NOON
from tests.strategies.prove import LOG, ORIGIN, WITNESS, SeedSigner

from plainsight.app.prove import rotate_key as rotating
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.app.prove.prove_entry import prove_entry, prove_growth
from plainsight.app.prove.resume_log import mark_restored, resume_log
from plainsight.app.prove.rotate_key import RotatedKey, rotate_key
from plainsight.errors import (
    BadNote,
    BadValue,
    BrokenRotation,
    NotProven,
    RestoredLog,
    RetiredKey,
    SamePerson,
    UnknownSigner,
)
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from plainsight.prove.note import KeyKind
from plainsight.prove.proof_file import parse_growth_proof
from plainsight.prove.rotation import RotationReason
from plainsight.prove.tree import root_of
from plainsight.prove.verdict import Flaw
from plainsight.prove.verify import verify_entry
from plainsight.prove.witness import cosign_growth
from plainsight.stores.records import SqlRecords

SECOND = SeedSigner(seed="the second")
THIRD = SeedSigner(seed="the third")


def rotate(
    records: SqlRecords, old: SeedSigner = LOG, new: SeedSigner = SECOND, *, second: str = "ben"
) -> RotatedKey:
    return rotate_key(
        records,
        old=old,
        new=new,
        reason=RotationReason.SCHEDULED,
        actor="nadia",
        second=second,
        now=NOON,
    )


def size_of(records: SqlRecords) -> int:
    with records.read() as view:
        return view.audit.size()


def test_a_rotated_log_verifies_from_every_key_it_had(records: SqlRecords, tmp_path: Path) -> None:
    log_facts(records, 3)
    first = sign(records)
    log_facts(records, 2)
    done = rotate(records)
    assert (done.rotation.index, done.checkpoint.size) == (5, 6)
    log_facts(records, 2)
    rotate(records, SECOND, THIRD)
    log_facts(records, 1)
    sign(records, THIRD)
    for key in (LOG, SECOND, THIRD):
        verdict = judge(records, tmp_path / "export", key, since=first)
        assert verdict.is_verified, verdict.reasons
        assert [each.index for each in verdict.rotations] == [5, 8]
        assert verdict.signer == THIRD.key
    stranger = judge(records, tmp_path / "export", SeedSigner(seed="somebody else"))
    assert [reason.flaw for reason in stranger.reasons] == [Flaw.WRONG_KEY]


def test_the_first_checkpoint_over_a_rotation_is_signed_by_both_keys(records: SqlRecords) -> None:
    log_facts(records, 2)
    note = rotate(records).checkpoint.note.encode()
    for key in (LOG, SECOND):
        assert open_checkpoint(note, key=key.key).checkpoint.size == 3
    log_facts(records, 1)
    with pytest.raises(UnknownSigner):
        open_checkpoint(sign(records, SECOND), key=LOG.key)


def test_who_does_it_and_who_agrees_stand_in_the_log_as_commitments(records: SqlRecords) -> None:
    index = rotate(records).rotation.index
    with records.read() as view:
        (entry,) = view.audit.about("log")
        assert b"nadia" not in entry.canonical
        opened = {opening.name: opening.value for opening in view.audit.openings(index)}
    assert opened == {"actor": "nadia", "second": "ben"}


def test_the_old_key_signs_no_more_and_no_other_key_ever(records: SqlRecords) -> None:
    log_facts(records, 2)
    sign(records)
    rotate(records)
    log_facts(records, 1)
    with pytest.raises(RetiredKey, match="gave way at entry 2 and signs no log of 4 entries"):
        sign(records)
    with pytest.raises(RetiredKey):
        rotate(records, LOG, THIRD)
    for stranger in (THIRD, replace(LOG, name="another.example/log")):
        with pytest.raises(UnknownSigner):
            sign(records, stranger)
    assert size_of(records) == 4
    assert sign(records, SECOND)


def test_what_cannot_be_rotated_changes_nothing(records: SqlRecords) -> None:
    log_facts(records, 2)
    sign(records)
    with pytest.raises(SamePerson, match="must be different people"):
        rotate(records, second="nadia")
    with pytest.raises(BadValue, match=f"--name {ORIGIN}"):
        rotate(records, new=SeedSigner(name="another.example/log"))
    with pytest.raises(BadNote, match="of kind 04"):
        rotate(records, new=SeedSigner(kind=KeyKind.COSIGNATURE))
    with pytest.raises(BrokenRotation, match="have one id"):
        rotate(records, new=LOG)
    with pytest.raises(UnknownSigner):
        rotate(records, old=SECOND, new=THIRD)
    assert size_of(records) == 2
    rotate(records)
    with pytest.raises(BadValue, match="this log had it before"):
        rotate(records, SECOND, LOG)
    assert size_of(records) == 3


def test_a_rotation_that_was_broken_off_is_finished_by_the_same_command(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_facts(records, 2)
    with monkeypatch.context() as patch:
        patch.setattr(rotating, "publish_checkpoint", killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(records)
    assert size_of(records) == 3
    with pytest.raises(RetiredKey):
        sign(records)
    done = rotate(records)
    assert (done.rotation.index, done.checkpoint.size, size_of(records)) == (2, 3, 3)
    assert open_checkpoint(done.checkpoint.note.encode(), key=LOG.key)
    with pytest.raises(BadValue, match="this log had it before"):
        rotate(records)


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_nobody_appends_between_the_signature_and_its_entry(records: SqlRecords) -> None:
    log_facts(records, 1)
    others = Thread(target=log_facts, args=(records, 3))
    with records.begin() as unit:
        index = unit.audit.reserve()
        others.start()
        unit.record(Fact(tag=AuditTag.LOG_RESUMED, subject="log", at=NOON))
    others.join()
    with records.read() as view:
        (entry,) = view.audit.about("log")
        assert (index, entry.index, view.audit.size()) == (1, 1, 5)


def test_a_witness_follows_the_key_by_the_proof_of_the_rotation(records: SqlRecords) -> None:
    log_facts(records, 2)
    held = cosigned(records, LOG, since=None)
    rotate(records)
    log_facts(records, 2)
    sign(records, SECOND)
    with pytest.raises(UnknownSigner):
        cosigned(records, LOG, since=held)
    proof = bytes(prove_entry(records, index=2))
    verdict = verify_entry(proof, key=LOG.key)  # by the key that the witness pinned
    assert verdict.is_verified
    assert verdict.rotations[0].new == SECOND.key
    grown = cosigned(records, SECOND, since=held)
    assert accept_cosignature(records, grown, log_key=SECOND.key, witnesses=[WITNESS.key], now=NOON)


def test_a_co_signature_from_before_the_rotation_is_still_taken_in(records: SqlRecords) -> None:
    log_facts(records, 2)
    held = cosigned(records, LOG, since=None)
    rotate(records)
    for key in (LOG, SECOND):
        taken = accept_cosignature(
            records, held, log_key=key.key, witnesses=[WITNESS.key], now=NOON
        )
        assert [one.witness for one in taken] == [WITNESS.name]


def cosigned(records: SqlRecords, log: SeedSigner, *, since: bytes | None) -> bytes:
    if since is None:
        sign(records, log)
        last = Checkpoint(origin=ORIGIN, size=0, root=root_of(()))
    else:
        last = open_checkpoint(since, key=LOG.key).checkpoint
    proof = parse_growth_proof(bytes(prove_growth(records, since=since)))
    signed = cosign_growth(
        proof.checkpoint,
        log_key=log.key,
        last=last,
        proof=proof.hashes,
        signer=WITNESS,
        at=NOON + timedelta(hours=1),
    )
    return bytes(signed.note)


def test_a_restored_log_waits_before_its_key_changes_and_compares_with_any_key(
    records: SqlRecords,
) -> None:
    log_facts(records, 2)
    early = sign(records)
    rotate(records)
    mark_restored(records, actor="ada", now=NOON)
    with pytest.raises(RestoredLog):
        rotate(records, SECOND, THIRD)
    resume_log(records, since=early, is_lost=False, key=SECOND.key, actor="ada", now=NOON)
    assert rotate(records, SECOND, THIRD).checkpoint.size == 6


def test_a_backup_from_before_the_rotation_is_known_by_the_new_key(records: SqlRecords) -> None:
    log_facts(records, 2)
    sign(records)
    late = checkpoint_elsewhere()
    mark_restored(records, actor="ada", now=NOON)
    with pytest.raises(NotProven, match="9 entries were signed, and the backup held 2"):
        resume_log(records, since=late, is_lost=False, key=SECOND.key, actor="ada", now=NOON)
    resume_log(
        records, since=late, is_lost=True, key=SECOND.key, actor="ada", second="ben", now=NOON
    )
    with pytest.raises(UnknownSigner):
        sign(records, SECOND)
    rotate(records)  # the old key hands over once more, in the log that is left
    assert sign(records, SECOND)


def checkpoint_elsewhere() -> bytes:
    """What the new key signed over entries that are lost."""
    lost = Checkpoint(origin=ORIGIN, size=9, root=bytes(32))
    return bytes(sign_checkpoint(lost, signer=SECOND).note)
