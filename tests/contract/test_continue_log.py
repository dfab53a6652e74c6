"""A log whose key is lost goes on under another name, on every store, and pretends nothing."""

from pathlib import Path

import pytest
from tests.contract.log_steps import judge, log_facts, sign
from tests.strategies.posts import NOON
from tests.strategies.prove import LOG, ORIGIN, SeedSigner

from plainsight.app.prove.continue_log import ContinuedLog, continue_log
from plainsight.app.prove.resume_log import mark_restored, resume_log
from plainsight.app.prove.rotate_key import rotate_key
from plainsight.errors import BadValue, BrokenContinuation, RetiredKey, SamePerson, UnknownSigner
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.rotation import RotationReason
from plainsight.prove.verdict import Flaw
from plainsight.stores.records import SqlRecords

SECOND = SeedSigner(seed="the second")
NEXT = SeedSigner(seed="another log", name=f"{ORIGIN}-2")
LATER = SeedSigner(seed="another log, later", name=f"{ORIGIN}-2")


def go_on(
    records: SqlRecords, lost: SeedSigner = LOG, new: SeedSigner = NEXT, *, second: str = "ben"
) -> ContinuedLog:
    return continue_log(records, lost=lost.key, new=new, actor="ada", second=second, now=NOON)


def rotate(records: SqlRecords, old: SeedSigner, new: SeedSigner) -> None:
    rotate_key(
        records, old=old, new=new, reason=RotationReason.SCHEDULED, actor="ada", second="ben",
        now=NOON,
    )  # fmt: skip


def test_it_goes_on_and_contains_what_the_lost_key_signed(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 3)
    early = sign(records)
    rotate(records, LOG, SECOND)
    late = sign(records, SECOND)
    log_facts(records, 1)
    done = go_on(records, lost=SECOND)
    assert (done.continuation.index, done.checkpoint.size) == (5, 6)
    log_facts(records, 1)
    rotate(records, NEXT, LATER)
    for key in (NEXT, LATER):
        for since in (early, late):
            verdict = judge(records, tmp_path / "export", key, since=since)
            assert verdict.is_verified, verdict.reasons
            assert [each.old for each in verdict.continuations] == [SECOND.key]
            assert [each.index for each in verdict.rotations] == [7]
    for key in (LOG, SECOND):
        found = judge(records, tmp_path / "export", key)
        assert [reason.flaw for reason in found.reasons] == [Flaw.WRONG_ORIGIN]


def test_a_checkpoint_that_the_new_log_lost_is_found(records: SqlRecords, tmp_path: Path) -> None:
    log_facts(records, 2)
    sign(records)
    go_on(records)
    verdict = judge(records, tmp_path / "export", NEXT, since=checkpoint_elsewhere())
    assert [reason.flaw for reason in verdict.reasons] == [Flaw.FORKED_HISTORY]


def checkpoint_elsewhere() -> bytes:
    """Another history that the same key signed."""
    told = Checkpoint(origin=ORIGIN, size=2, root=bytes(32))
    return bytes(sign_checkpoint(told, signer=LOG).note)


def test_the_lost_key_signs_no_more_should_it_be_found(records: SqlRecords) -> None:
    log_facts(records, 2)
    sign(records)
    go_on(records)
    log_facts(records, 1)
    with pytest.raises(RetiredKey, match="gave way at entry 2"):
        sign(records)
    with pytest.raises(RetiredKey):
        rotate(records, LOG, SECOND)
    assert sign(records, NEXT)


def test_only_the_key_that_signs_now_can_be_lost_and_two_people_say_so(records: SqlRecords) -> None:
    log_facts(records, 2)
    with pytest.raises(BadValue, match="never signed this log"):
        go_on(records)
    sign(records)
    with pytest.raises(SamePerson):
        go_on(records, second="ada")
    with pytest.raises(BrokenContinuation, match="it must have another"):
        go_on(records, new=SECOND)
    with pytest.raises(UnknownSigner):
        go_on(records, lost=SECOND)
    rotate(records, LOG, SECOND)
    with pytest.raises(RetiredKey):
        go_on(records)
    with records.read() as view:
        assert view.audit.size() == 3


def test_a_restored_log_that_goes_on_is_compared_with_what_the_lost_key_signed(
    records: SqlRecords,
) -> None:
    log_facts(records, 2)
    held = sign(records)
    go_on(records)
    mark_restored(records, actor="ada", now=NOON)
    resume_log(records, since=held, is_lost=False, key=NEXT.key, actor="ada", now=NOON)
    assert sign(records, NEXT)
