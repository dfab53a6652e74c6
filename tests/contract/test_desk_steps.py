"""Steps beside the straight way: asked back, refused in part, challenged, withdrawn, routed."""

import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON, ROOT, Seal, instruments, opened

from plainsight.app.respond.approve_scope import approve_scope, grant_scope, refuse_request
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.clarify_request import ask_clarification, clarify_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.contest_request import (
    challenge_request,
    refuse_part,
    send_back,
    withdraw_request,
)
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.app.respond.follow_gap import (
    measure_gaps,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.respond.oversee_agency import agency_digest, preservations_without_process
from plainsight.app.respond.release_package import acknowledge_package, fetch_package
from plainsight.app.respond.stored import Actor, DirectoryRecord, StoredRequest
from plainsight.demo.accounts import ACCOUNT, add_person
from plainsight.demo.agency import AGENCY, OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, CUSTODIAN, INTAKE, QUALITY
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, UnknownId, WrongRecipient
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.model.fact import JsonValue
from plainsight.respond.clock import Standing, standing
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import ClockKind
from plainsight.respond.legal_request import AuthorityKind, LegalRequest
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
BORDER = Actor(actor_id="staff-xenia", role=Role.CROSS_BORDER)
GENERAL_COUNSEL = Actor(actor_id="staff-greta", role=Role.COUNSEL)


def asked(desk: DemoDesk, request: LegalRequest | None = None, *, now: datetime = NOON) -> str:
    request = request or demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    return receive_and_verify(desk, request, checks=good_checks(now), now=now).stored.request_id


def scoped(desk: DemoDesk, request_id: str) -> None:
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON + HOUR,
    )  # fmt: skip


def court_order(*classes: DataClass, account_id: str = ACCOUNT) -> LegalRequest:
    order = demo_request("us-court-order-2703d", *classes, account_id=account_id)
    judge = replace(order.issuing_authority, kind=AuthorityKind.JUDGE)
    return replace(order, issuing_authority=judge, offence="money laundering")


def test_a_question_back_stops_no_clock_and_the_answer_is_only_added(desk: DemoDesk) -> None:
    request_id = asked(desk)
    with pytest.raises(BadValue, match="say what is meant"):
        ask_clarification(
            desk.records, request_id, [Reason.INCOMPLETE], " ", actor=INTAKE, now=NOON
        )
    with pytest.raises(GuardUnmet, match="reason code"):
        ask_clarification(desk.records, request_id, [], "which?", actor=INTAKE, now=NOON)
    ask_clarification(
        desk.records, request_id, [Reason.INCOMPLETE], "Which days?", actor=INTAKE, now=NOON + HOUR
    )
    with desk.records.read() as view:
        clocks = {c.kind: c for c in view.desk.clocks.of_request(request_id)}
        assert standing(clocks[ClockKind.RESPONSE], now=NOON + 90 * DAY) is Standing.OVERDUE
        assert view.desk.requests.get(request_id).answered_at is None
    before = stands(desk, request_id).request
    stored = clarify_request(
        desk.records, request_id, "The first of March.", actor=OFFICER, now=NOON + DAY
    )
    assert stored.state.production.value == "triage"
    assert stored.request == before
    with desk.records.read() as view:
        said = view.desk.statements.of_request(request_id, kind=StatementKind.CLARIFICATION)
        assert [each.body["words"] for each in said] == ["The first of March."]
        log = b"".join(entry.canonical for entry in view.audit.entries())
        assert b"first of March" not in log
        assert_intact(view)


def stands(desk: DemoDesk, request_id: str) -> StoredRequest:
    with desk.records.read() as view:
        return view.desk.requests.get(request_id)


def test_a_part_that_is_refused_ends_no_clock_and_the_rest_goes_on(desk: DemoDesk) -> None:
    request_id = asked(desk)
    stored = refuse_part(
        desk.records, request_id, [Reason.OVERBROAD], "not the contacts", actor=COUNSEL,
        now=NOON + HOUR,
    )  # fmt: skip
    assert stored.state.production.value == "partial"
    assert stored.answered_at is None
    released, package = produce(desk, request_id, now=NOON + 2 * HOUR)
    assert released.state.production.value == "released"
    assert released.answered_at is not None
    assert package.line_count == 4


