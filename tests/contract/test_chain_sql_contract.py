"""The relational engines against the definition of the FIFO interval map, row for row."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from tests.contract.spark_cluster import HERE, Sparks
from tests.strategies.chains import account_ledgers, ledger

from plainsight.engines.chain_duckdb.fifo_map import fifo_map_table
from plainsight.engines.chain_spark.clusters import cluster_frame
from plainsight.engines.chain_spark.exposure import exposure_frame
from plainsight.engines.chain_spark.fifo_map import fifo_map_frame, walk_frames
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.exposure import Exposure, expose_accounts
from plainsight.trace.chain.links import Link, LinkRule, cluster
from plainsight.trace.chain.lots import LotRow, map_account_lots
from plainsight.trace.chain.walk import Direction, End, Interval, LotMap, walk

MIXED = ledger(
    ("a", "b", 50),
    ("c", "b", 30),
    ("b", "d", 60),
    ("b", "b", 9),
    ("b", "e", 40),
    ("d", "e", 60),
    ("e", "f", 70),
    ("b", "f", 0),
    ("f", "a", 90),
    ("a", "g", 90),
)


def _table(legs: list[Transfer]) -> pa.Table:
    return pa.table(
        {
            "lot": pa.array(range(len(legs)), pa.int64()),
            "source": pa.array([leg.source for leg in legs], pa.string()),
            "target": pa.array([leg.target for leg in legs], pa.string()),
            "units": pa.array([leg.money.units for leg in legs], pa.int64()),
        }
    )


def _rows(columns: Any) -> tuple[LotRow, ...]:
    return tuple(LotRow(**row) for row in columns)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(account_ledgers(units_max=10**17))
def test_duckdb_builds_the_map_of_the_definition(legs: list[Transfer]) -> None:
    assert _rows(fifo_map_table(_table(legs), threads=1).to_pylist()) == map_account_lots(legs)


def test_duckdb_reads_a_ledger_from_parquet(tmp_path: Path) -> None:
    pq.write_table(_table(MIXED), tmp_path / "ledger.parquet")
    found = fifo_map_table(tmp_path / "ledger.parquet", threads=1)
    assert _rows(found.to_pylist()) == map_account_lots(MIXED)


@pytest.fixture
def spark(sparks: Sparks) -> Any:
    return sparks.at(HERE)


def _frame(spark: Any, legs: list[Transfer]) -> Any:
    rows = [tuple(row.values()) for row in _table(legs).to_pylist()]
    return spark.createDataFrame(rows, "lot long, source string, target string, units long")


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_builds_the_map_of_the_definition(spark: Any) -> None:
    wide = [("x", "y", 10**17), ("y", "z", 10**17), ("z", "x", 1), ("x", "z", 10**17)]
    legs = ledger(*[(t.source, t.target, t.money.units) for t in MIXED], *wide)
    found = fifo_map_frame(spark, _frame(spark, legs)).orderBy("target_lot", "target_offset")
    assert _rows(row.asDict() for row in found.collect()) == map_account_lots(legs)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("direction", Direction)
def test_spark_walks_to_the_ends_of_the_definition(spark: Any, direction: Direction) -> None:
    starts = [Interval(lot=0, offset=0, units=50), Interval(lot=8, offset=5, units=80)]
    forward = direction is Direction.FORWARD
    reached = [leg.target if forward else leg.source for leg in MIXED]
    expected: Counter[tuple[int, str, int]] = Counter()
    for number, start in enumerate(starts):
        for piece in walk(
            LotMap(map_account_lots(MIXED)),
            [start],
            direction=direction,
            stop=lambda lot: End.STOPPED if reached[lot] == "e" else None,
        ):
            expected[number, piece.end.value, piece.lot] += piece.units
    stops = spark.createDataFrame([(n,) for n, a in enumerate(reached) if a == "e"], "lot long")
    rows = fifo_map_frame(spark, _frame(spark, MIXED))
    found: Counter[tuple[int, str, int]] = Counter()
    for row in walk_frames(spark, rows, starts, direction=direction, stops=stops).collect():
        found[row["start"], row["end"], row["lot"]] += row["units"]
    assert found == expected


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_exposes_every_asset_like_the_definition(spark: Any) -> None:
    by_asset = {"one": MIXED, "two": ledger(("x", "a", 10**12), ("a", "e", 7), ("g", "e", 3))}
    rows = [
        (asset, place, leg.source, leg.target, leg.money.units)
        for asset, legs in by_asset.items()
        for place, leg in reversed(list(enumerate(legs)))
    ]
    frame = spark.createDataFrame(
        rows, "asset string, place long, source string, target string, units long"
    )
    named = {"e": "sanctioned", "c": "exchange"}
    found = [
        (row["asset"], Exposure(**{k: v for k, v in row.asDict().items() if k != "asset"}))
        for row in exposure_frame(frame, paid_by=named, paid_to=named).collect()
    ]
    for asset, legs in by_asset.items():
        expected = expose_accounts(legs, paid_by=named, paid_to=named)
        assert tuple(row for of, row in found if of == asset) == expected


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_clusters_like_the_definition(spark: Any) -> None:
    draw = random.Random(7)
    addresses = [str(number) for number in range(60)]
    # A long chain needs the most rounds; the rest is chance.
    pairs = [(n, n + 1) for n in range(24)]
    pairs += [(draw.randrange(25, 60), draw.randrange(25, 60)) for _ in range(16)]
    links = [
        Link(
            first=str(first),
            second=str(second),
            transaction_id=str(number),
            rule=LinkRule.CO_SPEND,
            version=1,
            confidence_percent=95,
        )
        for number, (first, second) in enumerate(pairs)
    ]
    expected = cluster(addresses, links).members
    labels = {a: int(a) for a in addresses}
    edges = spark.createDataFrame(pairs, "first long, second long")
    for row in cluster_frame(edges).collect():
        labels[str(row["address"])] = row["label"]
    assert {a: str(label) for a, label in labels.items()} == dict(expected)
