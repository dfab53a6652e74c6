"""Chains: taint, the interval map, exposure, clusters and blocks, over generated ledgers.

The ledger is synthetic (power-law accounts, amounts from cents to millions, nothing ever seen to
arrive for half of it), so read ratios and growth, not single numbers. Peers run in the same run:
pandas row by row, networkx, and graphsense-clustering where it is installed.
"""

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from bench.row import Row
from bench.timing import interleaved, median_seconds, peak_mebibytes
from plainsight.engines.chain_duckdb.fifo_map import fifo_map_table
from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.engines.chain_numba.clusters import cluster_edges
from plainsight.engines.chain_numba.fifo_map import LotIndex, build_fifo_map, index_map
from plainsight.engines.chain_numba.haircut import haircut_pass
from plainsight.engines.chain_numba.walk import walk_columns
from plainsight.feeds.chain.bitcoin_block import blocks_of, read_block
from plainsight.feeds.chain.bitcoin_script import script_address
from plainsight.feeds.chain.bitcoin_transactions import transactions_of
from plainsight.feeds.chain.bitcoin_undo import read_plain_undo
from plainsight.trace.chain.walk import Direction, Interval

AREA = "chain"
MILLION = 1_000_000
ROWS = 10 * MILLION
GROWTH = (1, 3, 10, 30)
CATEGORIES = 9
NAMED = 500
STARTS = 40
EDGES = 20 * MILLION
ADDRESSES = 15 * MILLION
PEER_ROWS = 30_000
PEER_EDGES = 5 * MILLION
RUNS = 3

_MEMORY = """
import sys
import numpy as np
from bench.chain import CATEGORIES, colours_of, make_ledger
from plainsight.engines.chain_numba.fifo_map import build_fifo_map
from plainsight.engines.chain_numba.haircut import haircut_pass
ledger = make_ledger(int(sys.argv[2]))
if sys.argv[1] == "haircut":
    haircut_pass(ledger, colours=colours_of(ledger, CATEGORIES), count=CATEGORIES + 1,
        keep_arrived=True)
else:
    build_fifo_map(ledger)
"""


def run() -> list[Row]:
    """Every number of the issue, then growth, memory and peers."""
    # First, while this process is small: Linux hands a child its parent's peak.
    rows = _memory()
    ledger = make_ledger(ROWS)
    rows += _haircut(ledger)
    rows += _exposure(ledger)
    rows += _lots(ledger)
    rows += _growth()
    rows += _clusters()
    rows += _blocks()
    return rows


