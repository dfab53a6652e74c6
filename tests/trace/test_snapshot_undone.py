"""An edition that is taken back leaves the claims that it found."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import tron_account

from plainsight.errors import BadValue
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.snapshot import Snapshot, SnapshotDiff, diff_snapshot
from plainsight.trace.chain.snapshot_undone import TakenEdition, undo_snapshot

DAY = date(2025, 1, 1)
CATEGORIES = ("sanctioned", "exchange")
ROWS = st.dictionaries(st.integers(0, 5), st.sampled_from(CATEGORIES), max_size=6)


def take(known: Sequence[Attribution], number: int, rows: dict[int, str]) -> SnapshotDiff:
    day = DAY + timedelta(days=30 * number)
    claims = tuple(
        Attribution(
            account=tron_account(account),
            network="tron",
            category=category,
            party="A Supplier",
            source="Test list",
            confidence=Confidence.AUTHORITY,
            effective_from=DAY,
            known_from=day,
        )
        for account, category in sorted(rows.items())
    )
    snapshot = Snapshot(
        source="Test list",
        published_on=day,
        sha256=f"hash {number}",
        rows_read=len(claims),
        attributions=claims,
    )
    return diff_snapshot(known, snapshot, may_shrink=True)


def noted(diff: SnapshotDiff, *, after: int) -> TakenEdition:
    return TakenEdition(
        source="Test list",
        published_on=diff.snapshot.published_on,
        sha256=diff.snapshot.sha256,
        former_sha256=f"hash {after}" if after >= 0 else "",
        added_count=len(diff.added),
        removed_count=len(diff.removed),
    )


def told(claims: Sequence[Attribution]) -> list[str]:
    """With the editions, which comparison leaves out."""
    return sorted(str(asdict(claim)) for claim in claims)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_was_taken_the_last_edition_leaves_no_trace(
    editions: list[dict[int, str]],
) -> None:
    known: tuple[Attribution, ...] = ()
    for number, rows in enumerate(editions):
        before, known = known, take(known, number, rows).claims
    last = len(editions) - 1
    diff = take(before, last, editions[last])
    undone = undo_snapshot(known, noted(diff, after=last - 1))
    assert told(undone.claims) == told(before)
    assert len(undone.dropped) == len(diff.added)
    assert len(undone.reopened) == len(diff.removed)


@given(st.lists(ROWS, min_size=2, max_size=4))
def test_taken_back_twice_is_taken_back_once(editions: list[dict[int, str]]) -> None:
    known: tuple[Attribution, ...] = ()
    for number, rows in enumerate(editions[:-1]):
        known = take(known, number, rows).claims
    last = len(editions) - 1
    diff = take(known, last, editions[last])
    edition = noted(diff, after=last - 1)
    once = undo_snapshot(diff.claims, edition)
    assert told(undo_snapshot(once.claims, edition).claims) == told(known)


def test_an_end_that_it_stated_for_a_claim_goes_with_it() -> None:
    first = take((), 0, {1: "sanctioned"})
    stated = replace(first.snapshot.attributions[0], effective_until=date(2025, 1, 15))
    snapshot = replace(
        take((), 1, {}).snapshot, attributions=(stated,), rows_read=1, sha256="hash 1"
    )
    diff = diff_snapshot(first.claims, snapshot)
    assert diff.claims[0].effective_until == date(2025, 1, 15)
    assert told(undo_snapshot(diff.claims, noted(diff, after=0)).claims) == told(first.claims)


def test_the_same_file_again_had_changed_nothing() -> None:
    first = take((), 0, {1: "sanctioned", 2: "exchange"})
    again = diff_snapshot(
        first.claims, replace(first.snapshot, published_on=DAY + timedelta(days=9))
    )
    edition = replace(noted(again, after=0), former_sha256=first.snapshot.sha256)
    assert told(undo_snapshot(again.claims, edition).claims) == told(first.claims)


def test_a_book_of_before_claims_knew_their_editions_is_left_alone() -> None:
    first = take((), 0, {1: "sanctioned"})
    diff = take(first.claims, 1, {2: "exchange"})
    old = [replace(claim, first_edition="", last_edition="") for claim in diff.claims]
    with pytest.raises(BadValue, match="1 claims came with it and 1 ended, but 0 and 0 are found"):
        undo_snapshot(old, noted(diff, after=0))
