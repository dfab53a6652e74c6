"""One contract for every engine: the same mirrors as the definition, leg by leg."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.strategies.flow_files import write_ledger

from plainsight.app.trace.flow_ports import FlowQuestion, MirrorEngine
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.mirror_engine import DuckMirrors
from plainsight.model.account import Account, AccountLink, LinkKind
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.model.rate import DailyRate, Rates, scale_rate
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.leg import view_flows
from plainsight.trace.flows.mirror import MirrorSetting
from plainsight.trace.flows.mirror_net import net_position
from plainsight.trace.flows.mirror_search import Mirror, PlainTies, find_mirrors
from plainsight.trace.flows.mirror_sides import mirror_sides
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import DAY_US, Key

USD, CNY = fiat("USD"), fiat("CNY")
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 56
RATE = "0.1395"
HOUR = DAY_US // 24
TYPOLOGY = MirrorTypology(
    typology_id="F17",
    name="mirror",
    version=1,
    title={},
    summary="",
    cites=(),
    assets_a=frozenset({"USD"}),
    assets_b=frozenset({"CNY"}),
    settings=(
        MirrorSetting(lag_max=12 * HOUR, spread_low=-20, spread_high=80, floor=100_000),
        MirrorSetting(lag_max=36 * HOUR, spread_low=-10, spread_high=40, floor=0),
    ),
    keys=(Key.ACCOUNT, Key.DEVICE, Key.OWNER),
    pairs_min=3,
    null_shifts=6,
    false_share_max=400,
    legs_max=60,
)


@pytest.fixture(params=["duckdb"])
def engine(request: pytest.FixtureRequest) -> MirrorEngine:
    return DuckMirrors(Workspace(memory_limit="1GB", threads=1))


def pay(number: int, source: str, target: str, hours: float, units: int, asset: str) -> Transfer:
    return Transfer(
        transfer_id=f"t{number:04}",
        source=source,
        target=target,
        money=Money(units=units, asset=fiat(asset)),
        at=START + timedelta(hours=hours),
    )


def scenario(seed: int) -> tuple[list[Transfer], list[Account], list[AccountLink]]:
    """Two brokers among ordinary payers; the second uses each account only twice."""
    draw = Random(seed)
    rows: list[Transfer] = []
    for _ in range(220):
        source, target = draw.sample([f"u{n}" for n in range(25)], 2)
        dollars = draw.choice([50_000, 200_000, draw.randrange(50_000, 900_000)])
        rows.append(pay(len(rows), source, target, draw.uniform(0, 24 * DAYS - 1), dollars, "USD"))
        source, target = draw.sample([f"c{n}" for n in range(25)], 2)
        yuan = draw.randrange(500_000, 7_000_000)
        rows.append(pay(len(rows), source, target, draw.uniform(0, 24 * DAYS - 1), yuan, "CNY"))
    links = []
    for turn in range(9):
        hour = draw.uniform(0, 24 * DAYS - 40)
        dollars = draw.randrange(300_000, 900_000)
        yuan = round(dollars / float(RATE) * draw.uniform(1.0, 1.04))
        rows.append(pay(len(rows), "bu", f"u{draw.randrange(25)}", hour, dollars, "USD"))
        rows.append(pay(len(rows), f"c{draw.randrange(25)}", "bc", hour + 4, yuan, "CNY"))
        here, there = f"ru{turn // 2}", f"rc{turn // 2}"
        rows.append(pay(len(rows), f"u{draw.randrange(25)}", here, hour, dollars + 777, "USD"))
        rows.append(pay(len(rows), there, f"c{draw.randrange(25)}", hour + 3, yuan + 5000, "CNY"))
        links += [
            AccountLink(account_id=a, kind=LinkKind.DEVICE, value="phone") for a in (here, there)
        ]
    accounts = [Account(account_id=f"u{n}", owner=f"o{n // 2}") for n in range(12)]
    return rows, accounts, sorted(set(links), key=lambda link: link.account_id)


def rates() -> Rates:
    return Rates(
        USD,
        [
            DailyRate(
                asset=CNY,
                reporting=USD,
                day=START.date() + timedelta(days=day),
                scaled=scale_rate(RATE, asset=CNY, reporting=USD),
                source="test",
            )
            for day in range(DAYS + 2)
        ],
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_engines_find_the_same_mirrors_leg_by_leg(
    engine: MirrorEngine, tmp_path: Path, seed: int
) -> None:
    rows, accounts, links = scenario(seed)
    view = view_flows(rows, rates=rates(), accounts=accounts, links=links)
    finders = []
    for key in TYPOLOGY.keys:
        side_a, side_b = mirror_sides(view, TYPOLOGY, key)
        finders.append(PlainTies(side_a=side_a, side_b=side_b, pairs_min=3, level=str(key)))
    judged = find_mirrors(TYPOLOGY, finders)
    first = (START.date() - date(1970, 1, 1)).days
    texts = [(first + day, "CNY", RATE, 2) for day in range(DAYS + 2)]
    snapshot = write_ledger(tmp_path, rows, accounts, links, texts)
    found = engine.find(snapshot, TYPOLOGY, FlowQuestion(reporting=USD))
    assert [summary(each) for each in found] == [summary(each) for each in judged]
    names = {(each.level, each.tie.key_a, each.tie.key_b) for each in judged}
    assert ("account", "bu", "bc") in names
    assert ("device", "device:phone", "device:phone") in names


def test_books_asked_for_are_the_books_of_the_definition(
    engine: MirrorEngine, tmp_path: Path
) -> None:
    rows, accounts, links = scenario(1)
    view = view_flows(rows, rates=rates(), accounts=accounts, links=links)
    first = (START.date() - date(1970, 1, 1)).days
    texts = [(first + day, "CNY", RATE, 2) for day in range(DAYS + 2)]
    snapshot = write_ledger(tmp_path, rows, accounts, links, texts)
    for key, (key_a, key_b) in {
        Key.ACCOUNT: ("bu", "bc"),
        Key.DEVICE: ("device:phone", "device:phone"),
    }.items():
        side_a, side_b = mirror_sides(view, TYPOLOGY, key)
        finder = PlainTies(side_a=side_a, side_b=side_b, pairs_min=3, level=str(key))
        judged = net_position(*finder.books(key_a, key_b), finder.span)
        question = FlowQuestion(reporting=USD)
        found = engine.books(snapshot, TYPOLOGY, question, key_a=key_a, key_b=key_b)
        assert judged is not None
        assert found == judged
    assert engine.books(snapshot, TYPOLOGY, question, key_a="bu", key_b="nobody") is None


def summary(mirror: Mirror) -> tuple[object, ...]:
    """Everything but the keys that legs carry along, of which an engine fills in one end only."""
    return (
        mirror.level,
        mirror.tie,
        mirror.setting,
        mirror.false_share,
        mirror.books,
        [(p.a.transfer_id, p.b.transfer_id, p.lag_us, p.spread, p.a.value) for p in mirror.pairs],
        [
            ([leg.transfer_id for leg in run.legs_a], [leg.transfer_id for leg in run.legs_b])
            for run in mirror.runs
        ],
    )


def test_a_ledger_with_one_side_only_holds_no_mirror(engine: MirrorEngine, tmp_path: Path) -> None:
    rows = [pay(n, "a", "b", n, 100, "USD") for n in range(3)]
    question = FlowQuestion(reporting=USD)
    assert engine.find(write_ledger(tmp_path, rows), TYPOLOGY, question) == []
    assert engine.find(write_ledger(tmp_path / "none", []), TYPOLOGY, question) == []
