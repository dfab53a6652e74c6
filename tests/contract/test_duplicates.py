"""A document that came before is shown; a person says whether the legal request repeats another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.approve_scope import grant_scope, refuse_request, triage_request
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.mark_duplicate import mark_duplicate
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.verify_requester import start_verifying, verify_requester
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import COUNSEL, INTAKE, VERIFIER
from plainsight.errors import BadValue, GuardUnmet
from plainsight.model.fact import AuditTag
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import ClockKind
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORDER = AttachedDocument(
    name="order.pdf", media_type="application/pdf", fingerprint="f" * 64, content=b"order"
)
RESCANNED = replace(ORDER, content=b"the same words, scanned again")
ASKED = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)


def sent(
    desk: DemoDesk, request: LegalRequest = ASKED, *, hours: int, document: AttachedDocument = ORDER
) -> str:
    """Received with the order and put into triage."""
    now = NOON + hours * HOUR
    request_id = receive_request(
        desk.records, request, instruments=instruments(), actor=INTAKE, now=now,
        documents=[document],
    ).stored.request_id  # fmt: skip
    start_verifying(desk.records, request_id, actor=INTAKE, now=now)
    triage_request(desk.records, request_id, actor=INTAKE, now=now)
    return request_id


def stands(desk: DemoDesk, request_id: str) -> StoredRequest:
    with desk.records.read() as view:
        return view.desk.requests.get(request_id)


def marked(desk: DemoDesk, request_id: str, words: str = "we answer LER-1") -> StoredRequest:
    return mark_duplicate(desk.records, request_id, words, actor=INTAKE, now=NOON + 9 * DAY)


def test_a_replayed_order_is_a_duplicate_when_a_person_says_so_to_the_officer(
    desk: DemoDesk,
) -> None:
    first = sent(desk, hours=0)
    again = sent(desk, hours=30, document=RESCANNED)
    assert stands(desk, again).duplicate_of == first
    assert stands(desk, again).state.production.value == "triage"
    assert stands(desk, again).answered_at is None
    with pytest.raises(BadValue, match="say what is meant"):
        marked(desk, again, " ")
    stored = marked(desk, again)
    assert stored.state.production.value == "duplicate"
    assert stored.answered_at == NOON + 9 * DAY
    assert said(desk, again) == [{"reasons": ["DUPLICATE"], "words": "we answer LER-1"}]
    with desk.records.read() as view:
        log = [parse_entry(entry.canonical) for entry in view.audit.entries()]
    ends = {
        entry.body["kind"]: entry.body["by"]
        for entry in log
        if entry.tag == AuditTag.CLOCK_ANSWERED and entry.subject == again
    }
    assert ends[ClockKind.RESPONSE] == "duplicate"


def said(desk: DemoDesk, request_id: str) -> Sequence[object]:
    with desk.records.read() as view:
        told = view.desk.statements.of_request(request_id, kind=StatementKind.REFUSAL)
        return [each.body for each in told]


def test_a_mended_legal_request_with_the_same_order_is_worked_like_any_other(
    desk: DemoDesk,
) -> None:
    first = sent(desk, hours=0)
    refuse_request(desk.records, first, [Reason.INCOMPLETE], actor=COUNSEL, now=NOON + HOUR)
    mended = sent(desk, hours=48)
    with pytest.raises(GuardUnmet, match="go on with it"):
        marked(desk, mended)
    now = NOON + 50 * HOUR
    verify_requester(desk.records, mended, good_checks(now), actor=VERIFIER, now=now)
    scoped = grant_scope(
        desk.records, mended, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=now,
    )  # fmt: skip
    assert scoped.stored.state.production.value == "scoped"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ASKED, replace(ASKED, requester=replace(ASKED.requester, email="b@doj.example.gov"))),
        (ASKED, replace(ASKED, data_classes=(*ASKED.data_classes, DataClass.EMAIL))),
        (ASKED, replace(demo_request("us-subpoena", DataClass.PHONE, account_id="wx-2"))),
        (ASKED, replace(ASKED, investigation_reference="another matter")),
        (ASKED, replace(ASKED, return_on=(NOON + 3 * DAY).date())),
        (replace(emergency_request(), is_emergency=False, emergency=None), emergency_request()),
    ],
    ids=["of another", "a class more", "another account", "matter", "sooner", "an emergency"],
)
def test_what_another_sent_or_what_asks_for_more_is_no_duplicate(
    desk: DemoDesk, first: LegalRequest, second: LegalRequest
) -> None:
    sent(desk, first, hours=0)
    again = sent(desk, second, hours=30)
    with pytest.raises(GuardUnmet, match="go on with it"):
        marked(desk, again)


def test_a_duplicate_of_one_that_was_suspected_or_withdrawn_is_none(desk: DemoDesk) -> None:
    suspected, withdrawn = sent(desk, hours=0), sent(desk, hours=0, document=_other())
    denies = replace(good_checks(NOON), agency_denies=True)
    verify_requester(desk.records, suspected, denies, actor=VERIFIER, now=NOON + HOUR)
    officer = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
    withdraw_request(
        desk.records, withdrawn, authenticated_by="passkey", actor=officer, now=NOON + HOUR
    )
    for again in (sent(desk, hours=30), sent(desk, hours=31, document=_other())):
        with pytest.raises(GuardUnmet, match="go on with it"):
            marked(desk, again)


def test_without_a_document_that_came_before_there_is_no_duplicate(desk: DemoDesk) -> None:
    sent(desk, hours=0)
    with pytest.raises(GuardUnmet, match="go on with it"):
        marked(desk, sent(desk, hours=30, document=_other()))


def _other() -> AttachedDocument:
    return replace(ORDER, fingerprint="e" * 64, content=b"another order")
