"""A hold beats deletion, under race, with the deleter killed, and against the database itself."""

import random
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON, ROOT, instruments

from plainsight.app.respond.delete_account import delete_account, expire_records
from plainsight.app.respond.extend_hold import confirm_hold
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import StoredHold
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.accounts import add_person
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import CUSTODIAN, INTAKE, VERIFIER
from plainsight.errors import UnknownId
from plainsight.stores.records import SqlRecords, open_records

RACES = 300  # on each database; bench/respond_races.py runs 2,000 on each
THREADS = 4
EVEN_SHARE = 0.8
Job = Callable[[str, threading.Barrier], None]
assert VERIFIER  # the verifier never deletes


def hold(records: SqlRecords, account_id: str) -> tuple[StoredHold, ...]:
    return receive_request(
        records,
        demo_request("us-preservation-2703f", account_id=account_id),
        instruments=instruments(),
        actor=INTAKE,
        now=NOON,
    ).holds


def people(records: SqlRecords, count: int) -> list[str]:
    names = [f"wx-{number:05d}" for number in range(count)]
    with records.begin() as unit:
        for name in names:
            add_person(unit.desk.directory, name, at=NOON - timedelta(days=30))
    return names


def test_hundreds_of_forced_races_lose_no_confirmed_hold(records: SqlRecords) -> None:
    names = people(records, RACES)
    dice = random.Random(7)
    confirmed: dict[str, str] = {}
    deleted: set[str] = set()

    def place(name: str, gate: threading.Barrier) -> None:
        gate.wait()
        for each in hold(records, name):
            confirmed[name] = each.hold_id

    def delete(name: str, gate: threading.Barrier) -> None:
        gate.wait()
        if delete_account(records, name, now=NOON):
            deleted.add(name)

    def race(name: str, order: Sequence[Job], is_together: bool) -> None:
        gate = threading.Barrier(len(order) if is_together else 1)
        workers = [threading.Thread(target=job, args=(name, gate)) for job in order]
        for worker in workers:
            worker.start()
            if not is_together:
                worker.join()
        for worker in workers:
            worker.join()

    # A deletion does less than a request and may win every even race: some get a head start.
    orders = [dice.sample((place, delete), 2) for _ in names]
    evenly = [dice.random() < EVEN_SHARE for _ in names]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(race, names, orders, evenly))
    assert confirmed.keys() & deleted == set()
    assert confirmed.keys() | deleted == set(names)
    assert confirmed
    assert verify_holds(records, now=NOON).corrupted == ()
    with records.read() as view:
        assert view.desk.holds.count() == len(confirmed)
        assert_intact(view)


def test_a_hold_outlives_the_account_it_covers_and_its_holder_sees_no_difference(
    records: SqlRecords,
) -> None:
    held, free = people(records, 2)
    (kept,) = hold(records, held)
    assert delete_account(records, held, now=NOON) is False
    assert delete_account(records, free, now=NOON) is True
    with records.read() as view:
        assert view.desk.directory.digest(kept) == kept.pinned.digest
        assert kept.pinned.record_count == 9  # ten records, of which the content is not held
    with pytest.raises(UnknownId):
        delete_account(records, free, now=NOON)


def test_content_is_not_kept_unless_it_is_named(records: SqlRecords) -> None:
    (name,) = people(records, 1)
    hold(records, name)
    assert expire_records(records, before=NOON, now=NOON) == 1  # the content goes, all else stays


def test_retention_resumes_for_what_no_hold_covers(records: SqlRecords) -> None:
    held, _ = people(records, 2)
    (kept,) = hold(records, held)
    assert expire_records(records, before=NOON, now=NOON) == 11
    assert verify_holds(records, now=NOON).corrupted == ()
    assert kept.pinned.record_count == 9


