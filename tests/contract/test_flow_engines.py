"""One contract for every engine: the same instances as the plain definitions, to the base unit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from tests.contract.spark_cluster import CLUSTER, HERE, Sparks
from tests.strategies.drawn_flows import Holders, holders_of, random_ledger
from tests.strategies.flow_files import write_ledger
from tests.strategies.flows import (
    ALL,
    HOUR,
    IN,
    OUT,
    START,
    USD,
    holders,
    ledgers,
    measure,
    stage,
    transfer,
    typology,
    view,
)

from plainsight.app.trace.flow_ports import FlowEngine, FlowQuestion
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.engine import DuckFlows
from plainsight.engines.flows_spark.engine import SparkFlows
from plainsight.errors import NoRate
from plainsight.model.account import Account
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.model.rate import DailyRate, Rates, rates_into, scale_rate
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import instant_us, view_flows
from plainsight.trace.flows.typology import (
    AccountTest,
    Bound,
    Counts,
    FlowTypology,
    Key,
    LegTest,
    Role,
)

TWO_PAYERS = [Bound(measure="payers", least=2)]
LOCAL = pytest.param(HERE, marks=pytest.mark.spark)
REMOTE = pytest.param(CLUSTER, marks=pytest.mark.spark)
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::UserWarning", "ignore::FutureWarning"
)


@pytest.fixture(scope="module", params=["duckdb"])
def engine(request: pytest.FixtureRequest) -> FlowEngine:
    if request.param == "duckdb":
        return DuckFlows(Workspace(memory_limit="1GB", threads=1))
    sparks: Sparks = request.getfixturevalue("sparks")
    return SparkFlows(sparks.at(request.param))


# Spark plans for seconds what it computes in no time; it gets one test of each kind, and of the
# forms as many as show that the plans are the same.
FORMS_PLANNED = {HERE: 3, CLUSTER: 1}
on_every_engine = pytest.mark.parametrize("engine", ["duckdb", LOCAL, REMOTE], indirect=True)
on_one_machine = pytest.mark.parametrize("engine", ["duckdb", LOCAL], indirect=True)


def agree(
    engine: FlowEngine,
    folder: Path,
    rows: Sequence[Transfer],
    wanted: Sequence[FlowTypology],
    known: Holders = ([], []),
    feeds: Mapping[str, str] | None = None,
) -> list[Instance]:
    """Assert that the engine answers as the judge does, and return the answer."""
    numbered = [replace(each, typology_id=f"F{n:02}") for n, each in enumerate(wanted)]
    judged = judge_flows(view(rows, *known, feeds), numbered)
    snapshot = write_ledger(folder, rows, *known, feeds=feeds)
    assert engine.find(snapshot, numbered, FlowQuestion(reporting=USD)) == judged
    return judged


TESTS = (
    LegTest(channels=frozenset({"cash"}), crosses_border=True),
    LegTest(channels_not=frozenset({"cash"}), crosses_border=False),
    LegTest(is_related=True),
    LegTest(is_related=False, target_countries=frozenset({"US", "MX"})),
    LegTest(is_away=True),
    LegTest(is_away=False, assets=frozenset({"USD"})),
    LegTest(relation_younger_than=3 * HOUR),
    LegTest(relation_younger_than=9 * HOUR, watched_for=20 * HOUR),
    LegTest(relation_younger_than=9 * HOUR, watched_in_all=50 * HOUR),
    LegTest(is_refund=False, fee_from=5),
    LegTest(is_refund=True),
    LegTest(relation_life_max=5 * HOUR, purposes_not=frozenset({"SALA"})),
    LegTest(target_countries_not=frozenset({"MX"}), value_from=2, value_below=8),
)


@on_one_machine
def test_every_leg_test_means_the_same(engine: FlowEngine, tmp_path: Path) -> None:
    draw = Random(5)
    known = holders_of(draw)
    wanted = [
        typology([stage("in", "pc", 9, *IN, where=test)], TWO_PAYERS, many="p") for test in TESTS
    ] + [
        typology([stage("hop", "cc", 15, where=TESTS[4])], ring=ALL["ring"].ring, many="c",
                 strength="value"),
        typology([stage("pay", "pq", 10, where=TESTS[4])], layers=ALL["bipartite"].layers,
                 many="pq", strength="value"),
    ]  # fmt: skip
    if not isinstance(engine, DuckFlows):
        wanted = [*wanted[:4], *wanted[7:10]]
    rows = random_ledger(6, accounts=7, legs=160, hours=60)
    assert agree(engine, tmp_path, rows, wanted, known)


def test_every_account_test_and_key_means_the_same(engine: FlowEngine, tmp_path: Path) -> None:
    draw = Random(8)
    tests = (
        AccountTest(kinds=frozenset({"merchant"})),
        AccountTest(kinds_not=frozenset({"merchant"}), sectors_not=frozenset({"gold"})),
        AccountTest(sectors=frozenset({"gold"})),
        AccountTest(peers_max=5),
    )
    wanted = [
        typology([stage("in", "pc", 9, *IN)], TWO_PAYERS, many="p", test=test) for test in tests
    ] + [
        typology(
            [stage("in", "pc", 8, *IN), stage("out", "cq", 8, *OUT)],
            [Bound(measure="payers", least=2), Bound(measure="onward", least=5)],
            many="pq",
            centre=Role(name="c", is_many=False, key=key),
        )
        for key in Key
    ] + [
        typology(
            [stage("in", "pc", 8, *IN), stage("out", "cq", 8, *OUT)],
            [Bound(measure="total", least=5)],
            many="pq",
            passed_share=800,
            returns_hours=20,
            centre=Role(name="c", is_many=False, key=key),
        )
        for key in (Key.OWNER, Key.DEVICE)
    ]  # fmt: skip
    rows = random_ledger(7, accounts=7, legs=120, hours=80)
    assert agree(engine, tmp_path, rows, wanted, holders_of(draw))


@on_every_engine
def test_engines_agree_on_every_form_of_flow(
    engine: FlowEngine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    rows = random_ledger(11, accounts=14, legs=180, hours=110)
    forms = ("fan_in", "handed_on", "ring", "gather_scatter", "scatter_gather", "bipartite")
    forms = forms[: FORMS_PLANNED.get(request.node.callspec.params["engine"], len(forms))]
    judged = agree(engine, tmp_path, rows, [ALL[name] for name in forms])
    assert len({instance.typology_id for instance in judged}) == len(forms)


def test_a_ledger_too_large_for_memory_is_answered_alike_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    large = Workspace(memory_limit="1GB", threads=1, spill=spill, in_memory_max=0)
    with large.open(rows=1) as connection:
        (file,) = spill.glob("*/search.duckdb")
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    assert not file.exists()
    rows = random_ledger(11, accounts=14, legs=180, hours=110)
    assert agree(DuckFlows(large), tmp_path, rows, [ALL["fan_in"], ALL["ring"]])
    assert not list(spill.iterdir())


@pytest.mark.parametrize(
    ("seed", "accounts", "legs", "hours"),
    [(1, 12, 200, 120), (2, 30, 300, 80), (3, 6, 120, 300), (4, 60, 400, 60)],
)
def test_engines_agree_on_larger_ledgers(
    engine: FlowEngine, tmp_path: Path, seed: int, accounts: int, legs: int, hours: int
) -> None:
    rows = random_ledger(seed, accounts=accounts, legs=legs, hours=hours)
    assert agree(engine, tmp_path, rows, list(ALL.values()))


@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ledgers(size_max=30), known=holders())
def test_engines_agree_on_any_small_ledger(
    engine: FlowEngine, tmp_path: Path, rows: list[Transfer], known: Holders
) -> None:
    agree(engine, tmp_path, rows, list(ALL.values()), known)


@on_one_machine
def test_amounts_are_valued_at_the_rate_of_their_day(engine: FlowEngine, tmp_path: Path) -> None:
    yuan, yen = fiat("CNY"), fiat("JPY")
    days = [date(2026, 1, 1), date(2026, 1, 2)]
    numbers = [(day - date(1970, 1, 1)).days for day in days]
    texts = [(numbers[0], "CNY", "0.1395", 2), (numbers[1], "CNY", "0.141234", 2),
             (numbers[0], "JPY", "0.0064", 0)]  # fmt: skip
    rates = Rates(
        USD,
        [
            DailyRate(
                asset=asset,
                reporting=USD,
                day=date(1970, 1, 1) + timedelta(days=day),
                scaled=scale_rate(text, asset=asset, reporting=USD),
                source="test",
            )
            for day, asset, text in (
                (numbers[0], yuan, "0.1395"),
                (numbers[1], yuan, "0.141234"),
                (numbers[0], yen, "0.0064"),
            )
        ],
    )
    rows = [
        replace(transfer(n, f"a{n}", "x", n * 9), money=Money(units=12345 + n, asset=asset))
        for n, asset in enumerate([yuan, yen, USD, yuan, yen])
    ]
    wanted = typology([stage("in", "pc", 40, *IN)], [Bound(measure="payers", least=3)], many="p")
    (judged,) = judge_flows(view_flows(rows, rates=rates), [wanted])
    snapshot = write_ledger(tmp_path, rows, rates=texts)
    (found,) = engine.find(snapshot, [wanted], FlowQuestion(reporting=USD))
    assert found == judged
    assert judged.numbers["total"] == 1722 + 7901 + 12347 + 1744 + 7903


@on_one_machine
def test_amounts_are_valued_by_rates_that_were_published_the_other_way(
    engine: FlowEngine, tmp_path: Path
) -> None:
    peso, euro, day = fiat("MXN"), fiat("EUR"), date(2026, 1, 1)
    known = [
        DailyRate(
            asset=asset,
            reporting=peso,
            day=day,
            scaled=scale_rate(text, asset=asset, reporting=peso),
            source="test",
        )
        for asset, text in ((USD, "17.9254"), (euro, "20.5"))
    ]
    rows = [
        replace(transfer(n, f"a{n}", "x", n), money=Money(units=1_234_567 + n, asset=asset))
        for n, asset in enumerate([peso, euro, USD, peso])
    ]
    wanted = typology([stage("in", "pc", 40, *IN)], [Bound(measure="payers", least=3)], many="p")
    (judged,) = judge_flows(view_flows(rows, rates=rates_into(USD, known)), [wanted])
    number = (day - date(1970, 1, 1)).days
    texts = [(number, "USD", "17.9254", 2), (number, "EUR", "20.5", 2)]
    snapshot = write_ledger(tmp_path, rows, rates=texts, rated_in="MXN")
    (found,) = engine.find(snapshot, [wanted], FlowQuestion(reporting=USD))
    assert found == judged
    assert judged.numbers["total"] == 68_872 + 1_411_887 + 1_234_569 + 68_873


@on_one_machine
def test_an_asset_without_a_rate_is_an_error_not_a_guess(
    engine: FlowEngine, tmp_path: Path
) -> None:
    row = replace(transfer(0, "a", "b", 0), money=Money(units=1, asset=fiat("CNY")))
    with pytest.raises(NoRate, match="no rate for CNY on 2026-01-01"):
        engine.find(write_ledger(tmp_path, [row]), [ALL["fan_in"]], FlowQuestion(reporting=USD))


@on_one_machine
def test_what_is_not_yet_known_is_not_seen(engine: FlowEngine, tmp_path: Path) -> None:
    rows = random_ledger(9, accounts=8, legs=120, hours=100)
    cut = START + timedelta(hours=50)
    snapshot = write_ledger(tmp_path, rows)
    early = engine.find(snapshot, [ALL["fan_in"]], FlowQuestion(reporting=USD, as_of=cut))
    known = view_flows([t for t in rows if t.at <= cut], rates=Rates(USD, ()))
    assert early == judge_flows(known, [ALL["fan_in"]])
    if not isinstance(engine, DuckFlows):
        return  # both ends of a window are one clause of the same plan
    late = engine.find(snapshot, [ALL["fan_in"]], FlowQuestion(reporting=USD, since=cut))
    known = view_flows([t for t in rows if t.at >= cut], rates=Rates(USD, ()))
    assert late == judge_flows(known, [ALL["fan_in"]])


@on_one_machine
def test_who_dealt_before_the_search_began_is_new_to_no_engine(
    engine: FlowEngine, tmp_path: Path
) -> None:
    cut = START + timedelta(hours=50)
    # A stray row of the year before, and a hole: the ledger is watched anew after each.
    rows = [transfer(900, "a0", "a1", -9000), *random_ledger(9, accounts=30, legs=400, hours=200)]
    after = [
        replace(row, transfer_id=f"u{n}", at=row.at + timedelta(days=60))
        for n, row in enumerate(random_ledger(10, accounts=30, legs=200, hours=200))
    ]
    where = LegTest(relation_younger_than=9 * HOUR, watched_for=30 * HOUR)
    wanted = typology([stage("in", "pc", 9, *IN, where=where)], TWO_PAYERS, many="p")
    snapshot = write_ledger(tmp_path, [*rows, *after])
    late = engine.find(snapshot, [wanted], FlowQuestion(reporting=USD, since=cut))
    known = view_flows([*rows, *after], rates=Rates(USD, ()), since=cut)
    assert late == judge_flows(known, [wanted])
    assert min(each.first_us for each in late) >= instant_us(cut)
    assert {each.first_us > instant_us(cut + timedelta(days=30)) for each in late} == {True, False}
    apart = view_flows([t for t in [*rows, *after] if t.at >= cut], rates=Rates(USD, ()))
    assert late != judge_flows(apart, [wanted])


@on_one_machine
def test_an_account_that_was_opened_meanwhile_and_a_feed_that_joins_mean_the_same(
    engine: FlowEngine, tmp_path: Path
) -> None:
    rows = random_ledger(12, accounts=12, legs=240, hours=200)
    # One feed begins late, and is missing for a month; accounts of both were opened at any time.
    rows += [
        replace(row, transfer_id=f"u{n}", at=row.at + timedelta(days=40))
        for n, row in enumerate(random_ledger(13, accounts=12, legs=120, hours=100))
    ]
    joined = START + timedelta(hours=120)
    feeds = {
        row.transfer_id: "late"
        for n, row in enumerate(rows)
        if (row.at > joined and n % 2) or row.transfer_id.startswith("u")
    }
    opened = [
        Account(account_id=f"a{n}", opened_at=START + timedelta(hours=hour))
        for n, hour in enumerate((-40, 1, 3, 20, 150, 900))
    ]
    wanted = [
        typology([stage("in", "pc", 9, *IN, where=where)], TWO_PAYERS, many="p")
        for where in (
            LegTest(relation_younger_than=20 * HOUR, watched_for=45 * HOUR),
            LegTest(watched_in_all=90 * HOUR),
        )
    ]
    assert agree(engine, tmp_path / "all", rows, wanted, (opened, []), feeds)
    if not isinstance(engine, DuckFlows):
        return  # without either, it plans what it plans for every other ledger
    apart = agree(engine, tmp_path / "bare", rows, wanted[:1])
    assert apart != agree(engine, tmp_path / "opened", rows, wanted[:1], (opened, []))
    assert apart != agree(engine, tmp_path / "fed", rows, wanted[:1], feeds=feeds)


@on_one_machine
def test_an_empty_ledger_holds_nothing(engine: FlowEngine, tmp_path: Path) -> None:
    snapshot = write_ledger(tmp_path, [])
    question = FlowQuestion(reporting=USD, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert engine.find(snapshot, [ALL["fan_in"], ALL["ring"]], question) == []


def test_the_measures_of_a_typology_may_carry_words_that_sql_keeps_for_itself(
    engine: FlowEngine, tmp_path: Path
) -> None:
    wanted = typology(
        [stage("in", "pc", 10, measure("all", Counts.LEGS), measure("order", Counts.VALUE))],
        [Bound(measure="all", least=2)],
        many="p",
        strength="order",
    )
    assert agree(engine, tmp_path, random_ledger(3, accounts=5, legs=40, hours=50), [wanted])
