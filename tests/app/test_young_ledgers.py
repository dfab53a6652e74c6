"""What the shipped typologies find in a ledger too young to tell who is new to whom."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from tests.strategies.flow_files import write_ledger
from tests.strategies.flows import START, USD, transfer

from plainsight import wiring
from plainsight.app.trace.find_flows import FlowsFound, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion
from plainsight.model.account import Account
from plainsight.model.transfer import Transfer

DAY = 24


def trade(days: int, *, begins: int = 0, names: str = "", number: int = 0) -> list[Transfer]:
    """200 customers, each of whom buys about every eight days at one of five shops."""
    draw = Random(days + begins)
    rows = []
    for customer in range(200):
        day = draw.uniform(0, 8)
        while day < days:
            hour = (begins + day) * DAY
            rows.append(
                transfer(
                    number + len(rows),
                    f"{names}customer{customer}",
                    f"{names}shop{customer % 5}",
                    hour,
                    draw.randrange(20, 900) * 100,
                )
            )
            day += draw.uniform(4, 12)
    return rows


def collection(day: float, number: int) -> list[Transfer]:
    """Twelve people pay one account within three days, 800 dollars each; it does nothing else."""
    return [
        transfer(number + n, f"payer{n}", "collector", (day + n / 4) * DAY, 80_000)
        for n in range(12)
    ]


def found(
    folder: Path,
    rows: Sequence[Transfer],
    accounts: Sequence[Account] = (),
    feeds: Mapping[str, str] | None = None,
) -> FlowsFound:
    return find_flows(
        write_ledger(folder, rows, accounts, feeds=feeds),
        wiring.load_flow_policy(),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
    )


def fan_ins(seen: FlowsFound) -> dict[str, list[str]]:
    return {
        each.keys[0]: [reason.says for reason in each.reasons if reason.grade]
        for each in seen.findings
        if each.typology_id == "F03"
    }


@pytest.mark.parametrize("days", [6, 14, 22, 30, 60])
def test_shops_are_no_fan_in_however_young_the_ledger(tmp_path: Path, days: int) -> None:
    assert not fan_ins(found(tmp_path, trade(days)))


def test_a_sudden_collection_is_found_in_a_young_ledger_and_nobody_is_called_new(
    tmp_path: Path,
) -> None:
    rows = trade(24)
    seen = found(tmp_path, [*rows, *collection(12, 5000)])
    (reasons,) = fan_ins(seen).values()
    assert reasons[0] == "12 parties paid it within days"
    assert reasons[2] == (
        "9,600.00 USD came in these days, of 9,600.00 USD that it was paid from five weeks before "
        "to five weeks after"
    )
    assert not any("before" in reason and "parties" in reason for reason in reasons)
    (finding,) = (each for each in seen.findings if each.keys == ("collector",))
    assert finding.notes[0].endswith("Of the rest it cannot tell.")
    assert any("go by what is sudden" in note for note in seen.notes)


def test_a_collection_of_the_first_weeks_counts_for_less_than_one_among_strangers(
    tmp_path: Path,
) -> None:
    late = found(tmp_path / "late", [*trade(80), *collection(45, 5000)])
    early = found(tmp_path / "early", [*trade(24), *collection(12, 5000)])
    scores = [
        each.score for seen in (early, late) for each in seen.findings if each.typology_id == "F03"
    ]
    assert scores == sorted(scores)
    assert scores[0] < scores[1]


def test_an_account_opened_to_collect_is_found_in_the_first_days(tmp_path: Path) -> None:
    rows = [*trade(9), *collection(4, 5000)]
    assert not fan_ins(found(tmp_path / "unknown", rows))
    opened = [Account(account_id="collector", opened_at=START + timedelta(days=3))]
    (reasons,) = fan_ins(found(tmp_path / "opened", rows, opened)).values()
    assert "12 parties that the ledger does not show paying it before" in reasons


def test_a_platform_that_joins_an_old_ledger_brings_no_fan_ins(tmp_path: Path) -> None:
    rows, joined = trade(70), trade(12, begins=58, names="w-", number=10_000)
    feeds = {row.transfer_id: "wallets" for row in joined}
    assert fan_ins(found(tmp_path / "unnamed", [*rows, *joined])), "why feeds have names"
    seen = found(tmp_path / "named", [*rows, *joined], feeds=feeds)
    assert not fan_ins(seen)
    assert any(note.startswith("wallets: F05") for note in seen.notes)
