"""A form that an officer sends twice is one legal request, on both stores and under race."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.receive_request import Receipt, receive_request
from plainsight.app.respond.stored import Actor
from plainsight.demo.accounts import add_person
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import Emergency, LegalRequest, NonDisclosureOrder
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
FORM = replace(
    demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS, account_id="wx-00001"),
    range_from=datetime(2026, 1, 1, tzinfo=UTC),
    range_to=datetime(2026, 2, 1, tzinfo=UTC),
)
ORDER = AttachedDocument(
    name="order.txt", media_type="text/plain", fingerprint="f1", content=b"The order"
)
CLICKS = 8


def send(
    records: SqlRecords,
    request: LegalRequest = FORM,
    *documents: AttachedDocument,
    actor: Actor = OFFICER,
    after: timedelta = timedelta(0),
) -> Receipt:
    return receive_request(
        records,
        request,
        instruments=instruments(),
        actor=actor,
        now=NOON + after,
        documents=documents,
    )


@pytest.fixture
def held(records: SqlRecords) -> SqlRecords:
    with records.begin() as unit:
        add_person(unit.desk.directory, "wx-00001", at=NOON - timedelta(days=30))
    return records


def count(records: SqlRecords) -> tuple[int, int]:
    with records.read() as view:
        assert_intact(view)
        return len(view.desk.requests.newest()), view.desk.holds.count()


def test_the_same_form_within_a_day_is_the_legal_request_that_is_there(held: SqlRecords) -> None:
    first = send(held)
    again = send(held, after=timedelta(hours=24))
    assert not first.is_sent_before
    assert again.is_sent_before
    assert again.stored.reference == first.stored.reference
    assert again.stored.received_at == NOON
    assert [each.hold_id for each in again.holds] == [each.hold_id for each in first.holds]
    assert set(again.clocks) == set(first.clocks)
    assert count(held) == (1, 1)


def test_a_day_later_the_same_form_asks_anew(held: SqlRecords) -> None:
    send(held)
    assert not send(held, after=timedelta(hours=24, microseconds=1)).is_sent_before
    assert count(held) == (2, 2)


def test_order_and_language_of_the_page_make_no_other_form(held: SqlRecords) -> None:
    send(held)
    turned = replace(FORM, data_classes=FORM.data_classes[::-1], language="es")
    assert send(held, turned).is_sent_before


@pytest.mark.parametrize(
    "changed",
    [
        {"investigation_reference": "NH-2026-0418"},
        {"data_classes": (DataClass.PHONE,)},
        {"range_to": datetime(2026, 2, 2, tzinfo=UTC)},
        {"identifiers": demo_request("us-subpoena", account_id="wx-00002").identifiers},
        {"requester": replace(FORM.requester, email="another@doj.example.gov")},
        {"non_disclosure_order": NonDisclosureOrder(reference="26-mj-1", until=date(2026, 9, 1))},
        {
            "is_emergency": True,
            "emergency": Emergency(person="P", harm="h", data_needed="phone", why_now="today"),
        },
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_form_that_asks_for_more_or_other_is_its_own_legal_request(
    held: SqlRecords, changed: dict[str, object]
) -> None:
    send(held)
    assert not send(held, replace(FORM, **changed)).is_sent_before  # type: ignore[arg-type]
    assert count(held)[0] == 2


def test_what_the_desk_writes_down_is_never_taken_for_a_second_click(held: SqlRecords) -> None:
    send(held, actor=INTAKE)
    assert not send(held, actor=INTAKE).is_sent_before


def test_documents_of_the_second_form_go_to_the_first(held: SqlRecords) -> None:
    first = send(held)
    send(held, FORM, ORDER, after=timedelta(minutes=1))
    send(held, FORM, ORDER, after=timedelta(minutes=2))
    with held.read() as view:
        request_id = first.stored.request_id
        (kept,) = view.desk.requests.documents(request_id)
        said = view.desk.statements.of_request(request_id)
        stored = view.desk.requests.get(request_id)
    assert kept.digest == ORDER.digest
    assert [each.kind for each in said] == [StatementKind.DOCUMENTS]
    assert stored.duplicate_of is None


def test_what_was_taken_back_may_be_asked_again(held: SqlRecords) -> None:
    first = send(held)
    withdraw_request(
        held,
        first.stored.request_id,
        authenticated_by="the officer's own session",
        actor=OFFICER,
        now=NOON + timedelta(hours=1),
    )
    assert not send(held, after=timedelta(hours=2)).is_sent_before


def test_clicks_at_the_same_instant_make_one_legal_request(held: SqlRecords) -> None:
    gate, receipts = threading.Barrier(CLICKS), []

    def click() -> None:
        gate.wait()
        receipts.append(send(held))

    workers = [threading.Thread(target=click) for _ in range(CLICKS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({each.stored.request_id for each in receipts}) == 1
    assert sum(not each.is_sent_before for each in receipts) == 1
    assert count(held) == (1, 1)