def test_the_rest_of_an_emergency_stays_owed_within_48_hours_when_a_part_is_refused(
    desk: DemoDesk,
) -> None:
    request_id = asked(desk, emergency_request())
    refuse_part(
        desk.records, request_id, [Reason.EMERGENCY_TEST_NOT_MET], "not the transfers",
        actor=COUNSEL, now=NOON + HOUR,
    )  # fmt: skip
    told = [
        (each.waiting.request_id, each.percent)
        for each in check_clocks(desk.records, now=NOON + 49 * HOUR)
        if each.waiting.clock.kind is ClockKind.RESPONSE
    ]
    assert told == [(request_id, 100)]
    refused = refuse_request(
        desk.records, request_id, [Reason.OVERBROAD], actor=COUNSEL, now=NOON + 50 * HOUR
    )
    assert refused.answered_at == NOON + 50 * HOUR
    with desk.records.read() as view:
        clocks = {each.kind: each for each in view.desk.clocks.of_request(request_id)}
        assert standing(clocks[ClockKind.RESPONSE], now=NOON + 51 * HOUR) is Standing.MISSED


def test_a_challenge_needs_a_filing_and_two_of_counsel_and_keeps_the_hold(desk: DemoDesk) -> None:
    request_id = asked(desk)

    def challenge(reference: str, second: Actor) -> None:
        challenge_request(
            desk.records, request_id, reference, actor=COUNSEL, general_counsel=second,
            now=NOON + HOUR,
        )  # fmt: skip

    for reference, second in (("", GENERAL_COUNSEL), ("26-cv-1", COUNSEL), ("26-cv-1", INTAKE)):
        with pytest.raises(GuardUnmet, match="court reference"):
            challenge(reference, second)
    challenge("26-cv-1", GENERAL_COUNSEL)
    with desk.records.read() as view:
        stored = view.desk.requests.get(request_id)
        assert stored.state.production.value == "challenged"
        assert {h.state.value for h in view.desk.holds.of_request(request_id)} == {"provisional"}
    refused = refuse_request(
        desk.records, request_id, [Reason.RIGHTS_RISK], actor=COUNSEL, now=NOON + DAY
    )
    assert refused.state.production.value == "refused"


def test_what_quality_sends_back_is_destroyed_and_collected_again(desk: DemoDesk) -> None:
    request_id = asked(desk)
    scoped(desk, request_id)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    key = desk.seals.signer.key
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON + HOUR)
    send_back(desk.records, request_id, "a session is missing", actor=QUALITY, now=NOON + HOUR)
    with desk.records.read() as view, pytest.raises(UnknownId):
        view.desk.requests.collected(request_id)
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON + 2 * HOUR)
    passed = pass_quality(desk.records, request_id, key=key, actor=QUALITY, now=NOON + 2 * HOUR)
    assert passed.state.production.value == "qa_passed"


def test_a_withdrawal_must_be_the_issuers_and_destroys_what_was_collected(desk: DemoDesk) -> None:
    request_id = asked(desk)
    scoped(desk, request_id)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    key = desk.seals.signer.key
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON + HOUR)
    with pytest.raises(GuardUnmet, match="withdrawal authenticated"):
        withdraw_request(desk.records, request_id, authenticated_by="", actor=OFFICER, now=NOON)
    stored = withdraw_request(
        desk.records, request_id, authenticated_by="passkey", actor=OFFICER, now=NOON + DAY
    )
    assert stored.state.production.value == "withdrawn"
    assert stored.state.holding.value == "provisional"  # the hold ends by its own policy
    with desk.records.read() as view:
        assert all(c.answered_at for c in view.desk.clocks.of_request(request_id))
        with pytest.raises(UnknownId):
            view.desk.requests.collected(request_id)


def test_a_gap_is_noticed_without_transfers_being_granted(desk: DemoDesk, seal: Seal) -> None:
    request_id = asked(desk)
    released, package = produce(desk, request_id, now=NOON + HOUR)
    assert released.state.cross_border.value == "requester_informed"
    certificate = json.loads(opened(package.sealed, seal)["bag/data/gap_certificate.json"])
    assert certificate["other_operators"] == ["sister"]
    assert certificate["pointers_withheld"] is True
    assert certificate["our_side_holds"] is None
    assert "sister-31337" not in json.dumps(certificate)
    assert certificate["treaty_schedule"]["identifiers_on_our_side"] == [
        {"kind": "platform_id", "value": ACCOUNT}
    ]


