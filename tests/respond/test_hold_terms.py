"""Holds end by their instrument's policy; notice waits for orders; the gap is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.respond import instruments

from plainsight.demo.legal_requests import demo_request
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope
from plainsight.respond.gap import (
    GapBy,
    GapCase,
    counts_of,
    gap_certificate,
    gap_of,
    measure_gap,
    measure_gap_by,
)
from plainsight.respond.hold_terms import (
    HoldFacts,
    asks_due,
    may_extend,
    may_keep,
    may_lapse,
    may_release,
)
from plainsight.respond.instrument import HoldTerms, Purpose
from plainsight.respond.legal_request import NonDisclosureOrder
from plainsight.respond.notice import notice_of
from plainsight.respond.states import Authenticity, Notice, Production, RequestState

START = datetime(2026, 3, 13, tzinfo=UTC)
DAY = timedelta(days=1)


def terms(name: str) -> HoldTerms:
    found = instruments()[name].instrument.hold
    assert found is not None
    return found


def facts(floor_days: int = 90, **changes: object) -> HoldFacts:
    whole = HoldFacts(placed_at=START, floor_at=START + floor_days * DAY)
    return replace(whole, **changes)  # type: ignore[arg-type]


def asked_every(days: int, count: int) -> tuple[datetime, ...]:
    """Attempts from thirty days before a floor of ninety days on."""
    return tuple(START + (60 + days * number) * DAY for number in range(count))


@given(st.integers(0, 20_000), st.integers(0, 5))
def test_a_commitment_hold_never_ends_by_time_alone(days: int, asked: int) -> None:
    for name in ("us-preservation-2703f", "ag-basic-information", "us-emergency-2702"):
        verdict = may_release(
            terms(name), facts(asked_at=asked_every(8, asked)), now=START + days * DAY
        )
        assert not verdict.is_allowed
        assert "never silently" in verdict.says


@pytest.mark.parametrize(
    ("name", "floor", "due"),
    [
        ("us-preservation-2703f", 90, {59: 0, 60: 1, 76: 2, 87: 3, 119: 3, 120: 4, 180: 6, 900: 6}),
        ("eu-epoc-pr", 60, {59: 0, 60: 1, 900: 1}),
    ],
)
def test_an_agency_is_to_be_asked_by_the_schedule(
    name: str, floor: int, due: dict[int, int]
) -> None:
    for day, count in due.items():
        assert asks_due(terms(name), facts(floor), now=START + day * DAY) == count


@pytest.mark.parametrize(
    ("name", "floor", "changes", "day", "is_allowed"),
    [
        ("us-preservation-2703f", 90, {"is_written_release": True}, 1, True),
        ("us-preservation-2703f", 90, {"asked_at": asked_every(20, 6)}, 179, False),
        ("us-preservation-2703f", 90, {"asked_at": asked_every(20, 6)}, 180, True),
        ("us-preservation-2703f", 90, {"asked_at": asked_every(7, 6)}, 180, True),
        ("us-preservation-2703f", 90, {"asked_at": asked_every(6, 6)}, 180, False),
        ("us-preservation-2703f", 90, {"asked_at": asked_every(0, 60)}, 9_000, False),
        ("eu-epoc-pr", 60, {}, 59, False),
        ("eu-epoc-pr", 60, {}, 60, True),
        ("eu-epoc-pr", 60, {"annex_v_received": True}, 400, False),
        ("eu-epoc-pr", 60, {"annex_v_received": True, "is_produced": True}, 400, True),
        ("us-subpoena", 90, {}, 400, False),
        ("us-subpoena", 90, {"is_produced": True}, 89, False),
        ("us-subpoena", 90, {"is_produced": True}, 90, True),
        ("treaty-letter", 90, {}, 89, False),
        ("treaty-letter", 90, {}, 90, True),
    ],
)
def test_each_instrument_lets_go_when_its_law_says(
    name: str, floor: int, changes: dict[str, object], day: int, is_allowed: bool
) -> None:
    verdict = may_release(terms(name), facts(floor, **changes), now=START + day * DAY)
    assert verdict.is_allowed is is_allowed
    assert verdict.says


@pytest.mark.parametrize(
    ("purpose", "authenticity", "last_day"),
    [
        (Purpose.PRODUCTION, Authenticity.UNVERIFIED, 14),
        (Purpose.PRODUCTION, Authenticity.VERIFYING, 14),
        (Purpose.PRODUCTION, Authenticity.FRAUD_SUSPECTED, 30),
        (Purpose.PRESERVATION, Authenticity.UNVERIFIED, 90),
        (Purpose.PRESERVATION, Authenticity.FRAUD_SUSPECTED, 30),
    ],
)
def test_an_unconfirmed_hold_lapses_on_its_day_and_not_before(
    purpose: Purpose, authenticity: Authenticity, last_day: int
) -> None:
    almost, last = START + last_day * DAY - timedelta(microseconds=1), START + last_day * DAY
    state = RequestState(authenticity=authenticity)
    assert not may_lapse(purpose, state, facts(), now=almost).is_allowed
    assert may_lapse(purpose, state, facts(), now=last).is_allowed


@pytest.mark.parametrize("production", Production)
def test_a_verified_requesters_hold_never_lapses_unless_nothing_is_to_be_produced(
    production: Production,
) -> None:
    state = RequestState(authenticity=Authenticity.VERIFIED, production=production)
    almost = START + 90 * DAY - timedelta(microseconds=1)
    ends = production.value in ("refused", "withdrawn", "duplicate")
    for purpose in (Purpose.PRODUCTION, Purpose.PRESERVATION):
        assert not may_lapse(purpose, state, facts(), now=almost).is_allowed
        assert may_lapse(purpose, state, facts(), now=START + 9_000 * DAY).is_allowed is ends
        assert may_lapse(purpose, state, facts(), now=START + 90 * DAY).is_allowed is ends


def test_an_epoc_pr_is_extended_once_and_a_commitment_hold_as_often_as_needed() -> None:
    near = START + 80 * DAY
    assert may_extend(terms("eu-epoc-pr"), facts(), now=near).is_allowed
    assert not may_extend(terms("eu-epoc-pr"), facts(extension_count=1), now=near).is_allowed
    often = facts(extension_count=40)
    assert may_extend(terms("ag-basic-information"), often, now=near).is_allowed


@pytest.mark.parametrize(
    ("day", "changes", "in_writing", "says"),
    [
        (59, {}, True, "runs until 2026-06-11; an extension is noted from 2026-05-12 on"),
        (60, {}, False, "needs the renewal as it was received"),
        (60, {}, True, ""),
        (89, {}, True, ""),
        (100, {}, True, ""),  # it was never ended, and a renewal can be late
        (150, {"extension_count": 1, "floor_at": START + 180 * DAY}, True, "allows one extension"),
        # Kept on the agency's word before: its next end is not within the law's 180 days.
        (220, {"floor_at": START + 241 * DAY}, True, "beyond 180 days from its placing"),
    ],
)
def test_a_us_preservation_is_extended_once_upon_a_renewed_request(
    day: int, changes: dict[str, object], in_writing: bool, says: str
) -> None:
    """18 U.S.C. 2703(f)(2): 90 days, and an additional 90-day period upon a renewed request."""
    verdict = may_extend(
        terms("us-preservation-2703f"),
        facts(**changes),
        now=START + day * DAY,
        is_in_writing=in_writing,
    )
    assert verdict.is_allowed is not bool(says)
    assert says in verdict.says


def test_beyond_180_days_a_us_preservation_is_kept_with_counsel_alone() -> None:
    asked = facts(180, extension_count=1)
    at = START + 151 * DAY
    kept = may_keep(terms("us-preservation-2703f"), asked, now=at, is_confirmed=False)
    assert not kept.is_allowed
    assert "counsel confirms that first: holds confirm-keeping" in kept.says
    assert may_keep(terms("us-preservation-2703f"), asked, now=at, is_confirmed=True).is_allowed
    assert may_keep(terms("ag-basic-information"), asked, now=at, is_confirmed=False).is_allowed


APPROVED = RequestState(authenticity=Authenticity.VERIFIED, production=Production.APPROVED)


@pytest.mark.parametrize(
    ("name", "until", "released_days_ago", "notice"),
    [
        ("us-subpoena", None, None, Notice.DUE),
        ("us-subpoena", date(2026, 3, 13), None, Notice.BLOCKED_UNTIL),
        ("us-subpoena", date(2026, 3, 11), None, Notice.DUE),
        ("us-emergency-2702", None, None, Notice.NOT_DUE),
        ("us-emergency-2702", None, 89, Notice.BLOCKED_UNTIL),
        ("us-emergency-2702", None, 90, Notice.DUE),
        ("us-emergency-2702", date(2027, 1, 1), 90, Notice.BLOCKED_UNTIL),
        ("eu-epoc", date(2020, 1, 1), 1, Notice.WAIVED),
        ("us-preservation-2703f", None, None, Notice.WAIVED),
    ],
)
def test_the_user_is_told_unless_forbidden(
    name: str, until: date | None, released_days_ago: int | None, notice: Notice
) -> None:
    request = demo_request(name)
    if until is not None:
        request = replace(
            request, non_disclosure_order=NonDisclosureOrder(reference="NDO", until=until)
        )
    released_at = None if released_days_ago is None else START - released_days_ago * DAY
    verdict = notice_of(
        request, instruments()[name].instrument, state=APPROVED, released_at=released_at, now=START
    )
    assert verdict.notice is notice
    assert verdict.says


def test_an_order_without_an_end_blocks_until_it_is_lifted() -> None:
    request = replace(
        demo_request("us-subpoena"), non_disclosure_order=NonDisclosureOrder(reference="NDO")
    )
    verdict = notice_of(
        request,
        instruments()["us-subpoena"].instrument,
        state=APPROVED,
        released_at=None,
        now=START + 9_000 * DAY,
    )
    assert verdict.notice is Notice.BLOCKED_UNTIL


@pytest.mark.parametrize(
    ("now", "notice"),
    [
        # The day ends last at UTC-12: whichever court said it, there it still holds.
        (datetime(2026, 3, 14, 11, 59, 59, 999_999, tzinfo=UTC), Notice.BLOCKED_UNTIL),
        (datetime(2026, 3, 14, 12, tzinfo=UTC), Notice.DUE),
    ],
)
def test_an_order_forbids_to_the_last_instant_of_its_last_day_anywhere_on_earth(
    now: datetime, notice: Notice
) -> None:
    order = NonDisclosureOrder(reference="NDO", until=date(2026, 3, 13))
    verdict = notice_of(
        replace(demo_request("us-subpoena"), non_disclosure_order=order),
        instruments()["us-subpoena"].instrument,
        state=APPROVED,
        released_at=None,
        now=now,
    )
    assert verdict.notice is notice


@pytest.mark.parametrize(
    ("early", "notice"),
    [(timedelta(microseconds=1), Notice.BLOCKED_UNTIL), (timedelta(0), Notice.DUE)],
)
def test_after_an_emergency_notice_is_due_from_the_end_of_its_waiting_time(
    early: timedelta, notice: Notice
) -> None:
    instrument = instruments()["us-emergency-2702"].instrument
    verdict = notice_of(
        demo_request("us-emergency-2702"),
        instrument,
        state=APPROVED,
        released_at=START,
        now=START + instrument.notice_after - early,
    )
    assert verdict.notice is notice


@pytest.mark.parametrize(
    ("authenticity", "production"),
    [
        *((doubt, Production.APPROVED) for doubt in set(Authenticity) - {Authenticity.VERIFIED}),
        *(
            (Authenticity.VERIFIED, Production(place))
            for place in ("received", "triage", "legal_review", "scoped", "refused", "withdrawn")
        ),
    ],
)
def test_nobody_is_told_of_a_hold_or_of_a_request_that_is_not_answered(
    authenticity: Authenticity, production: Production
) -> None:
    verdict = notice_of(
        demo_request("us-subpoena"),
        instruments()["us-subpoena"].instrument,
        state=RequestState(authenticity=authenticity, production=production),
        released_at=None,
        now=START,
    )
    assert verdict.notice is Notice.NOT_DUE


def transfer(pointer: str, operator: str, units: int = 100) -> dict[str, object]:
    return {
        "base_units": units,
        "asset": "CNY",
        "counterparty": {"id": pointer, "operator": operator, "region": "CN"},
    }


TRANSFERS = [
    transfer("a", "here"), transfer("b", "sister", 5), transfer("b", "sister", 7),
    transfer("c", "sister"), {"base_units": 1, "asset": "CNY"},
]  # fmt: skip
WITH_TRANSFERS = Scope(
    identifiers=(),
    classes=(GrantedClass(data_class=DataClass.TRANSFERS, fields=("transfer",)),),
    range_from=None,
    range_to=None,
)


def test_the_gap_is_found_on_our_own_side_alone() -> None:
    gap = gap_of(TRANSFERS, own_operator="here")  # type: ignore[arg-type]
    assert [(p.pointer, p.transfer_count, dict(p.units_by_asset)) for p in gap.counterparties] == [
        ("b", 2, {"CNY": 12}),
        ("c", 1, {"CNY": 100}),
    ]
    assert (gap.transfer_count, gap.counterparty_count) == (5, 3)


def test_the_certificate_names_pointers_only_when_transfers_were_granted() -> None:
    gap = gap_of(TRANSFERS, own_operator="here")  # type: ignore[arg-type]
    told = {
        "counts": counts_of(gap),
        "country": "US",
        "reference": "LER",
        "agency_reference": "NH",
        "now": START,
    }
    named = gap_certificate(gap, WITH_TRANSFERS, **told)  # type: ignore[arg-type]
    silent = gap_certificate(gap, replace(WITH_TRANSFERS, classes=()), **told)  # type: ignore[arg-type]
    assert "'pointer': 'b'" in str(named)
    assert "'pointer': 'b'" not in str(silent)
    assert silent["pointers_withheld"] is True
    assert silent["our_side_holds"] is None
    assert named["our_side_holds"] == {
        "transfers": 3, "counterparties": 2, "base_units": {"CNY": 112},
    }  # fmt: skip
    assert silent["other_operators"] == ["sister"]
    assert "Office of International Affairs" in str(named["channel"])
    assert "assert nothing" in str(named["says"])


def test_gap_one_to_five_are_counted() -> None:
    gap = counts_of(gap_of(TRANSFERS, own_operator="here"))  # type: ignore[arg-type]
    none = counts_of(gap_of(TRANSFERS[:1], own_operator="here"))  # type: ignore[arg-type]
    routed = replace(none, party_count=0, transfer_count=0)
    cases = [
        GapCase(agency="a", counts=none, opened_at=START),
        GapCase(agency="a", counts=gap, opened_at=START, informed_at=START),
        GapCase(
            agency="b", counts=gap, opened_at=START, informed_at=START, mla_known_at=START + DAY,
            answered_at=START + 270 * DAY,
        ),
        GapCase(agency="b", counts=routed, opened_at=START, is_production=False),
    ]  # fmt: skip
    found = measure_gap(cases, now=START + 300 * DAY)
    assert (found.one_sided_count, found.production_count) == (2, 3)  # GAP-1
    assert (found.one_sided_transfers, dict(found.one_sided_units)) == (6, {"CNY": 224})  # GAP-2
    assert (found.identified_counterparties, found.counterparties) == (3, 7)  # GAP-3
    assert (found.informed, found.mla_known, found.answered) == (2, 1, 1)  # GAP-4
    assert found.median_days_to_answer == 270
    assert found.open_ages_days == (300,)  # GAP-5
    by_agency = measure_gap_by(cases, GapBy.AGENCY, now=START + 300 * DAY)
    assert {name: each.open_ages_days for name, each in by_agency.items()} == {"a": (300,), "b": ()}
    assert list(measure_gap_by(cases, GapBy.HALF_YEAR, now=START)) == ["2026-H1"]
    assert list(measure_gap_by(cases, GapBy.OFFENCE, now=START)) == ["not named"]
