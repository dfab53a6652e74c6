"""Flows and mirrors: all typologies over millions of transfers, growth, memory, ingest, Spark.

The ledger is generated (bench/flows_data/ordinary.py): read growth and ratios, not single numbers.
It is all in dollars, so the mirror typologies end when they see it; what a mirror search costs has
a row of its own.
Every search runs in a process of its own, so that its peak memory is its own. A run over 100
million transfers takes half an hour, Spark over ten nearly as long: set
PLAINSIGHT_BENCH_LARGE=1 to have them too.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from bench.flows_data.mirror_measure import dollars_and_yuan, measure
from bench.flows_data.mirror_scenarios import LEVELS
from bench.flows_data.mirror_sweep import BROKERS, Swept, sweep
from bench.row import Row

AREA = "flows"
MILLION = 1_000_000
GROWTH = (1, 3, 10, 30)
LARGE = 100
SPARK = (1, 3, 10)  # millions of transfers
ALONE = range(1, 11)  # seeds of ledgers without any broker
GIBIBYTE_MAX = 8 * 1024


def run() -> list[Row]:
    """Every number of the issue that is not a score."""
    rows = _growth()
    if os.environ.get("PLAINSIGHT_BENCH_LARGE"):
        rows.append(_large())
    return [*rows, _ingest(), *_spark(), *_mirrors()]


def quick() -> list[Row]:
    """All typologies over one million transfers."""
    return _growth(GROWTH[:1])


def _process(module: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", f"bench.flows_data.{module}", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _growth(sizes: Sequence[int] = GROWTH) -> list[Row]:
    rows = []
    first = 0.0
    for millions in sizes:
        told = _process("flow_run", "duckdb", str(millions * MILLION))
        per_million = told["seconds"] / millions
        first = first or per_million
        is_bar = millions == 10
        rows.append(
            Row(
                area=AREA,
                what=f"all {told['typologies']} typologies over {millions} M transfers",
                value=told["seconds"],
                unit="s",
                target="< 90 s in 8 GiB" if is_bar else "",
                is_met=told["seconds"] < 90 and told["mebibytes"] < GIBIBYTE_MAX
                if is_bar
                else None,
                ratio=per_million / first,
                note=f"{millions * MILLION / told['seconds']:,.0f} transfers/s, "
                f"{told['cpu']:.0f} s of processor time, peak {told['mebibytes']:,.0f} MiB, "
                f"{told['instances']:,} instances; ratio: time a transfer to 1 M",
            )
        )
    return rows


def _large() -> Row:
    told = _process("flow_run", "duckdb", str(LARGE * MILLION))
    return Row(
        area=AREA,
        what=f"all {told['typologies']} typologies over {LARGE} M transfers, from Parquet",
        value=told["seconds"],
        unit="s",
        target="ends in 8 GiB",
        is_met=told["mebibytes"] < GIBIBYTE_MAX,
        note=f"peak {told['mebibytes']:,.0f} MiB, {told['instances']:,} instances",
    )


def _ingest() -> Row:
    told = _process("ingest_run", str(10 * MILLION))
    return Row(
        area=AREA,
        what="ingest of 10 M rows from CSV",
        value=told["rows"] / told["seconds"][0],
        unit="rows/s",
        target="bounded memory",
        is_met=told["mebibytes"] < 3 * 1024 and told["new"][1] == 0,
        note=f"{told['seconds'][0]:.0f} s, {told['cpu'][0]:.0f} of processor time, progress told "
        f"{told['steps'][0]} times, peak {told['mebibytes']:,.0f} MiB; again: {told['new'][1]} new "
        f"in {told['seconds'][1]:.0f} s",
    )


def _spark() -> list[Row]:
    rows = []
    sizes = SPARK if os.environ.get("PLAINSIGHT_BENCH_LARGE") else SPARK[:1]
    for millions in sizes:
        base = _process("flow_run", "duckdb", str(millions * MILLION))
        alone = 0.0
        for master in ("local[1]", "local[2]"):
            told = _process("flow_run", master, str(millions * MILLION))
            alone = alone or told["seconds"]
            rows.append(
                Row(
                    area=AREA,
                    what=f"Spark {master}, all {told['typologies']} typologies over {millions} M "
                    "transfers",
                    value=told["seconds"],
                    unit="s",
                    peer=f"DuckDB, two threads {base['seconds']:.1f} s",
                    ratio=told["seconds"] / base["seconds"],
                    note=f"same findings: {told['found'] == base['found']}; "
                    f"{told['cpu']:.0f} s of processor time beside {base['cpu']:.0f}; "
                    f"{alone / told['seconds']:.2f} times as fast as local[1]; "
                    f"peak {told['mebibytes']:,.0f} MiB beside {base['mebibytes']:,.0f}",
                )
            )
    return rows


def _mirrors() -> list[Row]:
    typology = dollars_and_yuan()
    measure(LEVELS[0], 0, typology, legs=(500, 5_000))  # compile
    drawn = measure(LEVELS[1], 1, typology, legs=(45_000, 455_000))
    rows = [
        Row(
            area=AREA,
            what="mirror search with its null over 500,000 legs",
            value=drawn.seconds,
            unit="s",
            target="< 20 s",
            is_met=drawn.seconds < 20,
            note=f"{drawn.cpu:.1f} s of processor time; {drawn.named} of {drawn.brokers} brokers "
            "named",
        )
    ]
    rows += [_quality(swept) for swept in sweep()]
    alone = [measure(LEVELS[0], seed, typology, brokers=0, legs=(5_000, 50_000)) for seed in ALONE]
    rows.append(
        Row(
            area=AREA,
            what="mirrors named where there are none",
            value=sum(each.mirrors for each in alone),
            unit=f"in {len(alone)} seeds",
            target="false share <= 0.1",
            is_met=sum(each.mirrors > 0 for each in alone) <= max(1, len(alone) // 10),
        )
    )
    return rows


def _quality(swept: Swept) -> Row:
    mirrors, pairs, books = swept.cells()[1], *swept.cells()[4:]
    return Row(
        area=AREA,
        what=f"mirror brokers named, {swept.what}",
        value=swept.recall,
        unit="recall",
        note=f"by seed {mirrors} of {BROKERS}; precision {swept.precision:.2f}; planted pairs of "
        f"legs in the evidence {pairs}; mirrors whose books even out {books}",
    )
