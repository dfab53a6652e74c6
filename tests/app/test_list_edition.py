from dataclasses import replace
from datetime import date

import pytest
from tests.strategies.chains import tron_account

from plainsight.app.trace.chain_ports import SnapshotRecord
from plainsight.app.trace.list_edition import edition_of
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.snapshot import Snapshot, diff_snapshot

SPRING, SUMMER, AUTUMN = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)


def _claim(number: int) -> Attribution:
    return Attribution(
        account=tron_account(number),
        network="tron",
        category="sanctioned",
        party="A Supplier",
        source="Test list",
        confidence=Confidence.AUTHORITY,
        effective_from=date(2024, 1, 1),
        known_from=SPRING,
    )


def _taken(*editions: tuple[date, set[int]]) -> tuple[dict[str, Attribution], list[SnapshotRecord]]:
    """The claims after taking each edition, and what the book notes of the editions."""
    claims: tuple[Attribution, ...] = ()
    records = []
    for number, (day, named) in enumerate(editions):
        rows = tuple(_claim(each) for each in sorted(named))
        snapshot = Snapshot(
            source="Test list",
            published_on=day,
            sha256=f"hash {number}",
            rows_read=len(rows),
            attributions=rows,
        )
        claims = diff_snapshot(claims, snapshot, may_shrink=True).claims
        records.append(
            SnapshotRecord(
                source="Test list", file_name="", published_on=day, sha256=f"hash {number}",
                rows_read=0, unique_count=0, added_count=0, removed_count=0,
            )
        )  # fmt: skip
    return {claim.account: claim for claim in claims}, records


@pytest.mark.parametrize("is_old_book", [False, True])
@pytest.mark.parametrize(
    ("number", "as_of", "cited"),
    [
        (1, AUTUMN, "hash 2"),  # named by all three
        (1, date(2025, 2, 1), "hash 0"),  # nobody had it then; the first to say so
        (2, date(2025, 5, 1), "hash 0"),  # gone since the second edition
        (3, AUTUMN, "hash 2"),
    ],
)
def test_the_edition_cited_for_a_claim_is_one_that_holds_it(
    number: int, as_of: date, cited: str, is_old_book: bool
) -> None:
    claims, records = _taken((SPRING, {1, 2}), (SUMMER, {1, 3}), (AUTUMN, {1, 3}))
    claim = claims[tron_account(number)]
    if is_old_book:
        claim = replace(claim, first_edition="", last_edition="")
    edition = edition_of(claim, records, as_of=as_of)
    assert edition is not None
    assert edition.sha256 == cited


def test_two_editions_of_one_day_are_told_apart() -> None:
    claims, records = _taken((SUMMER, {1, 2}), (SUMMER, {1}))
    edition = edition_of(claims[tron_account(2)], records, as_of=SPRING)
    assert edition is not None
    assert edition.sha256 == "hash 0"


def test_a_claim_that_ships_with_the_software_stands_in_no_edition() -> None:
    _, records = _taken((SUMMER, {1}))
    assert edition_of(replace(_claim(1), source="Public contracts"), records, as_of=SUMMER) is None
