"""One measured ingest in a process of its own: `python -m bench.flows_data.ingest_run ROWS`."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from bench.flows_data.flow_run import ledgers
from bench.flows_data.ordinary import make_ledger
from bench.flows_data.usage import peak_mebibytes, processor_seconds

from plainsight.app.trace.ingest_transfers import Progress, ingest_transfers
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping
from plainsight.stores.transfers.parquet import ParquetLedger


def main() -> None:
    """Take a CSV of so many rows in; then the same again, of which nothing is new."""
    rows = int(sys.argv[1])
    file = _csv(rows)
    folder = Path(tempfile.mkdtemp(dir=ledgers()))
    try:
        ledger = ParquetLedger(folder)
        told: dict[str, list[float]] = {"seconds": [], "cpu": [], "new": [], "steps": []}
        for _ in range(2):
            before, cpu = time.perf_counter(), processor_seconds()
            steps: list[Progress] = []
            done = ingest_transfers(
                MappedFile(file, read_mapping("plainsight")), ledger, on_progress=steps.append
            )
            told["seconds"].append(time.perf_counter() - before)
            told["cpu"].append(processor_seconds() - cpu)
            told["new"].append(done.new)
            told["steps"].append(len(steps))
        print(json.dumps({"rows": done.read, **told, "mebibytes": peak_mebibytes()}))
    finally:
        shutil.rmtree(folder)


def _csv(rows: int) -> Path:
    file = ledgers() / f"{rows}.csv"
    if not file.exists():
        paths = list(make_ledger(ledgers(), rows).transfers)
        with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(
                "COPY (SELECT transfer_id, source, target, printf('%d.%02d', units // 100, "
                'units % 100) AS amount, asset, strftime("at", \'%Y-%m-%dT%H:%M:%SZ\') AS "at", '
                f"channel, purpose, place FROM read_parquet({paths!r})) TO '{file}' (HEADER)"
            )
    return file


if __name__ == "__main__":
    main()