def make_ledger(rows: int, *, seed: int = 1) -> LedgerArrays:
    """`rows` transfers among a fifth as many accounts; a few pay and are paid very often."""
    draw = np.random.default_rng(seed)
    accounts = max(rows // 5, 10)
    names = draw.permutation(accounts).astype(np.int32)
    source = names[(draw.random(rows) ** 3 * accounts).astype(np.int32)]
    target = names[(draw.random(rows) ** 2 * accounts).astype(np.int32)]
    units = (draw.lognormal(6, 2, rows) * 1e6).astype(np.int64) + 1
    return LedgerArrays(source=source, target=target, units=units, accounts=range(accounts))  # type: ignore[arg-type]


def colours_of(ledger: LedgerArrays, count: int, *, seed: int = 2) -> NDArray[np.int16]:
    """NAMED accounts in `count` categories."""
    draw = np.random.default_rng(seed)
    colours = np.full(ledger.account_count, -1, dtype=np.int16)
    named = draw.choice(ledger.account_count, min(NAMED, ledger.account_count // 4), replace=False)
    colours[named] = draw.integers(0, count, len(named))
    return colours


def _cpu_seconds(work: Callable[[], object], *, runs: int = RUNS, warmup: int = 1) -> float:
    """Median processor time: what "per core" means on a machine that others share."""
    for _ in range(warmup):
        work()
    times = []
    for _ in range(runs):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times)


def _haircut(ledger: LedgerArrays) -> list[Row]:
    small = make_ledger(PEER_ROWS)
    nine, one = colours_of(ledger, CATEGORIES), colours_of(ledger, 1)
    few = colours_of(small, CATEGORIES)
    seconds = {
        "nine": _cpu_seconds(lambda: haircut_pass(ledger, colours=nine, count=CATEGORIES + 1)),
        "one": _cpu_seconds(lambda: haircut_pass(ledger, colours=one, count=2)),
        "pandas": _cpu_seconds(lambda: _pandas_haircut(small, few), runs=1),
    }
    rate = ROWS / seconds["nine"] / MILLION
    peer = PEER_ROWS / seconds["pandas"] / MILLION
    return [
        Row(
            area=AREA,
            what="haircut, 9 categories, exact, one core",
            value=rate,
            unit="M transfers/s",
            target=">= 8",
            is_met=rate >= 8,
            peer="pandas, row by row (floats)",
            ratio=rate / peer,
            note=f"{seconds['nine']:.2f} s of processor time; peer {peer * MILLION:,.0f}/s",
        ),
        Row(
            area=AREA,
            what="haircut, 1 category, exact, one core",
            value=ROWS / seconds["one"] / MILLION,
            unit="M transfers/s",
        ),
    ]


def _pandas_haircut(ledger: LedgerArrays, colours: NDArray[np.int16]) -> None:
    """What a notebook does: iterate rows, keep dictionaries of floats."""
    frame = pd.DataFrame({"source": ledger.source, "target": ledger.target, "units": ledger.units})
    balance: dict[int, float] = defaultdict(float)
    mass: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for _, row in frame.iterrows():
        source, target, units = row["source"], row["target"], row["units"]
        if colours[source] >= 0:
            taken = {int(colours[source]): float(units)}
        else:
            whole = max(balance[source], units)
            taken = {c: m * units / whole for c, m in mass[source].items()}
            for colour, moved in taken.items():
                mass[source][colour] -= moved
            balance[source] = whole - units
        balance[target] += units
        for colour, moved in taken.items():
            mass[target][colour] += moved


def _exposure(ledger: LedgerArrays) -> list[Row]:
    colours = colours_of(ledger, CATEGORIES)

    def both_ways() -> None:
        for one in (ledger, ledger.turned()):
            haircut_pass(one, colours=colours, count=CATEGORIES + 1, keep_arrived=True)

    seconds = median_seconds(both_ways, runs=RUNS)
    return [
        Row(
            area=AREA,
            what="exposure of all accounts, received and sent",
            value=seconds,
            unit="s for 10 M",
            target="< 30",
            is_met=seconds < 30,
            note=f"{ledger.account_count:,} accounts, 9 categories, direct and indirect",
        )
    ]


def _lots(ledger: LedgerArrays) -> list[Row]:
    table = _table(ledger)
    build = median_seconds(lambda: build_fifo_map(ledger), runs=RUNS)
    columns = build_fifo_map(ledger)
    number = median_seconds(lambda: index_map(columns, lot_count=ROWS), runs=RUNS)
    index = index_map(columns, lot_count=ROWS)
    relational = median_seconds(lambda: fifo_map_table(table), runs=1, warmup=0)
    return [
        Row(
            area=AREA,
            what="FIFO interval map of 10 M transfers",
            value=build,
            unit="s",
            target="< 15",
            is_met=build < 15,
            peer="the same map on DuckDB, 2 threads",
            ratio=build / relational,
            note=f"{len(columns):,} rows; DuckDB {relational:.1f} s; index {number:.2f} s",
        ),
        _walks(ledger, index),
    ]


def _walks(ledger: LedgerArrays, index: LotIndex) -> Row:
    draw = np.random.default_rng(3)
    # Everything that 40 accounts paid, accounts being drawn by how often they pay.
    payers = np.unique(draw.choice(ledger.source, STARTS, replace=False))
    sent = np.flatnonzero(np.isin(ledger.source, payers) & (ledger.source != ledger.target))
    starts = [Interval(lot=int(lot), offset=0, units=int(ledger.units[lot])) for lot in sent]
    stops = (colours_of(ledger, CATEGORIES)[ledger.target] >= 0).astype(np.int8)
    pieces = 0

    def trace() -> None:
        nonlocal pieces
        found = walk_columns(
            index, starts, direction=Direction.FORWARD, stops=stops, pieces_max=100_000
        )
        pieces = len(found)

    seconds = median_seconds(trace, runs=RUNS)
    return Row(
        area=AREA,
        what="40 starts traced over 10 M transfers",
        value=seconds,
        unit="s",
        target="< 1",
        is_met=seconds < 1,
        note=f"40 accounts, {len(starts):,} payments, {pieces:,} pieces with their whole way",
    )


def _growth() -> list[Row]:
    rows = []
    for size in GROWTH:
        ledger = make_ledger(size * MILLION)
        colours = colours_of(ledger, CATEGORIES)
        passed = _cpu_seconds(
            partial(haircut_pass, ledger, colours=colours, count=CATEGORIES + 1), runs=1
        )
        built = _cpu_seconds(partial(build_fifo_map, ledger), runs=1)
        rows.append(
            Row(
                area=AREA,
                what=f"growth: {size} M transfers",
                value=passed,
                unit="s haircut",
                note=f"{size / passed:.1f} M/s; FIFO map {built:.2f} s",
            )
        )
    return rows


def _clusters() -> list[Row]:
    draw = np.random.default_rng(4)
    first = draw.integers(0, ADDRESSES, EDGES).astype(np.int32)
    second = draw.integers(0, ADDRESSES, EDGES).astype(np.int32)
    few = slice(0, PEER_EDGES)
    works: dict[str, Callable[[], object]] = {
        "all": lambda: cluster_edges(first, second, address_count=ADDRESSES),
        "few": lambda: cluster_edges(first[few], second[few], address_count=ADDRESSES),
        "networkx": lambda: _networkx_components(first[: EDGES // 40], second[: EDGES // 40]),
    }
    rust = _graphsense(first[few], second[few])
    if rust is not None:
        works["graphsense"] = rust
    seconds = interleaved(works, runs=1)
    rows = [
        Row(
            area=AREA,
            what="clustering 20 M edges over 15 M addresses",
            value=seconds["all"],
            unit="s",
            target="< 10",
            is_met=seconds["all"] < 10,
            peer="networkx, per edge",
            ratio=(seconds["all"] / EDGES) / (seconds["networkx"] / (EDGES / 40)),
            note=f"networkx {seconds['networkx']:.1f} s for a fortieth of the edges",
        )
    ]
    if rust is None:
        note = "not installed: pip install graphsense-clustering"
        return [*rows, Row(area=AREA, what="graphsense-clustering", value=0, unit="", note=note)]
    return [
        *rows,
        Row(
            area=AREA,
            what="clustering 5 M edges",
            value=seconds["few"],
            unit="s",
            peer="graphsense-clustering 0.2 (Rust), mapping included",
            ratio=seconds["few"] / seconds["graphsense"],
            note=f"theirs {seconds['graphsense']:.2f} s, from lists of Python numbers",
        ),
    ]


def _networkx_components(first: NDArray[np.int32], second: NDArray[np.int32]) -> int:
    graph = nx.Graph()
    graph.add_edges_from(zip(first.tolist(), second.tolist(), strict=True))
    return nx.number_connected_components(graph)


def _graphsense(first: NDArray[np.int32], second: NDArray[np.int32]) -> Callable[[], object] | None:
    try:
        from gs_clustering import Clustering
    except ImportError:
        return None
    transactions = np.stack((first, second), axis=1).tolist()

    def work() -> object:
        clustering = Clustering(max_address_id=ADDRESSES)
        clustering.process_transactions(transactions)
        return clustering.get_mapping()

    return work


def _memory() -> list[Row]:
    return [
        Row(
            area=AREA,
            what=f"peak memory, {what}, 10 M transfers",
            value=peak_mebibytes(_MEMORY, name, str(ROWS)),
            unit="MiB",
            note="a process of its own, ledger included",
        )
        for name, what in (("haircut", "exposure one way"), ("map", "FIFO interval map"))
    ]


def _blocks() -> list[Row]:
    folder = Path(os.environ.get("PLAINSIGHT_DATA", "../shared/data")) / "chain" / "btc_raw_blocks"
    if not folder.is_dir():
        note = "needs chain/btc_raw_blocks in ../shared/data or $PLAINSIGHT_DATA"
        return [Row(area=AREA, what="raw blocks", value=0, unit="", note=note)]
    block = next(blocks_of(folder / "bcoin_block300025.raw"))
    undo = read_plain_undo((folder / "bcoin_block300025-undo.raw").read_bytes())
    size = len(block.data) / MILLION
    parse = _cpu_seconds(lambda: [read_block(block.data) for _ in range(20)]) / 20

    def read() -> None:
        # Its memory of busy addresses would turn a repeated block into no work at all.
        script_address.cache_clear()
        list(transactions_of(block, height=300_025, undo=undo))

    whole = _cpu_seconds(read)
    return [
        Row(
            area=AREA,
            what="raw blocks parsed, ids and Merkle root verified",
            value=size / parse,
            unit="MB/s",
            target=">= 20",
            is_met=size / parse >= 20,
            note="block 300025, scripts classified, nothing copied",
        ),
        Row(
            area=AREA,
            what="raw blocks to transactions, inputs valued, addresses as text",
            value=size / whole,
            unit="MB/s",
            note="Python objects; Base58 is most of it",
        ),
    ]


def _table(ledger: LedgerArrays) -> pa.Table:
    return pa.table(
        {
            "lot": pa.array(np.arange(len(ledger.units))),
            "source": pa.array(ledger.source),
            "target": pa.array(ledger.target),
            "units": pa.array(ledger.units),
        }
    )
