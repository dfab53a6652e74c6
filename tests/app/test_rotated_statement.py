"""Statements after the log's key changed: any pinned key opens them, and no other one."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.strategies.posts import NOON
from tests.strategies.prove import LOG, WITNESS, SeedSigner, rotation_line

from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.statement_files import STATEMENT_FILES
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.app.prove.prove_entry import prove_growth
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.rotate_key import rotate_key
from plainsight.errors import NoCheckpoint
from plainsight.model.fact import AuditTag, Fact
from plainsight.oversight.statement import Statement
from plainsight.oversight.verify import StatementFiles, verify_statement
from plainsight.prove.checkpoint import Checkpoint
from plainsight.prove.proof_file import parse_growth_proof
from plainsight.prove.rotation import RotationReason
from plainsight.prove.tree import root_of
from plainsight.prove.witness import cosign_growth
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import read_statement_folder
from plainsight.stores.records import SqlRecords

SECOND = SeedSigner(seed="the second")
STRANGER = SeedSigner(seed="somebody else")


def log_facts(records: SqlRecords, count: int) -> None:
    with records.begin() as unit:
        for number in range(count):
            unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject=f"al_{number}", at=NOON))


def rotate(records: SqlRecords) -> None:
    rotate_key(
        records, old=LOG, new=SECOND, reason=RotationReason.SCHEDULED, actor="ada", second="ben",
        now=NOON,
    )  # fmt: skip


def state(
    records: SqlRecords,
    folder: Path,
    signer: SeedSigner,
    *,
    before: Statement | None = None,
    is_witnessed: bool = False,
) -> Statement:
    def write(files: Mapping[str, Iterable[bytes]]) -> None:
        write_folder(files, path=folder, known=STATEMENT_FILES)

    return state_period(
        records, period=folder.name, before=before, signer=signer, write=write,
        draw=lambda _: "", now=NOON, witnesses=[WITNESS.key] if is_witnessed else (),
    )  # fmt: skip


@pytest.fixture
def months(records: SqlRecords, tmp_path: Path) -> tuple[StatementFiles, ...]:
    """One before the rotation, the one in which it stands, and one after it."""
    log_facts(records, 3)
    july = state(records, tmp_path / "2025-07", LOG)
    log_facts(records, 1)
    rotate(records)
    log_facts(records, 1)
    august = state(records, tmp_path / "2025-08", SECOND, before=july)
    log_facts(records, 1)
    state(records, tmp_path / "2025-09", SECOND, before=august)
    return tuple(read_statement_folder(tmp_path / f"2025-0{month}") for month in (7, 8, 9))


@pytest.mark.parametrize("key", [LOG, SECOND])
def test_months_after_the_rotation_verify_with_either_key_and_name_it(
    months: tuple[StatementFiles, ...], key: SeedSigner
) -> None:
    july, august, september = months
    for files, previous in ((august, july), (september, august)):
        verdict = verify_statement(files, key=key.key, previous=previous)
        assert verdict.is_verified, verdict.reasons
        assert [each.index for each in verdict.rotations] == ([5] if key is LOG else [])
    assert not verify_statement(september, key=STRANGER.key).is_verified


def test_the_month_before_the_rotation_verifies_with_the_key_of_its_time_alone(
    months: tuple[StatementFiles, ...],
) -> None:
    assert verify_statement(months[0], key=LOG.key).is_verified
    (reason,) = verify_statement(months[0], key=SECOND.key).reasons
    assert "no signature by" in reason


def test_without_the_rotations_an_old_key_opens_nothing(months: tuple[StatementFiles, ...]) -> None:
    for lines in ((), (b"{}",), (rotation_line([], old=LOG, new=STRANGER),)):
        september = replaced(months[2], rotations=lines)
        assert not verify_statement(september, key=LOG.key).is_verified
    assert verify_statement(replaced(months[2], rotations=()), key=SECOND.key).is_verified


def test_a_rotation_that_the_stretch_does_not_hold_is_named(
    months: tuple[StatementFiles, ...],
) -> None:
    """Both keys signed another one than the log tells of."""
    index = 5
    lines = months[1].lines
    other = rotation_line([b""] * index, old=LOG, new=SECOND)
    assert other not in lines
    verdict = verify_statement(replaced(months[1], rotations=(other,)), key=LOG.key)
    assert verdict.reasons == ("entry 5: the log does not tell of this change of its key",)


def replaced(files: StatementFiles, *, rotations: tuple[bytes, ...]) -> StatementFiles:
    return StatementFiles(
        statement=files.statement,
        signature=files.signature,
        checkpoint=files.checkpoint,
        lines=files.lines,
        rotations=rotations,
    )


def test_a_witnessed_statement_waits_for_a_checkpoint_that_its_own_key_signed(
    records: SqlRecords, tmp_path: Path
) -> None:
    log_facts(records, 2)
    publish_checkpoint(records, signer=LOG, now=NOON)
    witnessed(records, LOG, size=0)
    rotate(records)
    with pytest.raises(NoCheckpoint):
        state(records, tmp_path / "2025-07", SECOND, is_witnessed=True)
    witnessed(records, LOG, size=2)  # the checkpoint that both signed, by the key it knows
    state(records, tmp_path / "2025-07", SECOND, is_witnessed=True)
    verdict = verify_statement(
        read_statement_folder(tmp_path / "2025-07"),
        key=LOG.key,
        witnesses=[WITNESS.key],
        witness_count_min=1,
    )
    assert verdict.is_verified, verdict.reasons


def witnessed(records: SqlRecords, key: SeedSigner, *, size: int) -> None:
    with records.read() as view:
        root = view.audit.root(size=size) if size else root_of(())
        since = next(
            (one.note.encode() for one in view.checkpoints.all() if one.size == size), None
        )
    proof = parse_growth_proof(bytes(prove_growth(records, since=since)))
    last = Checkpoint(origin=LOG.name, size=size, root=root)
    signed = cosign_growth(
        proof.checkpoint, log_key=key.key, last=last, proof=proof.hashes, signer=WITNESS, at=NOON
    )
    accept_cosignature(
        records, bytes(signed.note), log_key=key.key, witnesses=[WITNESS.key], now=NOON
    )
