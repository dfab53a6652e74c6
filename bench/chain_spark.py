"""What Spark costs and gives for chains: the same answers, its overhead, and how it scales.

On one machine Spark never wins: rows cross between Java and Python and every join shuffles. The
numbers say from where on a cluster is worth it. Peer: the embedded engine on the same rows.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from bench.chain import CATEGORIES, colours_of, make_ledger
from bench.row import Row
from plainsight.engines.chain_duckdb.fifo_map import fifo_map_table
from plainsight.engines.chain_numba.arrays import arrays_of_table
from plainsight.engines.chain_numba.clusters import cluster_edges
from plainsight.engines.chain_numba.exposure import expose_all
from plainsight.engines.chain_spark.clusters import cluster_frame
from plainsight.engines.chain_spark.exposure import exposure_frame
from plainsight.engines.chain_spark.fifo_map import fifo_map_frame

Session = Any  # pyspark.sql.SparkSession; pyspark is optional
AREA = "chain_spark"
ROWS = 1_000_000
ASSETS = 4
EDGES = 300_000


def run() -> list[Row]:
    """The map, exposure by asset and clusters, on one and on two local threads."""
    rows = []
    for threads in (1, 2):
        with _spark(threads) as spark:
            rows += [_map(spark, threads), _exposure(spark, threads), _clusters(spark, threads)]
    return rows


@contextmanager
def _spark(threads: int) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{threads}]").appName("chain bench")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": str(2 * threads),
        "spark.sql.session.timeZone": "UTC",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def _map(spark: Session, threads: int) -> Row:
    table = _table(ROWS)
    frame = spark.createDataFrame(table.to_pandas()).localCheckpoint()
    seconds = _seconds(lambda: fifo_map_frame(spark, frame).count())
    peer = _seconds(lambda: fifo_map_table(table, threads=threads))
    return _row(f"FIFO map of {ROWS:,} transfers", threads, seconds, "DuckDB", peer)


def _exposure(spark: Session, threads: int) -> Row:
    parts = [_table(ROWS // ASSETS, seed=seed) for seed in range(ASSETS)]
    named = _named(ROWS // ASSETS)
    whole = pa.concat_tables(
        part.append_column("asset", pa.array([f"asset {n}"] * len(part))).rename_columns(
            ["place", "source", "target", "units", "asset"]
        )
        for n, part in enumerate(parts)
    )
    frame = spark.createDataFrame(whole.to_pandas()).localCheckpoint()
    seconds = _seconds(lambda: exposure_frame(frame, paid_by=named, paid_to=named).count())
    peer = _seconds(
        lambda: [expose_all(arrays_of_table(p), paid_by=named, paid_to=named) for p in parts]
    )
    what = f"exposure, {ASSETS} assets of {ROWS // ASSETS:,} transfers"
    return _row(what, threads, seconds, "the kernel alone", peer)


def _clusters(spark: Session, threads: int) -> Row:
    draw = np.random.default_rng(5)
    first = draw.integers(0, EDGES, EDGES).astype(np.int32)
    second = draw.integers(0, EDGES, EDGES).astype(np.int32)
    edges = pa.table({"first": first.astype(np.int64), "second": second.astype(np.int64)})
    frame = spark.createDataFrame(edges.to_pandas()).localCheckpoint()
    seconds = _seconds(lambda: cluster_frame(frame).count())
    peer = _seconds(lambda: cluster_edges(first, second, address_count=EDGES))
    return _row(f"clusters over {EDGES:,} edges", threads, seconds, "the kernel alone", peer)


def _table(rows: int, *, seed: int = 1) -> pa.Table:
    ledger = make_ledger(rows, seed=seed)
    return pa.table(
        {
            "lot": pa.array(range(rows), pa.int64()),
            "source": pa.array(ledger.source).cast(pa.string()),
            "target": pa.array(ledger.target).cast(pa.string()),
            "units": ledger.units,
        }
    )


def _named(rows: int) -> dict[str, str]:
    colours = colours_of(make_ledger(rows), CATEGORIES)
    return {
        str(account): f"category {colours[account]}" for account in np.flatnonzero(colours >= 0)
    }


def _seconds(work: Callable[[], object]) -> float:
    work()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _row(what: str, threads: int, seconds: float, peer: str, peer_seconds: float) -> Row:
    return Row(
        area=AREA,
        what=f"{what}, local[{threads}]",
        value=seconds,
        unit="s",
        peer=peer,
        ratio=seconds / peer_seconds,
        note=f"peer {peer_seconds:.2f} s; a ratio above one is what Spark costs here",
    )
