"""The amount of a report does not depend on the order in which findings or alerts stand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plainsight.casework.report.counted_once import count_once
from plainsight.casework.report.evidence import MirrorEvidence, TransferEvidence
from plainsight.casework.report.from_alerts import evidence_of_alert
from plainsight.model.asset import fiat
from plainsight.model.money import Money

BEGAN = datetime(2026, 2, 11, tzinfo=UTC)
USD = fiat("USD")


def transfer(number: int, *, is_counted: bool, units: int = 100) -> TransferEvidence:
    money = Money(units=units, asset=USD)
    return TransferEvidence(
        transfer_id=f"t{number}",
        source="a",
        target="b",
        money=money,
        value=money,
        at=BEGAN + timedelta(hours=number),
        channel="p2p",
        is_counted=is_counted,
    )


def mirror(a: str, b: str) -> MirrorEvidence:
    return MirrorEvidence(
        pair_id=f"{a}{b}", side_a=(a,), side_b=(b,), lag_minutes=1, spread_permille=2
    )


def counted(found: tuple[TransferEvidence, ...]) -> list[str]:
    return [each.transfer_id for each in found if each.is_counted]


def test_what_one_finding_counts_is_counted_and_stands_once() -> None:
    told = [transfer(2, is_counted=False), transfer(1, is_counted=True)]
    again = [replace(told[0], is_counted=True), replace(told[1], is_counted=False)]
    found = count_once([*told, *again], [])
    assert [each.transfer_id for each in found] == ["t1", "t2"]
    assert counted(found) == ["t1", "t2"]


def test_side_b_of_a_mirror_is_never_counted_though_another_finding_counts_it() -> None:
    told = [transfer(1, is_counted=True), transfer(2, is_counted=True)]
    assert counted(count_once(told, [mirror("t1", "t2")])) == ["t1"]


def test_a_mirror_told_both_ways_round_leaves_one_side() -> None:
    told = [transfer(1, is_counted=True), transfer(2, is_counted=True)]
    both = [mirror("t2", "t1"), mirror("t1", "t2")]
    assert counted(count_once(told, both)) == counted(count_once(told, both[::-1])) == ["t1"]


numbers = st.integers(1, 5)
tellings = st.lists(
    st.builds(
        lambda number, is_counted, units: transfer(number, is_counted=is_counted, units=units),
        numbers,
        st.booleans(),
        st.integers(99, 101),
    ),
    max_size=12,
)
pairs = st.lists(st.builds(lambda a, b: mirror(f"t{a}", f"t{b}"), numbers, numbers), max_size=4)


@given(tellings, pairs, st.randoms(use_true_random=False))
def test_no_order_of_tellings_changes_what_is_counted(
    told: list[TransferEvidence], mirrors: list[MirrorEvidence], chance: Any
) -> None:
    found = count_once(told, mirrors)
    chance.shuffle(told)
    chance.shuffle(mirrors)
    assert count_once(told, mirrors) == found
    # Counting alert by alert and then the whole gives the same.
    half = len(told) // 2
    parts = [*count_once(told[:half], mirrors), *count_once(told[half:], mirrors)]
    assert count_once(parts, mirrors) == found


def leg(name: str, stage: str) -> dict[str, Any]:
    money = {"units": 900_000, "asset": "USD", "decimals": 2}
    return {
        "transfer_id": name,
        "source": "a",
        "target": "b",
        "stage": stage,
        "money": money,
        "value": money,
        "at": "2026-02-01T00:00:00Z",
        "channel": "p2p",
    }


def finding(*legs: dict[str, Any], pairs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "typology": "F07",
        "title": "Pass-through",
        "score_permille": 800,
        "reasons": [],
        "flags": [],
        "sar_subtypes": [],
        "keys": ["a"],
        "legs": list(legs),
        "pairs": pairs or [],
    }


def test_the_findings_of_an_alert_give_one_amount_in_every_order() -> None:
    mirrored = {"a": ["t1"], "b": ["t3"], "lag_minutes": 5, "spread_permille": 2}
    findings = [
        finding(leg("t1", "receive"), leg("t2", "hand-on")),
        finding(leg("t2", "receive"), leg("t3", "hand-on")),
        finding(leg("t3", "hop"), leg("t4", "hop")),
        finding(leg("t1", "a"), leg("t3", "b"), pairs=[mirrored]),
    ]
    for order in permutations(findings):
        found = evidence_of_alert("al", {"findings": list(order)}, is_confirmed=True)
        assert counted(found.transfers) == ["t1", "t2", "t4"]
