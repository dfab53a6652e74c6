"""Instrument x data class, field by field: what each yields, and what it never yields."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.respond import instruments

from plainsight.demo.legal_requests import demo_request
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import ScopeVerdict, Verdict, scope_of
from plainsight.respond.instrument import Condition, Purpose
from plainsight.respond.legal_request import AuthorityKind, Identifier, IdentifierKind, LegalRequest
from plainsight.respond.reason import Reason

NOW = datetime(2026, 3, 13, tzinfo=UTC)
EVERYTHING = tuple(DataClass)


def asked(name: str, **changes: object) -> LegalRequest:
    instrument = instruments()[name].instrument
    request = demo_request(name, *EVERYTHING)
    authority = replace(
        request.issuing_authority,
        kind=AuthorityKind(instrument.issuers[0]),
        country=(instrument.countries or ("DE",))[0],
    )
    return replace(request, issuing_authority=authority, **changes)  # type: ignore[arg-type]


def judged(name: str, *confirmed: Condition, **changes: object) -> ScopeVerdict:
    return scope_of(
        asked(name, **changes), instruments()[name].instrument, now=NOW, confirmed=confirmed
    )


def classes(verdict: ScopeVerdict) -> str:
    return " ".join(granted.data_class.value for granted in verdict.scope.classes)


@pytest.mark.parametrize(
    ("name", "yields"),
    [
        ("us-subpoena", "D1 D2 D3 D4 D5 D6"),
        ("ag-basic-information", "D1 D2 D3 D4 D5"),
        ("us-court-order-2703d", "D1 D2 D3 D4 D5 D6 D7 D8"),
        ("us-search-warrant", "D1 D2 D3 D4 D5 D6 D7 D8 D9 D10"),
        ("us-preservation-2703f", ""),
        ("us-emergency-2702", "D1 D2 D3 D4 D5 D9"),
        ("eu-epoc", "D1 D2 D3 D4 D5 D6"),
        ("eu-epoc-pr", ""),
        ("sg-cpc-20", "D1 D2 D3 D4 D5 D6 D8 D9"),
        ("sg-macma-22", "D1 D2 D3 D4 D5 D6 D7 D8 D9 D10"),
        ("treaty-letter", ""),
        ("budapest-2ap-7", "D1 D2 D3 D4"),
        ("china-side", ""),
        ("freeze-order", ""),
        ("outside-this-desk", ""),
    ],
)
def test_what_each_instrument_yields_when_everything_is_asked(name: str, yields: str) -> None:
    verdict = judged(name)
    assert classes(verdict) == yields
    if instruments()[name].instrument.is_answered_elsewhere:
        assert [part.what for part in verdict.not_produced] == ["the whole legal request"]
        return
    given_up = {part.what for part in verdict.not_produced if part.what.startswith("D")}
    assert given_up | set(yields.split()) == {each.value for each in DataClass}


def test_a_subpoena_yields_the_six_statutory_items_and_not_the_region_or_wallet() -> None:
    fields = judged("us-subpoena").scope.field_names
    assert fields == {
        "platform_id", "phone", "email", "name", "address", "created_at", "service_types",
        "session", "service_payment",
    }  # fmt: skip


def test_an_epoc_for_traffic_needs_a_judge_and_a_serious_offence() -> None:
    assert "D7" not in classes(judged("eu-epoc", offence_years_max=2))
    assert "D7" in classes(judged("eu-epoc", offence_years_max=3))
    (said,) = [
        part.says
        for part in judged("eu-epoc", offence_years_max=2).not_produced
        if part.what == "D7"
    ]
    assert "an offence of at least three years" in said


def test_location_needs_a_warrant_confirmed_by_a_person() -> None:
    assert "D9" in classes(judged("us-court-order-2703d", Condition.WARRANT))


def test_content_in_an_emergency_needs_general_counsel_each_time() -> None:
    assert "D10" not in classes(judged("us-emergency-2702"))
    assert "D10" in classes(judged("us-emergency-2702", Condition.COUNSEL))


@pytest.mark.parametrize("name", sorted(instruments()))
def test_no_investigation_reference_no_disclosure(name: str) -> None:
    verdict = judged(name, investigation_reference=" ")
    assert verdict.verdict is Verdict.REFUSED
    if instruments()[name].instrument.purpose in (Purpose.PRODUCTION, Purpose.EMERGENCY):
        assert verdict.not_produced[0].reason is Reason.NO_CASE_REF


@pytest.mark.parametrize("name", sorted(instruments()))
def test_sister_data_is_never_ours_to_give(name: str) -> None:
    verdict = judged(name, Condition.COUNSEL, Condition.WARRANT, offence_years_max=30)
    assert "D11" not in classes(verdict)
    assert Reason.NOT_OUR_ENTITY in {part.reason for part in verdict.not_produced}


def test_a_thousand_identifiers_are_a_dragnet_and_none_is_picked_out_of_it() -> None:
    many = tuple(Identifier(kind=IdentifierKind.PLATFORM_ID, value=f"wx-{n}") for n in range(1_000))
    verdict = judged("us-subpoena", identifiers=many)
    assert verdict.verdict is Verdict.REFUSED
    assert Reason.OVERBROAD in {part.reason for part in verdict.not_produced}


def test_an_over_long_range_is_narrowed_with_a_reason() -> None:
    verdict = judged("us-subpoena", range_from=NOW - timedelta(days=4_000))
    assert verdict.verdict is Verdict.PARTIAL
    assert verdict.scope.range_from == NOW - timedelta(days=731)
    assert [p.reason for p in verdict.not_produced if "to" in p.what] == [Reason.OVERBROAD]


def test_a_range_that_ends_in_the_year_1_is_judged_like_any_other() -> None:
    ends = datetime(1, 1, 1, tzinfo=UTC)
    open_start = judged("us-subpoena", range_to=ends)
    assert (open_start.scope.range_from, open_start.scope.range_to) == (ends, ends)
    assert judged("us-subpoena", range_from=ends, range_to=ends + timedelta(days=9)).scope.range_to


def test_only_the_past_is_given() -> None:
    later = NOW + timedelta(days=30)
    assert judged("us-subpoena", range_to=later).scope.range_to == NOW
    ahead = judged("us-subpoena", range_from=later, range_to=later)
    assert Reason.NOT_HELD_NEVER in {part.reason for part in ahead.not_produced}


def test_a_range_into_days_that_have_not_come_is_cut_and_told() -> None:
    until = judged("us-court-order-2703d", range_to=NOW + timedelta(days=30))
    assert until.scope.range_to == NOW
    told = [(each.what, each.reason) for each in until.not_produced]
    assert ("after 2026-03-13", Reason.NOT_HELD_NEVER) in told
    today = judged("us-court-order-2703d", range_to=NOW + timedelta(hours=23, minutes=59))
    assert today.scope.range_to == NOW
    assert "after 2026-03-13" not in [each.what for each in today.not_produced]


def test_an_authority_that_cannot_issue_an_instrument_is_told_so() -> None:
    request = demo_request("us-search-warrant", DataClass.CONTENT)  # an agency signs no warrant
    verdict = scope_of(request, instruments()["us-search-warrant"].instrument, now=NOW)
    assert verdict.not_produced[0].reason is Reason.ISSUER_NOT_COMPETENT


@given(
    st.sampled_from(sorted(instruments())),
    st.lists(st.sampled_from(DataClass), unique=True, max_size=11),
    st.sampled_from(AuthorityKind),
    st.integers(0, 10),
)
def test_a_scope_never_exceeds_what_was_asked_and_explains_the_rest(
    name: str, wanted: list[DataClass], kind: AuthorityKind, years: int
) -> None:
    request = asked(name, data_classes=tuple(wanted), offence_years_max=years)
    request = replace(request, issuing_authority=replace(request.issuing_authority, kind=kind))
    verdict = scope_of(request, instruments()[name].instrument, now=NOW)
    given_classes = {granted.data_class for granted in verdict.scope.classes}
    assert given_classes <= set(wanted)
    explained = {part.what for part in verdict.not_produced}
    if verdict.verdict is not Verdict.REFUSED:
        assert {each.value for each in set(wanted) - given_classes} <= explained
    else:
        assert verdict.not_produced or not wanted
    assert verdict.policy_version == instruments()[name].instrument.version


def test_a_reference_that_nobody_can_see_is_none() -> None:
    verdict = judged("us-subpoena", investigation_reference="\u200b")
    assert verdict.verdict is Verdict.REFUSED
    assert verdict.not_produced[0].reason is Reason.NO_CASE_REF


@pytest.mark.parametrize(
    ("signed_on", "hour", "is_refused"),
    [
        (date(2999, 1, 1), 0, True),
        (date(2026, 3, 14), 0, True),
        (date(2026, 3, 14), 10, False),  # it has come where a day begins first
        (date(2026, 3, 13), 0, False),
    ],
)
def test_what_is_signed_on_a_day_that_has_not_come_yields_nothing(
    signed_on: date, hour: int, *, is_refused: bool
) -> None:
    request = asked("us-search-warrant")
    authority = replace(request.issuing_authority, signed_on=signed_on)
    verdict = scope_of(
        replace(request, issuing_authority=authority),
        instruments()["us-search-warrant"].instrument,
        now=NOW.replace(hour=hour),
        confirmed=tuple(Condition),
    )
    assert (verdict.verdict is Verdict.REFUSED) is is_refused
    assert (verdict.not_produced[0].reason is Reason.MANIFEST_ERROR) is is_refused
