"""Gates and signs of fraud: each opens for the right reason, and explains itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.demo.agency import AGENCY, SUPERVISOR
from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.respond.fraud import History, weigh_fraud
from plainsight.respond.gates import CallBack, Evidence, judge_gates
from plainsight.respond.legal_request import Identifier, IdentifierKind, Intake

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
CALL = CallBack(
    dialled="001 603-555-0100"[2:], spoke_with=SUPERVISOR, confirms_request=True, at=NOON
)
GOOD = Evidence(
    is_agency_registered=True,
    agency_email_domain=AGENCY.email_domain,
    agency_number=AGENCY.call_back_number,
    enrolled_at=NOON - timedelta(days=30),
    enrolled_agency_id=AGENCY.agency_id,
    used_passkey=True,
    mail_authenticated=True,
    call_back=CALL,
)


def test_all_four_gates_open_for_a_real_officer() -> None:
    verdict = judge_gates(emergency_request(), GOOD, now=NOON)
    assert verdict.is_passed, verdict.gates
    assert not verdict.may_dial_back


@pytest.mark.parametrize(
    ("change", "gate", "says"),
    [
        ({"enrolled_at": None}, "G1", "not enrolled"),
        ({"used_passkey": False}, "G1", "passkey"),
        ({"enrolled_at": NOON - timedelta(hours=71)}, "G1", "less than 72 hours"),
        ({"call_back": None}, "G2", "nobody called"),
        ({"call_back": replace(CALL, dialled="+1 603 555 0199")}, "G2", "independent directory"),
        ({"call_back": replace(CALL, spoke_with="a. reyes")}, "G2", "the requester"),
        ({"call_back": replace(CALL, spoke_with=" ")}, "G2", "names no supervisor"),
        ({"call_back": replace(CALL, spoke_with="\u200b")}, "G2", "names no supervisor"),
        ({"call_back": replace(CALL, confirms_request=False)}, "G2", "did not confirm"),
        ({"agency_number": ""}, "G2", "independent directory"),
        ({"is_agency_registered": False}, "G3", "not in the registry"),
        ({"agency_email_domain": "doj.example.com"}, "G3", "not the agency's mail domain"),
        ({"is_domain_compromised": True}, "G3", "compromised"),
        ({"mail_authenticated": False}, "G3", "SPF"),
    ],
)
def test_one_thing_wrong_shuts_one_gate_and_says_why(
    change: dict[str, object], gate: str, says: str
) -> None:
    evidence = replace(GOOD, **change)  # type: ignore[arg-type]
    request = replace(emergency_request(), intake=Intake.EMAIL)
    verdict = judge_gates(request, evidence, now=NOON)
    shut = [each for each in verdict.gates if not each.is_passed]
    assert [each.gate for each in shut] == [gate]
    assert says in shut[0].says
    assert not verdict.is_passed
    assert verdict.may_dial_back  # the danger is told well: phone the agency ourselves
    assert verdict.contradictions == ()  # a gate that is shut is not fraud


@pytest.mark.parametrize(
    ("age", "is_open"),
    [(timedelta(hours=72), True), (timedelta(hours=72) - timedelta(microseconds=1), False)],
)
def test_an_enrolment_is_old_enough_from_its_72nd_hour_on(age: timedelta, *, is_open: bool) -> None:
    evidence = replace(GOOD, enrolled_at=NOON - age)
    (first, *_) = judge_gates(emergency_request(), evidence, now=NOON).gates
    assert (first.gate, first.is_passed) == ("G1", is_open)


def test_a_new_officer_passes_when_the_agency_co_signs() -> None:
    new = replace(GOOD, enrolled_at=NOON - timedelta(hours=1), agency_admin_cosigned=True)
    assert judge_gates(emergency_request(), new, now=NOON).is_passed


@pytest.mark.parametrize("word", ["person", "harm", "data_needed", "why_now"])
def test_an_emergency_that_does_not_say_all_four_things_stays_outside(word: str) -> None:
    request = emergency_request()
    assert request.emergency is not None
    request = replace(request, emergency=replace(request.emergency, **{word: "urgent"}))
    verdict = judge_gates(request, GOOD, now=NOON)
    assert not verdict.is_passed
    assert word in verdict.gates[3].says
    assert not verdict.may_dial_back


@pytest.mark.parametrize(
    "change",
    [{"agency_denies": True}, {"document_is_forged": True}, {"enrolled_agency_id": "another"}],
)
def test_a_contradiction_is_fraud_and_never_dials_back(change: dict[str, object]) -> None:
    evidence = replace(GOOD, **change)  # type: ignore[arg-type]
    verdict = judge_gates(emergency_request(), evidence, now=NOON)
    assert verdict.contradictions
    assert not verdict.is_passed
    assert not verdict.may_dial_back


@given(
    st.builds(
        Evidence,
        used_passkey=st.booleans(),
        mail_authenticated=st.booleans(),
        is_domain_compromised=st.booleans(),
        agency_denies=st.booleans(),
        is_agency_registered=st.booleans(),
    )
)
def test_mail_alone_never_opens_the_gates(evidence: Evidence) -> None:
    assert not judge_gates(emergency_request(), evidence, now=NOON).is_passed


@pytest.mark.parametrize(
    ("signal", "history", "change"),
    [
        ("first_contact", History(is_first_contact=True), {}),
        ("odd_hours", History(agency_utc_offset=timedelta(hours=-9)), {}),
        ("wrong_statute", History(), {"statute": "18 U.S.C. 1030"}),
        ("template_reuse", History(is_template_seen=True), {}),
        ("sensitive_target", History(sensitive_targets=("minor",)), {}),
        ("email", History(wants_email_delivery=True), {}),
        ("email", History(), {"intake": Intake.EMAIL}),
        ("repeat_target", History(is_repeat_target=True), {}),
        (
            "many_targets",
            History(),
            {
                "identifiers": tuple(
                    Identifier(kind=IdentifierKind.PHONE, value=f"+{n}") for n in range(10)
                )
            },
        ),
    ],
)
def test_each_fraud_signal_is_seen_alone_and_explained(
    signal: str, history: History, change: dict[str, object]
) -> None:
    request = replace(demo_request("us-subpoena"), **change)  # type: ignore[arg-type]
    weight = weigh_fraud(request, history, received_at=NOON)
    assert [each.name for each in weight.signs] == [signal]
    assert weight.score_permille == weight.signs[0].weight_permille > 0
    assert weight.signs[0].says


def test_nothing_is_said_of_an_hour_whose_own_time_nobody_knows() -> None:
    at_night = NOON.replace(hour=22)
    unknown = weigh_fraud(demo_request("us-subpoena"), History(), received_at=at_night)
    assert unknown.signs == ()
    there = History(agency_utc_offset=timedelta(hours=-5))
    assert weigh_fraud(demo_request("us-subpoena"), there, received_at=at_night).signs == ()


@pytest.mark.parametrize(
    ("hour", "minute", "is_night"),
    [(21, 59, False), (22, 0, True), (0, 0, True), (5, 59, True), (6, 0, False)],
)
def test_night_is_from_22_h_until_just_before_6_h_where_the_agency_is(
    hour: int, minute: int, *, is_night: bool
) -> None:
    there = History(agency_utc_offset=timedelta(hours=-5))
    at = NOON.replace(hour=hour, minute=minute) + timedelta(hours=5)
    weight = weigh_fraud(demo_request("us-subpoena"), there, received_at=at)
    assert [sign.name for sign in weight.signs] == (["odd_hours"] if is_night else [])


@pytest.mark.parametrize(("count", "names"), [(9, []), (10, ["many_targets"])])
def test_ten_accounts_are_many(count: int, names: list[str]) -> None:
    asked = tuple(Identifier(kind=IdentifierKind.PHONE, value=f"+{n}") for n in range(count))
    request = replace(demo_request("us-subpoena"), identifiers=asked)
    weight = weigh_fraud(request, History(), received_at=NOON)
    assert [sign.name for sign in weight.signs] == names


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", " \u2060 "])
def test_a_matter_number_that_nobody_can_see_is_none(unseen: str) -> None:
    request = replace(demo_request("us-subpoena"), investigation_reference=unseen)
    shut = [each.gate for each in judge_gates(request, GOOD, now=NOON).gates if not each.is_passed]
    assert shut == ["G4"]


def test_a_calm_request_weighs_nothing() -> None:
    weight = weigh_fraud(emergency_request(), History(), received_at=NOON)
    assert weight.score_permille == 0


def test_no_mail_is_asked_for_where_none_came() -> None:
    by_portal = replace(emergency_request(), intake=Intake.PORTAL)
    verdict = judge_gates(by_portal, replace(GOOD, mail_authenticated=False), now=NOON)
    assert verdict.is_passed, verdict.gates
    by_mail = replace(by_portal, intake=Intake.EMAIL)
    verdict = judge_gates(by_mail, replace(GOOD, mail_authenticated=False), now=NOON)
    assert not verdict.is_passed