def test_other_people_are_taken_out_of_what_is_produced(desk: DemoDesk, seal: Seal) -> None:
    party = {
        "id": "wx-999", "operator": "here", "region": "US", "phone": "+16035559999",
        "name": "Somebody Else",
    }  # fmt: skip
    fields: dict[str, JsonValue] = {
        "transfer": {"base_units": 7, "asset": "USD", "counterparty": dict(party)}
    }
    with desk.records.begin() as unit:
        unit.desk.directory.add_records(
            [
                DirectoryRecord(
                    record_number=0, account_id=ACCOUNT, data_class=DataClass.TRANSFERS,
                    at=NOON - DAY, fields=fields,
                )
            ]
        )  # fmt: skip
    _, package = produce(desk, asked(desk, court_order(DataClass.TRANSFERS)), now=NOON + HOUR)
    files = opened(package.sealed, seal)
    whole = b"".join(files.values())
    assert b"+16035559999" not in whole
    assert b"Somebody Else" not in whole
    assert b'"id":"wx-999"' in files["bag/data/records/subscriber.jsonl"]


def test_a_new_legal_basis_is_a_new_file_and_nothing_else(desk: DemoDesk, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "deadlines", tmp_path / "deadlines")
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    text = (ROOT / "deadlines" / "us-subpoena.yaml").read_text(encoding="utf-8")
    added = text.replace("id: us-subpoena", "id: xx-production-order", 1)
    (tmp_path / "deadlines" / "xx-production-order.yaml").write_text(added, encoding="utf-8")
    more = replace(desk, instruments=load_instruments(tmp_path))
    assert set(more.instruments) - set(desk.instruments) == {"xx-production-order"}
    request_id = asked(more, demo_request("xx-production-order", DataClass.PHONE))
    released, package = produce(more, request_id, now=NOON + HOUR)
    assert package.line_count == 1
    assert released.instrument_version == more.instruments["us-subpoena"].instrument.version


def test_the_five_gap_measures_are_computed_from_stored_requests(desk: DemoDesk) -> None:
    with desk.records.begin() as unit:
        unit.desk.directory.add_account("wx-alone", [])
    first = asked(desk, court_order(DataClass.TRANSFERS))
    produce(desk, first, now=NOON + HOUR)
    second = asked(desk)
    produce(desk, second, now=NOON + HOUR)
    routed = asked(desk)
    route_request(
        desk.records, routed, actor=BORDER, now=NOON + HOUR, letter="Ask through the treaty.",
        own_operator="here",
    )  # fmt: skip
    note_mla_reference(desk.records, first, "OIA-26-7", actor=BORDER, now=NOON + 9 * DAY)
    note_mla_answer(desk.records, first, "documents came", actor=BORDER, now=NOON + 100 * DAY)
    note_no_answer(desk.records, routed, "given up", actor=BORDER, now=NOON + 101 * DAY)
    told = measure_gaps(
        desk.records, since=NOON - DAY, until=NOON + DAY, now=NOON + 200 * DAY + HOUR
    )
    whole = told.whole
    assert (whole.production_count, whole.one_sided_count) == (2, 2)  # GAP-1
    assert (whole.one_sided_transfers, dict(whole.one_sided_units)) == (3, {"USD": 750_000})
    assert (whole.identified_counterparties, whole.counterparties) == (3, 6)  # GAP-3
    assert (whole.informed, whole.mla_known, whole.answered, whole.given_up) == (3, 1, 1, 1)
    assert round(whole.median_days_to_answer or 0) == 100  # GAP-4
    assert whole.open_ages_days == (200, 200)  # GAP-5
    assert set(told.by_agency) == {AGENCY.agency_id}
    assert set(told.by_offence) == {"money laundering", "not named"}
    assert set(told.by_half_year) == {"2026-H1"}


