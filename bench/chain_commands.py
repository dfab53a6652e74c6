"""The chain commands, end to end: a process that opens a ledger on disk and prints its answer.

The ledger is that of `bench.chain`, written as an ingest would leave it. The definition's row is
the same trace by plain Python over the same folder, which is what amounts too wide still pay.
"""

import json
import resource
import subprocess
import sys
import time
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.chain import make_ledger
from bench.row import Row
from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.model.address.base58 import encode_base58check
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.chain.columns import TRANSFERS
from plainsight.stores.chain.incoming import ROWS_A_GROUP
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.snapshot import Snapshot, diff_snapshot

MILLION = 1_000_000
CONTRACT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"  # USDT on Tron
CODE = f"tron:{CONTRACT}"
BEGIN_US = 1_735_689_600_000_000  # 2025-01-01 UTC
GAP_US = 3_000_000
NAMED = 500
CATEGORIES = ("sanctioned", "exchange", "scam", "theft", "precursor_supplier")
DAY = date(2025, 1, 1)
FEW = 300_000
SIZES = (FEW, MILLION, 10 * MILLION)

# The peak is read by the process itself: it must end by the interpreter's own way.
_MEASURED = """
import sys
from plainsight.cli import main
try:
    main()
finally:
    told = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print("VmHWM", told.split()[1], file=sys.stderr)
"""
_PLAIN = """
import sys
from pathlib import Path
from plainsight.engines.chain_plain import PlainAsset
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.question import Question
from plainsight.trace.chain.walk import Direction
ledger = ParquetChainLedger(Path(sys.argv[1]))
asset = PlainAsset(ledger.transfers(sys.argv[2]))
asset.ask(Question(account=sys.argv[3], direction=Direction.FORWARD, named={}))
told = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("VmHWM", told.split()[1], file=sys.stderr)
"""


def run() -> list[Row]:
    """Taint, path and exposure of one account over each size; ingest; the definition's trace."""
    rows = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            rows += _asked(folder / str(size), make_ledger(size))
        few = make_ledger(FEW)
        place = folder / str(FEW) / "ledger"
        plain = _run(_PLAIN, str(place), CODE, _busy(few))
        rows.append(_row("the same trace by the definition", FEW, plain))
        export = _write_export(folder / "export.csv", few)
        taken = _command("ingest", export, "--ledger", folder / "taken")
        rows.append(_row("chain ingest", FEW, taken))
    return rows


def _asked(folder: Path, ledger: LedgerArrays) -> list[Row]:
    size, account = len(ledger.units), _busy(ledger)
    place, book = _write_ledger(folder / "ledger", ledger), _write_book(folder / "book", ledger)
    rows = []
    for command in ("taint", "path", "exposure"):
        asked = (command, account, "--ledger", place, "--book", book)
        if size == SIZES[0]:
            _command(*asked)  # compiles
        rows.append(_row(f"chain {command}", size, _command(*asked)))
    return rows


def _row(what: str, size: int, measured: tuple[float, float, float]) -> Row:
    seconds, cpu, mebibytes = measured
    return Row(
        area="chain",
        what=f"{what}, {size / MILLION:g} M transfers on disk",
        value=seconds,
        unit="s",
        note=f"with the start of its process; {cpu:.1f} s of processor, {mebibytes:,.0f} MiB",
    )


def _command(*arguments: object) -> tuple[float, float, float]:
    return _run(_MEASURED, "chain", *(str(argument) for argument in arguments))


def _run(program: str, *arguments: str) -> tuple[float, float, float]:
    """(seconds by the clock, of the processor, MiB at the peak)."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, int(done.stderr.split()[-1]) / 1024


def _address(number: int) -> str:
    return encode_base58check(b"\x41" + sha256(str(number).encode()).digest()[:20])


def _busy(ledger: LedgerArrays) -> str:
    """An account that pays dozens of times: busier than most, and no hub."""
    paid = np.bincount(ledger.source)
    return _address(int(np.argsort(-paid, kind="stable")[ledger.account_count // 1000]))


def _write_ledger(folder: Path, ledger: LedgerArrays) -> Path:
    """As one ingest leaves it."""
    folder.mkdir(parents=True)
    size = len(ledger.units)
    names = pa.array([_address(number) for number in range(ledger.account_count)])
    file = "transfers-00000.parquet"
    with pq.ParquetWriter(folder / file, TRANSFERS) as writer:
        for first in range(0, size, ROWS_A_GROUP):
            rows = np.arange(first, min(first + ROWS_A_GROUP, size))
            writer.write_table(_table(ledger, names, rows))
    manifest = {"files": {"transfers": [file]}, "sources": []}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def _table(ledger: LedgerArrays, names: pa.Array, rows: NDArray[np.int64]) -> pa.Table:
    ids = pa.array([sha256(b"t%d" % number).hexdigest() for number in rows])
    same = {"network": "tron", "asset_code": CODE, "asset_symbol": "USDT"}
    columns = {
        "transfer_id": ids,
        "transaction_id": ids,
        "block": 80_000_000 + rows // 20,
        "transaction_index": rows % 20,
        "log_index": np.zeros(len(rows), dtype=np.int64),
        "rank": rows,
        "at_us": BEGIN_US + rows * GAP_US,
        "source": names.take(pa.array(ledger.source[rows])),
        "target": names.take(pa.array(ledger.target[rows])),
        "units": pa.array(ledger.units[rows]).cast(pa.decimal128(38, 0)),
        "decimals": np.full(len(rows), 6, dtype=np.int32),
        **{name: pa.repeat(value, len(rows)) for name, value in same.items()},
    }
    return pa.table({name: columns[name] for name in TRANSFERS.names}).cast(TRANSFERS)


def _write_export(path: Path, ledger: LedgerArrays) -> Path:
    """A plain table, as `spec` has it."""
    lines = [
        "network,transaction_id,block,transaction_index,log_index,at,source,target,units,"
        "contract,symbol"
    ]
    ends = zip(
        ledger.source[:FEW].tolist(),
        ledger.target[:FEW].tolist(),
        ledger.units[:FEW].tolist(),
        strict=True,
    )
    for number, (source, target, units) in enumerate(ends):
        day, second = divmod(number * 3, 86_400)
        at = f"2025-01-{day + 1:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        lines.append(
            f"tron,{sha256(b't%d' % number).hexdigest()},{80_000_000 + number // 20},{number % 20},"
            f"0,{at},{_address(source)},{_address(target)},{units},{CONTRACT},USDT"
        )
    path.write_text("\n".join(lines) + "\n")
    return path


def _write_book(folder: Path, ledger: LedgerArrays) -> Path:
    """Accounts of several categories, as an operator's list names them."""
    draw = np.random.default_rng(2)
    named = draw.choice(ledger.account_count, NAMED, replace=False).tolist()
    claims = tuple(
        Attribution(
            account=_address(number),
            network="tron",
            category=CATEGORIES[place % len(CATEGORIES)],
            party=f"Made up {place}",
            source="bench",
            confidence=Confidence.SERVICE,
            effective_from=DAY,
            known_from=DAY,
        )
        for place, number in enumerate(named)
    )
    snapshot = Snapshot(
        source="bench",
        published_on=DAY,
        sha256="00" * 32,
        rows_read=NAMED,
        attributions=claims,
    )
    FolderBook(folder).take(diff_snapshot((), snapshot), file_name="bench")
    return folder
