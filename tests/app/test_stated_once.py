"""What is stated is stated once: no clock in two months, and no entry from two folders."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.strategies.prove import WITNESS
from tests.strategies.respond import NOON, Seal, instruments, make_desk, make_seal

from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.statement_files import STATEMENT_FILES
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.app.prove.prove_entry import prove_growth
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import emergency_request
from plainsight.demo.staff import INTAKE
from plainsight.errors import BadStatement, OutOfTurn
from plainsight.oversight.statement import Statement
from plainsight.oversight.verify import verify_statement
from plainsight.prove.checkpoint import Checkpoint, open_checkpoint
from plainsight.prove.proof_file import parse_growth_proof
from plainsight.prove.tree import root_of
from plainsight.prove.witness import cosign_growth
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import read_statement_folder
from plainsight.stores.records import SqlRecords

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


def emergency(desk: DemoDesk, now: datetime) -> str:
    received = receive_request(
        desk.records, emergency_request(), instruments=instruments(), actor=INTAKE, now=now
    )
    return received.stored.request_id


def cosigned(desk: DemoDesk, seal: Seal, now: datetime, *, since: bytes | None = None) -> bytes:
    """Sign the log as it stands and have a witness co-sign it; the note that it will know."""
    log = seal.seals.signer
    publish_checkpoint(desk.records, signer=log, now=now)
    if since is None:
        last = Checkpoint(origin=log.key.name, size=0, root=root_of(()))
    else:
        last = open_checkpoint(since, key=log.key).checkpoint
    proof = parse_growth_proof(bytes(prove_growth(desk.records, since=since)))
    signed = cosign_growth(
        proof.checkpoint, log_key=log.key, last=last, proof=proof.hashes, signer=WITNESS, at=now
    )
    note = bytes(signed.note)
    accept_cosignature(desk.records, note, log_key=log.key, witnesses=[WITNESS.key], now=now)
    return note


def state(
    desk: DemoDesk,
    seal: Seal,
    folder: Path,
    now: datetime,
    *,
    before: Statement | None = None,
    is_witnessed: bool = False,
) -> Statement:
    def write(files: Mapping[str, Iterable[bytes]]) -> None:
        write_folder(files, path=folder, known=STATEMENT_FILES)

    return state_period(
        desk.records, period=folder.name, before=before, signer=seal.seals.signer, write=write,
        draw=lambda _: "", now=now, witnesses=[WITNESS.key] if is_witnessed else (),
    )  # fmt: skip


def test_a_clock_is_not_told_by_its_receipt_in_one_month_and_by_its_entry_in_the_next(
    records: SqlRecords, seal: Seal, tmp_path: Path
) -> None:
    desk = make_desk(records, seal)
    emergency(desk, NOON)
    emergency(desk, NOON + HOUR)  # the latest entry: the first one's pick-up was due by then
    held = cosigned(desk, seal, NOON + HOUR)
    asked = NOON + HOUR + 5 * SECOND
    with pytest.raises(OutOfTurn, match="would count it again; have a new checkpoint co-signed"):
        state(desk, seal, tmp_path / "2025-12", asked, is_witnessed=True)
    cosigned(desk, seal, asked, since=held)
    months = [state(desk, seal, tmp_path / "2025-12", asked, is_witnessed=True)]
    check_clocks(records, now=NOON + 2 * HOUR)
    later = NOON + 3 * HOUR
    months.append(state(desk, seal, tmp_path / "2026-01", later, before=months[0]))
    assert [each.values()["C5.breached"] for each in months] == [1, 1]
    assert [each.values()["C5.received"] for each in months] == [2, 0]
    previous, latest = (read_statement_folder(tmp_path / each.period) for each in months)
    verdict = verify_statement(latest, key=seal.seals.signer.key, previous=previous)
    assert verdict.is_verified, verdict.reasons


def test_another_folder_does_not_begin_again_at_the_first_entry(
    records: SqlRecords, seal: Seal, tmp_path: Path
) -> None:
    desk = make_desk(records, seal)
    first = state(desk, seal, tmp_path / "one" / "2025-12", NOON)
    with pytest.raises(OutOfTurn, match=f"2025-12 was stated up to entry {first.end} and is not"):
        state(desk, seal, tmp_path / "other" / "2026-01", NOON + HOUR)
    assert not (tmp_path / "other").exists()
    second = state(desk, seal, tmp_path / "one" / "2026-01", NOON + HOUR, before=first)
    assert second.first == first.end
    with pytest.raises(OutOfTurn, match="2026-01 was stated up to entry"):
        state(desk, seal, tmp_path / "one" / "2026-02", NOON + HOUR, before=first)


def test_a_statement_other_than_the_log_tells_of_is_not_gone_on_from(
    records: SqlRecords, seal: Seal, tmp_path: Path
) -> None:
    desk = make_desk(records, seal)
    first = state(desk, seal, tmp_path / "2025-12", NOON)
    changed = replace(first, figures=first.figures[1:])
    with pytest.raises(BadStatement, match="not the one that the log says was made"):
        state(desk, seal, tmp_path / "2026-01", NOON + HOUR, before=changed)


def test_a_statement_whose_entry_is_missing_is_gone_on_from(
    records: SqlRecords, seal: Seal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(records, seal)
    with monkeypatch.context() as died:
        died.setattr("plainsight.app.oversight.make_statement._note", lambda *_, **__: None)
        first = state(desk, seal, tmp_path / "2025-12", NOON)
    second = state(desk, seal, tmp_path / "2026-01", NOON + HOUR, before=first)
    assert second.first == first.end