def test_a_production_that_cites_a_hold_keeps_it(desk: DemoDesk) -> None:
    kept = asked(desk, demo_request("us-preservation-2703f"))
    confirm_hold(desk.records, kept, instruments=instruments(), actor=CUSTODIAN, now=NOON + HOUR)
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(kept)
    before = preservations_without_process(
        desk.records, instruments=instruments(), now=NOON + 91 * DAY
    )
    assert [(c.agency_id, c.unfollowed_count) for c in before] == [(AGENCY.agency_id, 1)]
    stranger = demo_request("us-subpoena", DataClass.PHONE)
    stranger = replace(
        stranger, cites_hold=hold.hold_id, requester=replace(stranger.requester, agency_id="other")
    )
    receive_and_verify(desk, stranger, checks=good_checks(NOON), now=NOON + DAY)
    with desk.records.read() as view:
        assert view.desk.requests.get(kept).state.holding.value == "active"
    citing = replace(demo_request("us-subpoena", DataClass.PHONE), cites_hold=hold.hold_id)
    production = asked(desk, citing)
    with desk.records.read() as view:
        assert view.desk.requests.get(kept).state.holding.value == "production_linked"
    after = preservations_without_process(
        desk.records, instruments=instruments(), now=NOON + 91 * DAY
    )
    assert [(c.preserved_count, c.unfollowed_count) for c in after] == [(1, 0)]
    near = NOON + 61 * DAY
    assert ask_reviews(desk.records, instruments=instruments(), now=near) == ()
    withdraw_request(desk.records, production, authenticated_by="key", actor=OFFICER, now=near)
    assert len(ask_reviews(desk.records, instruments=instruments(), now=near)) == 1


def test_a_preservation_is_followed_when_the_same_agency_asks_for_the_same_account(
    desk: DemoDesk,
) -> None:
    with desk.records.begin() as unit:
        add_person(unit.desk.directory, "wx-200300", at=NOON - 40 * DAY)
    asked(desk, demo_request("us-preservation-2703f"))
    asked(desk, demo_request("us-preservation-2703f", account_id="wx-200300"))
    asked(desk, demo_request("us-subpoena", DataClass.PHONE))
    (count,) = preservations_without_process(
        desk.records, instruments=instruments(), now=NOON + 91 * DAY
    )
    assert (count.preserved_count, count.followed_count, count.unfollowed_count) == (2, 1, 1)
    fresh = preservations_without_process(desk.records, instruments=instruments(), now=NOON + DAY)
    assert fresh == ()


def test_an_agency_reads_what_its_officers_asked_and_no_account(desk: DemoDesk) -> None:
    asked(desk)
    asked(desk, now=NOON + HOUR)
    digest = agency_digest(
        desk.records, AGENCY.agency_id, since=NOON - DAY, until=NOON + DAY, now=NOON + DAY
    )
    assert [(line.outcome, line.is_repeat_target) for line in digest.lines] == [
        ("triage", False), ("triage", True),
    ]  # fmt: skip
    assert {line.investigation_reference for line in digest.lines} == {"NH-2026-0417"}
    assert ACCOUNT not in json.dumps(digest.as_json())
    nobody = agency_digest(desk.records, "other", since=NOON, until=NOON + DAY, now=NOON)
    assert nobody.lines == ()


def test_a_package_is_fetched_by_its_officer_for_fourteen_days_and_until_acknowledged(
    desk: DemoDesk, seal: Seal
) -> None:
    request_id = asked(desk)
    _, package = produce(desk, request_id, now=NOON + HOUR)
    with pytest.raises(WrongRecipient, match=r"officer x is not the one .* officer-reyes"):
        fetch_package(
            desk.records, request_id, actor=replace(OFFICER, actor_id="x"), now=NOON + DAY
        )
    with pytest.raises(UnknownId, match="14 days"):
        fetch_package(desk.records, request_id, actor=OFFICER, now=NOON + 15 * DAY)
    fetched = fetch_package(desk.records, request_id, actor=OFFICER, now=NOON + DAY)
    assert fetched.sealed == package.sealed
    nonce = json.loads(opened(fetched.sealed, seal)["bag/data/acknowledge.json"])["nonce"]
    acknowledge_package(desk.records, request_id, nonce, actor=OFFICER, now=NOON + DAY)
    with pytest.raises(UnknownId):
        fetch_package(desk.records, request_id, actor=OFFICER, now=NOON + DAY)


def test_a_step_out_of_place_changes_nothing(desk: DemoDesk) -> None:
    request_id = asked(desk)
    with desk.records.read() as view:
        before = view.audit.size()
    with pytest.raises(IllegalMove):
        send_back(desk.records, request_id, "why", actor=QUALITY, now=NOON)
    with desk.records.read() as view:
        assert view.audit.size() == before
        assert view.desk.statements.of_request(request_id, kind=StatementKind.SENT_BACK) == ()