def test_a_retention_job_killed_midway_loses_nothing_held(
    records: SqlRecords, records_url: str
) -> None:
    names = people(records, 200)
    holds = [each for name in names[::2] for each in hold(records, name)]
    job = Path(__file__).with_name("race_deleter.py")
    for _ in range(3):
        worker = subprocess.Popen(
            [sys.executable, job, records_url],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT / "src")},
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        worker.kill()
        worker.wait()
        worker.stdout.close()
    found = verify_holds(records, now=NOON)
    assert found.checked_count == len(holds)
    assert found.corrupted == ()
    with records.read() as view:
        assert_intact(view)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM directory_records WHERE data_class = 'D2'",
        "DELETE FROM directory_records",
        "UPDATE directory_records SET fields = '{}'",
        "DELETE FROM directory_accounts",
        "DELETE FROM hold_pins",
        "UPDATE hold_pins SET account_id = 'another'",
        "DELETE FROM holds",
        "UPDATE holds SET digest = 'another'",
        "UPDATE holds SET through_number = 0",
        "UPDATE holds SET data_classes = '[]'",
        "UPDATE holds SET state = 'released'",
    ],
)
def test_the_database_itself_refuses_to_lose_what_is_held(
    records: SqlRecords, statement: str
) -> None:
    (name,) = people(records, 1)
    (kept,) = hold(records, name)
    with (
        pytest.raises(Exception, match=r"held|append-only|FOREIGN KEY|foreign key|holds_i5"),
        records._engine.begin() as connection,
    ):
        connection.execute(text(statement))
    with records.read() as view:
        assert view.desk.directory.digest(kept) == kept.pinned.digest


def test_a_corrupted_hold_is_found_by_the_daily_round(records: SqlRecords) -> None:
    people(records, 3)
    holds = [each for n in range(3) for each in hold(records, f"wx-{n:05d}")]
    with records._engine.begin() as connection:  # a database administrator, past every guard
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE directory_records DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER directory_records_fixed"))
        connection.execute(
            text(
                'UPDATE directory_records SET fields = \'{"phone":"+1"}\' '
                "WHERE data_class = 'D2' AND account_id = 'wx-00001'"
            )
        )
    found = verify_holds(records, now=NOON)
    assert found.checked_count == 3
    assert found.corrupted == (holds[1].hold_id,)
    with records.read() as view:
        assert view.audit.about(holds[1].hold_id, tag="hold:corrupted")


def test_deleting_past_the_application_waits_for_the_hold_that_is_being_placed(
    records: SqlRecords, records_url: str
) -> None:
    """A job that forgets to ask meets the database's own lock."""
    (name,) = people(records, 1)
    outcome: list[str] = []

    def forgetful() -> None:
        other = open_records(records_url, salts=secrets.token_bytes)
        try:
            with other._engine.begin() as connection:
                connection.execute(text("DELETE FROM directory_records WHERE data_class <> 'D10'"))
            outcome.append("deleted")
        except Exception as refused:
            outcome.append(str(refused))
        other.close()

    with records.begin() as unit:
        stored = unit.desk.directory.survey(name, [])
        assert stored.through_number > 0
        worker = threading.Thread(target=forgetful)
        worker.start()
        worker.join(0.2)
        assert outcome == []  # it waits
        with_hold = _place_inside(unit, name)
    worker.join()
    assert "held" in outcome[0]
    with records.read() as view:
        assert view.desk.directory.digest(with_hold) == with_hold.pinned.digest


def _place_inside(unit: object, name: str) -> StoredHold:
    from dataclasses import replace

    from plainsight.app.ports import UnitOfWork
    from plainsight.app.respond.place_hold import place_holds
    from plainsight.app.respond.stored import StoredRequest
    from plainsight.respond.states import Production, RequestState

    assert hasattr(unit, "desk")
    work: UnitOfWork = unit  # type: ignore[assignment]
    request = demo_request("us-preservation-2703f", account_id=name)
    stored = work.desk.requests.add(
        StoredRequest(
            request_id=work.new_id("lr"),
            reference="",
            request=request,
            state=RequestState(production=Production.RECEIVED),
            instrument_version="1",
            two_departments=False,
            received_at=NOON,
        )
    )
    placed = place_holds(
        work, replace(stored), instruments()[request.instrument_id].instrument, now=NOON
    )
    return placed.holds[0]


def test_confirming_needs_a_verified_requester(records: SqlRecords) -> None:
    (name,) = people(records, 1)
    (kept,) = hold(records, name)
    with pytest.raises(Exception, match="authenticity is unverified"):
        confirm_hold(records, kept.request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON)
