from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import USDT, tron_account

from plainsight.errors import BadValue, ListShrank, SnapshotTooOld
from plainsight.trace.chain.attribution import Attribution, AttributionBook, Basis, Confidence
from plainsight.trace.chain.category import (
    Categories,
    Category,
    Reach,
    Role,
    Threshold,
    standing_of,
)
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.screening import Outcome, screen_account
from plainsight.trace.chain.snapshot import Snapshot, diff_snapshot

SUPPLIER = tron_account(7)
CATEGORIES = Categories(
    [
        Category(
            category_id=name,
            title=title,
            role=role,
            thresholds={
                Reach.DIRECT: Threshold(),
                Reach.INDIRECT: Threshold(amounts={"USDT": 100}, share_bp=100),
            },
        )
        for name, title, role in (
            ("sanctioned", "Sanctioned party", Role.LISTED),
            ("exchange", "Exchange", Role.CUSTODIAN),
            ("user", "User", Role.OTHER),
        )
    ],
    version="test",
)


def _claim(account: str = SUPPLIER, **changes: object) -> Attribution:
    claim = Attribution(
        account=account,
        network="tron",
        category="sanctioned",
        party="A Supplier",
        source="OFAC SDN",
        confidence=Confidence.AUTHORITY,
        effective_from=date(2023, 10, 3),
        known_from=date(2023, 12, 4),
        label="XBT",
    )
    return replace(claim, **changes)  # type: ignore[arg-type]


def _snapshot(*claims: Attribution, on: date = date(2024, 1, 1)) -> Snapshot:
    return Snapshot(
        source="OFAC SDN", published_on=on, sha256="", rows_read=len(claims), attributions=claims
    )


def _screen(as_of: date, *claims: Attribution, basis: Basis = Basis.EFFECTIVE) -> Outcome:
    book = AttributionBook(claims)
    return screen_account(
        SUPPLIER, book=book, categories=CATEGORIES, as_of=as_of, basis=basis
    ).outcome


def test_a_listing_holds_from_its_first_day_until_the_day_of_its_removal() -> None:
    claim = _claim(effective_until=date(2024, 6, 1))
    assert _screen(date(2023, 10, 2), claim) is Outcome.NOTHING_FOUND
    assert _screen(date(2023, 10, 3), claim) is Outcome.LISTED
    assert _screen(date(2024, 5, 31), claim) is Outcome.LISTED
    assert _screen(date(2024, 6, 1), claim) is Outcome.NOTHING_FOUND


def test_what_was_listed_but_could_not_yet_be_read_is_told_apart() -> None:
    day = date(2023, 11, 1)
    assert _screen(day, _claim(), basis=Basis.EFFECTIVE) is Outcome.LISTED
    assert _screen(day, _claim(), basis=Basis.KNOWN) is Outcome.NOTHING_FOUND


def test_a_delisted_account_is_reported_with_its_past() -> None:
    book = AttributionBook([_claim(effective_until=date(2024, 6, 1))])
    answer = screen_account(SUPPLIER, book=book, categories=CATEGORIES, as_of=date(2025, 1, 1))
    assert answer.outcome is Outcome.NOTHING_FOUND
    assert "removed it on 2024-06-01" in answer.reasons[0]


def test_the_reason_says_that_the_label_and_the_network_differ() -> None:
    book = AttributionBook([_claim()])
    answer = screen_account(SUPPLIER, book=book, categories=CATEGORIES, as_of=date(2025, 1, 1))
    assert "filed as XBT, by its encoding a tron address" in answer.reasons[0]


def test_text_that_is_no_address_is_unreadable_and_not_clean() -> None:
    book = AttributionBook([])
    answer = screen_account("TXYZ", book=book, categories=CATEGORIES, as_of=date(2025, 1, 1))
    assert answer.outcome is Outcome.UNREADABLE


def test_a_listed_text_that_fits_no_encoding_is_still_found() -> None:
    book = AttributionBook([_claim("5be5" * 16, network="")])
    answer = screen_account("5be5" * 16, book=book, categories=CATEGORIES, as_of=date(2025, 1, 1))
    assert answer.outcome is Outcome.LISTED


@pytest.mark.parametrize(
    ("units", "total", "outcome"),
    [(99, 100, Outcome.NOTHING_FOUND), (100, 10_000, Outcome.EXPOSED), (100, 10_001, "none")],
)
def test_an_indirect_exposure_counts_when_amount_and_share_are_both_reached(
    units: int, total: int, outcome: str
) -> None:
    exposure = Exposure(
        account=SUPPLIER,
        way=Way.RECEIVED,
        reach=Reach.INDIRECT,
        category="sanctioned",
        units=units,
        total=total,
    )
    answer = screen_account(
        SUPPLIER,
        book=AttributionBook([]),
        categories=CATEGORIES,
        as_of=date(2025, 1, 1),
        exposures=[exposure],
        asset=USDT,
    )
    expected = Outcome.NOTHING_FOUND if outcome == "none" else outcome
    assert answer.outcome is expected


