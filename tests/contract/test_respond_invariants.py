"""Invariants I1-I12 that the database itself keeps, and the red-team cases that meet them."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON, Seal, instruments, make_seal, opened

from plainsight.app.respond.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
)
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.release_package import acknowledge_package
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, INTAKE, QUALITY, VERIFIER
from plainsight.errors import (
    GuardUnmet,
    IllegalMove,
    NoTimestamp,
    OutOfTurn,
    SamePerson,
    ScopeExpired,
    UnknownId,
)
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import Condition
from plainsight.respond.legal_request import AuthorityKind, Identifier, IdentifierKind, LegalRequest
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def subpoenaed(desk: DemoDesk) -> str:
    request = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    return judged.stored.request_id


def scoped(desk: DemoDesk) -> str:
    request_id = subpoenaed(desk)
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON + HOUR,
    )  # fmt: skip
    return request_id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE legal_requests SET production = 'released'",  # I1
        "UPDATE legal_requests SET production = 'released', authenticity = 'verified'",
        "UPDATE legal_requests SET collector_id = 'ada', approver_id = 'ada'",  # I2
        "UPDATE legal_requests SET approver_id = 'ada', second_approver_id = 'ada'",
        "UPDATE legal_requests SET quality_id = 'ada', second_approver_id = 'ada'",
        "UPDATE legal_requests SET approver_id = counsel_id",
        "UPDATE legal_requests SET second_approver_id = counsel_id",
        "UPDATE legal_requests SET approver_id = verifier_id",
        "UPDATE legal_requests SET second_approver_id = verifier_id",
        "UPDATE legal_requests SET approver_id = intake_id",
        "UPDATE legal_requests SET second_approver_id = intake_id",
        "UPDATE legal_requests SET collector_id = counsel_id",
        "UPDATE legal_requests SET quality_id = counsel_id",
        "UPDATE legal_requests SET approver_id = received_by",
        "UPDATE legal_requests SET second_approver_id = received_by",
        "UPDATE legal_requests SET released_by = received_by",
        "UPDATE legal_requests SET released_by = intake_id",
        "UPDATE legal_requests SET released_by = verifier_id",
        "UPDATE legal_requests SET released_by = counsel_id",
        "UPDATE legal_requests SET collector_id = 'cole', released_by = 'cole'",
        "UPDATE legal_requests SET quality_id = 'quinn', released_by = 'quinn'",
        "UPDATE legal_requests SET notice_waived_by = 'gail', released_by = 'gail'",
        "UPDATE legal_requests SET notice_waived_by = 'ada', approver_id = 'ada'",
        "UPDATE legal_requests SET notice_waived_by = 'ada', second_approver_id = 'ada'",
        "UPDATE legal_requests SET notice_waived_by = 'ada', collector_id = 'ada'",
        "UPDATE legal_requests SET notice_waived_by = 'ada', quality_id = 'ada'",
        "UPDATE legal_requests SET two_departments = TRUE, production = 'approved'",  # I3
        "UPDATE legal_requests SET two_departments = TRUE, production = 'approved', "
        "approver_id = 'a', approver_department = 'x', second_approver_id = 'b', "
        "second_approver_department = 'x'",
        "UPDATE legal_requests SET received_at = revised_at",  # I8
        "UPDATE legal_requests SET body = body",
        "UPDATE legal_requests SET investigation_reference = 'mine'",
        "DELETE FROM legal_requests",
        "UPDATE response_clocks SET allowance_microseconds = 1",
        "UPDATE response_clocks SET started_at = started_at",
        "DELETE FROM response_clocks",
        "UPDATE request_moves SET actor_id = 'another'",
        "DELETE FROM request_moves",
        "DELETE FROM scope_tokens",
    ],
)
def test_the_database_itself_keeps_the_invariants(desk: DemoDesk, statement: str) -> None:
    scoped(desk)
    records = desk.records
    assert isinstance(records, SqlRecords)
    with (
        pytest.raises(Exception, match=r"legal_requests_i|append-only"),
        records._engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_one_person_cannot_hold_two_duties(desk: DemoDesk) -> None:
    request_id = scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    for role in (Role.COLLECTOR,):
        greedy = replace(APPROVER, role=role)
        with pytest.raises(SamePerson):
            collect_records(
                desk.records, request_id, key=desk.seals.signer.key, actor=greedy, now=NOON + HOUR
            )


def test_the_intake_cannot_verify_an_emergency_himself(desk: DemoDesk) -> None:
    received = receive_request(
        desk.records, emergency_request(), instruments=instruments(), actor=INTAKE, now=NOON
    )
    start_verifying(desk.records, received.stored.request_id, actor=INTAKE, now=NOON)
    with pytest.raises(GuardUnmet, match="verifier is not intake"):
        verify_requester(
            desk.records,
            received.stored.request_id,
            good_checks(NOON),
            actor=Actor(actor_id=INTAKE.actor_id, role=Role.VERIFIER),
            now=NOON,
        )


def test_a_stolen_mailbox_with_valid_dkim_gets_a_silent_hold_and_no_data(desk: DemoDesk) -> None:
    stolen = Checks(mail_authenticated=True)  # no passkey, nobody called back
    judged = receive_and_verify(desk, emergency_request(), checks=stolen, now=NOON)
    request_id = judged.stored.request_id
    assert judged.stored.state.authenticity.value == "verifying"
    assert judged.gates.may_dial_back
    with pytest.raises(OutOfTurn, match="who asks is not verified"):
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=COUNSEL, now=NOON,
        )  # fmt: skip
    denied = verify_requester(
        desk.records, request_id, replace(stolen, agency_denies=True), actor=VERIFIER, now=NOON
    )
    assert denied.stored.state.authenticity.value == "fraud_suspected"
    refuse_request(
        desk.records, request_id, [Reason.AUTHENTICITY_NOT_ESTABLISHED], actor=COUNSEL,
        now=NOON + 40 * HOUR,
    )  # fmt: skip
    assert lapse_holds(desk.records, instruments=instruments(), now=NOON + 29 * DAY) == ()
    assert len(lapse_holds(desk.records, instruments=instruments(), now=NOON + 31 * DAY)) == 1


@pytest.mark.parametrize(
    "slip", ["LER-{}-{:06}", "LER-x-{1:06}", "LER-{0}-2026-{1:06}", "CASE-2026-{1:06}"]
)
def test_a_step_reaches_a_legal_request_by_its_whole_reference_alone(
    desk: DemoDesk, slip: str
) -> None:
    judged = receive_and_verify(
        desk, demo_request("us-subpoena", DataClass.PHONE), checks=good_checks(NOON), now=NOON
    )
    reference = judged.stored.reference
    prefix, year, number = reference.split("-")
    assert (prefix, year) == ("LER", "2026")
    wrong = slip.format(1999, int(number))
    with desk.records.read() as view, pytest.raises(UnknownId):
        view.desk.requests.get(wrong)
    with pytest.raises(UnknownId):
        refuse_request(desk.records, wrong, [Reason.OVERBROAD], actor=COUNSEL, now=NOON)
    with desk.records.read() as view:
        assert view.desk.requests.get(reference).state == judged.stored.state


def test_a_thousand_identifiers_are_neither_held_nor_granted(desk: DemoDesk) -> None:
    many = tuple(Identifier(kind=IdentifierKind.PLATFORM_ID, value=f"wx-{n}") for n in range(1_000))
    request = replace(demo_request("us-subpoena", DataClass.PHONE), identifiers=many)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    with desk.records.read() as view:
        assert view.desk.holds.count() == 0
    with pytest.raises(GuardUnmet, match="OVERBROAD"):
        grant_scope(
            desk.records, judged.stored.request_id, instruments=instruments(),
            signer=desk.seals.signer, actor=COUNSEL, now=NOON,
        )  # fmt: skip
    refused = refuse_request(
        desk.records, judged.stored.request_id, [Reason.OVERBROAD], actor=COUNSEL, now=NOON
    )
    assert refused.state.production.value == "refused"


def test_a_refused_scope_says_why_and_how_to_refuse_it(desk: DemoDesk) -> None:
    def why(request: LegalRequest) -> str:
        judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
        with pytest.raises(GuardUnmet) as refused:
            grant_scope(
                desk.records, judged.stored.request_id, instruments=instruments(),
                signer=desk.seals.signer, actor=COUNSEL, now=NOON,
            )  # fmt: skip
        return str(refused.value)

    subpoena = demo_request("us-subpoena", DataClass.PHONE)
    civil = replace(subpoena.issuing_authority, kind=AuthorityKind.CIVIL)
    said = why(replace(subpoena, issuing_authority=civil))
    assert "grants nothing: civil cannot issue" in said
    assert "refuse it with ISSUER_NOT_COMPETENT" in said
    assert "does not hold" not in said
    assert "no data is asked for" in why(demo_request("us-subpoena"))


def ready(desk: DemoDesk) -> str:
    request_id = scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    key = desk.seals.signer.key
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON + HOUR)
    pass_quality(desk.records, request_id, key=key, actor=QUALITY, now=NOON + HOUR)
    return request_id


def test_without_a_timestamp_nothing_leaves(desk: DemoDesk) -> None:
    request_id = ready(desk)

    class Silent:
        def stamp(self, content: bytes) -> bytes:
            raise NoTimestamp("authority", "no answer")

    with pytest.raises(NoTimestamp):
        package_disclosure(
            desk.records, request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
            seals=replace(desk.seals, timestamper=Silent()), now=NOON + HOUR,
        )  # fmt: skip
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).state.production.value == "qa_passed"


def test_an_expired_scope_token_opens_nothing(desk: DemoDesk) -> None:
    request_id = scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    with pytest.raises(ScopeExpired, match="ended at"):
        collect_records(
            desk.records, request_id, key=desk.seals.signer.key, actor=COLLECTOR, now=NOON + 4 * DAY
        )


def test_a_scope_token_of_another_desk_opens_nothing(desk: DemoDesk, tmp_path: Path) -> None:
    other = make_seal(tmp_path)
    request_id = scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    with pytest.raises(ScopeExpired, match="not signed by this desk"):
        collect_records(
            desk.records, request_id, key=other.key.key, actor=COLLECTOR, now=NOON + HOUR
        )


def test_only_the_nonce_from_inside_acknowledges_and_only_once(desk: DemoDesk, seal: Seal) -> None:
    request_id = subpoenaed(desk)
    _, package = produce(desk, request_id, now=NOON + HOUR)
    officer = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
    with pytest.raises(GuardUnmet, match="nonce fits"):
        acknowledge_package(desk.records, request_id, "guess", actor=officer, now=NOON + DAY)
    inside = opened(package.sealed, seal)["bag/data/acknowledge.json"]
    nonce = json.loads(inside)["nonce"]
    done = acknowledge_package(desk.records, request_id, nonce, actor=officer, now=NOON + DAY)
    assert done.state.production.value == "acked"
    with pytest.raises(IllegalMove):
        acknowledge_package(desk.records, request_id, nonce, actor=officer, now=NOON + DAY)


def test_nothing_found_is_a_signed_nil_and_a_response(desk: DemoDesk, seal: Seal) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE, account_id="wx-unknown")
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    stored, package = produce(desk, judged.stored.request_id, now=NOON + HOUR)
    assert package.line_count == 0
    assert stored.answered_at == NOON + HOUR
    assert opened(package.sealed, seal)["bag/data/records/subscriber.jsonl"] == b""


def test_no_phone_mail_or_name_stands_in_the_log(desk: DemoDesk) -> None:
    produce(desk, subpoenaed(desk), now=NOON + HOUR)
    with desk.records.read() as view:
        log = b"".join(entry.canonical for entry in view.audit.entries())
        assert_intact(view)
    for personal in (b"reyes", b"Reyes", b"@", b"wx-100200", b"+1603", b"staff-", b"Dorsey"):
        assert personal not in log


def test_erasing_a_case_leaves_the_proofs_intact(desk: DemoDesk) -> None:
    request_id = subpoenaed(desk)
    with desk.records.begin() as unit:
        before = unit.audit.root()
        unit.desk.requests.erase_key(request_id)
        unit.audit.erase_openings("wx-100200")
    with desk.records.read() as view:
        assert view.audit.root() == before
        assert_intact(view)
        left = view.desk.requests.get(request_id)
        assert left.is_erased
        assert "wx-100200" not in repr(left.request)


def test_clocks_alarm_once_each_and_a_breach_opens_an_incident(desk: DemoDesk) -> None:
    receive_request(
        desk.records, demo_request("us-preservation-2703f"), instruments=instruments(),
        actor=INTAKE, now=NOON,
    )  # fmt: skip
    told = [
        [alarm.percent for alarm in check_clocks(desk.records, now=NOON + hours * HOUR)]
        for hours in (1, 24, 24, 20, 37, 44, 48, 49, 30, 90)
    ]
    assert told == [[], [50], [], [], [75], [90], [], [100], [], []]
    with desk.records.read() as view:
        tags = [entry.tag for entry in view.audit.entries() if entry.tag.startswith("clock:")]
    assert tags == ["clock:alarmed"] * 3 + ["clock:breached"]


def test_a_class_that_counsel_confirmed_is_given_and_not_called_unproduced(
    desk: DemoDesk, seal: Seal
) -> None:
    order = demo_request("us-court-order-2703d", DataClass.PHONE, DataClass.LOCATION)
    judge = replace(order.issuing_authority, kind=AuthorityKind.JUDGE)
    order = replace(order, issuing_authority=judge)
    told = {}
    for name, confirmed in (("without", ()), ("with", (Condition.WARRANT,))):
        judged = receive_and_verify(desk, order, checks=good_checks(NOON), now=NOON)
        _, package = produce(desk, judged.stored.request_id, now=NOON + HOUR, confirmed=confirmed)
        files = opened(package.sealed, seal)
        told[name] = [part["what"] for part in json.loads(files["bag/data/not_produced.json"])]
        token = json.loads(files["bag/data/request.json"])["scope_token"]
        assert token["confirmed"] == [each.value for each in confirmed]
        assert package.not_produced_count == len(told[name])
    assert told == {"without": ["D9"], "with": []}
