"""A person is forgotten in the log: nothing opens to them again, and every entry still proves."""

from dataclasses import replace

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.posts import NOON
from tests.strategies.respond import erase_one

from plainsight.app.prove.forget_value import Remembered, forget_value, remembered
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE
from plainsight.errors import OutOfTurn, SamePerson
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass
from plainsight.stores.records import SqlRecords

MARTA = "marta@example.com"


def log_of(records: SqlRecords, **personal: str) -> None:
    with records.begin() as unit:
        unit.record(Fact(tag=AuditTag.ALERT_VIEWED, subject="al_1", at=NOON, personal=personal))


def forget(records: SqlRecords, value: str = MARTA, *, second: str = "ben") -> Remembered:
    return forget_value(records, value, actor="ada", second=second, now=NOON)


def test_nothing_opens_to_a_person_who_was_forgotten_and_the_proofs_stay(
    records: SqlRecords,
) -> None:
    log_of(records, actor="ann", account_id=MARTA)
    log_of(records, account_id=MARTA, email=MARTA)
    log_of(records, account_id="somebody else")
    with records.read() as view:
        assert remembered(view, MARTA) == Remembered(opening_count=3, entry_count=2)
        before = [entry.canonical for entry in view.audit.entries()]
    assert forget(records) == Remembered(opening_count=3, entry_count=2)
    with records.read() as view:
        assert view.audit.opened_by(MARTA) == ()
        assert len(view.audit.opened_by("somebody else")) == 1
        assert len(view.audit.opened_by("ann")) == 1
        *after, last = [entry.canonical for entry in view.audit.entries()]
        assert after == before
        told = parse_entry(last)
        assert (told.tag, dict(told.body)) == ("value:forgotten", {"openings": 3, "entries": 2})
        assert MARTA.encode() not in last
        assert_intact(view)


def test_two_people_forget_and_what_is_not_there_is_said(records: SqlRecords) -> None:
    log_of(records, account_id=MARTA)
    with pytest.raises(SamePerson):
        forget(records, second="ada")
    forget(records)
    with pytest.raises(OutOfTurn, match="not any more") as again:
        forget(records)
    assert MARTA not in str(again.value)


@pytest.mark.parametrize("name", ["actor", "actor_id", "second", "officer_id", "reviewer"])
def test_who_acted_stays(records: SqlRecords, name: str) -> None:
    log_of(records, **{name: "ann"})
    with pytest.raises(OutOfTurn, match=f"who acted \\({name}\\)"):
        forget(records, "ann")
    with records.read() as view:
        assert len(view.audit.opened_by("ann")) == 1


def test_a_person_whom_a_legal_request_is_about_stays_until_its_case_is_erased(
    desk: DemoDesk,
) -> None:
    records, account = desk.records, "wx-unknown"
    erase_one(records, account_id=account)
    log_of(records, account_id=account)
    asked = demo_request("us-subpoena", DataClass.PHONE, account_id=account)
    asked = replace(asked, investigation_reference="NH-2026-0418")
    receive_request(records, asked, instruments=desk.instruments, actor=INTAKE, now=NOON)
    with pytest.raises(OutOfTurn, match="erase it first"):
        forget(records, account)
    with records.read() as view:
        assert len(view.audit.opened_by(account)) == 2