def test_a_deposit_account_at_a_custodian_is_not_the_supplier_itself() -> None:
    claims = (_claim(custodian="Example Exchange"),)
    standing = standing_of(claims, CATEGORIES)
    assert standing is not None
    assert (standing.paid_to, standing.paid_by) == ("sanctioned", "exchange")
    assert standing.role is Role.CUSTODIAN


def test_an_ordinary_name_does_not_stop_a_trace() -> None:
    assert standing_of((_claim(category="user"),), CATEGORIES) is None
    assert standing_of((), CATEGORIES) is None


def test_a_claim_cannot_end_before_it_begins() -> None:
    with pytest.raises(BadValue):
        _claim(effective_until=date(2020, 1, 1))


def test_a_snapshot_ends_what_it_no_longer_names_and_keeps_the_rest() -> None:
    stays, goes = _claim(), _claim(tron_account(8))
    comes = _claim(tron_account(9))
    diff = diff_snapshot([stays, goes], _snapshot(stays, comes))
    assert (diff.added, diff.removed, diff.kept_count) == ((comes,), (goes,), 1)
    assert {c.effective_until for c in diff.claims} == {None, date(2024, 1, 1)}
    assert len(diff.claims) == 3


def test_a_list_that_shrinks_too_much_is_refused_unless_told_otherwise() -> None:
    known = [_claim(tron_account(n)) for n in range(100)]
    cut = _snapshot(*known[:94])
    with pytest.raises(ListShrank, match="6 of 100"):
        diff_snapshot(known, cut)
    assert len(diff_snapshot(known, cut, may_shrink=True).removed) == 6
    assert len(diff_snapshot(known, _snapshot(*known[:95])).removed) == 5


def test_a_row_that_says_something_else_ends_the_old_claim_and_brings_a_new_one() -> None:
    exchange = _claim(category="exchange", party="An Exchange")
    sanctioned = _claim(known_from=date(2024, 1, 1))
    diff = diff_snapshot([exchange], _snapshot(sanctioned))
    assert (diff.added, diff.removed, diff.kept_count) == ((sanctioned,), (exchange,), 0)
    assert _screen(date(2024, 1, 1), *diff.claims) is Outcome.LISTED
    assert _screen(date(2023, 12, 31), *diff.claims, basis=Basis.KNOWN) is Outcome.NAMED


def test_rows_that_are_worded_anew_are_no_shrunk_list() -> None:
    known = [_claim(tron_account(n)) for n in range(100)]
    again = [replace(claim, party="A SUPPLIER, Ltd.") for claim in known]
    assert len(diff_snapshot(known, _snapshot(*again)).added) == 100


def test_two_claims_about_one_account_are_both_taken() -> None:
    diff = diff_snapshot([], _snapshot(_claim(), _claim(category="exchange")))
    assert [claim.category for claim in diff.claims] == ["sanctioned", "exchange"]


def test_an_end_that_a_later_edition_states_ends_the_claim_once() -> None:
    ended = _claim(effective_until=date(2024, 6, 1))
    first = diff_snapshot([_claim()], _snapshot(ended))
    assert [claim.effective_until for claim in first.claims] == [date(2024, 6, 1)]
    again = diff_snapshot(first.claims, _snapshot(ended, on=date(2024, 2, 1)))
    assert (again.added, again.removed, len(again.claims)) == ((), (), 1)


def test_an_earlier_beginning_that_a_later_edition_states_is_taken() -> None:
    diff = diff_snapshot([_claim()], _snapshot(_claim(effective_from=date(2023, 1, 1))))
    assert [claim.effective_from for claim in diff.claims] == [date(2023, 1, 1)]


def test_an_older_edition_is_refused() -> None:
    with pytest.raises(SnapshotTooOld):
        diff_snapshot([], _snapshot(_claim()), last_published_on=date(2024, 2, 1))


@given(st.sets(st.integers(1, 30)), st.sets(st.integers(1, 30)), st.sets(st.integers(1, 30)))
def test_replaying_snapshots_gives_back_each_edition_on_its_own_day(
    first: set[int], second: set[int], third: set[int]
) -> None:
    claims: tuple[Attribution, ...] = ()
    editions = [first, second, third]
    for number, edition in enumerate(editions):
        day = date(2024, 1 + number, 1)
        rows = [
            _claim(tron_account(n), effective_from=day, known_from=day) for n in sorted(edition)
        ]
        claims = diff_snapshot(claims, _snapshot(*rows, on=day), may_shrink=True).claims
    for number, edition in enumerate(editions):
        day = date(2024, 1 + number, 1)
        standing = {claim.account for claim in claims if claim.holds(day)}
        assert standing == {tron_account(n) for n in edition}
