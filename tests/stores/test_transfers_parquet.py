"""The ledger: ingest twice is once, a killed ingest leaves no trace, nothing is overwritten."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from plainsight.app.trace.flow_ports import LedgerBatch, Stored
from plainsight.errors import BadRecord
from plainsight.feeds.transfers.feed import QUARANTINE
from plainsight.stores.transfers.intake import ParquetIntake
from plainsight.stores.transfers.manifest import LedgerFolder
from plainsight.stores.transfers.parquet import ParquetLedger

SCHEMA = pa.schema(
    [
        ("transfer_id", pa.string()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("asset", pa.string()),
        ("units", pa.int64()),
        ("at", pa.timestamp("us", tz="UTC")),
    ]
)


def row(number: int, *, month: int = 1, units: int = 100) -> dict[str, Any]:
    at = datetime(2026, month, 2, tzinfo=UTC)
    ends = {"source": f"a{number}", "target": "b", "asset": "USD"}
    return {"transfer_id": f"t{number}", "units": units, "at": at} | ends


def batch(*rows: dict[str, Any], wrong: tuple[dict[str, Any], ...] = ()) -> LedgerBatch:
    return LedgerBatch(
        rows=pa.Table.from_pylist(list(rows), schema=SCHEMA),
        quarantined=pa.Table.from_pylist(list(wrong), schema=QUARANTINE),
        read_count=len(rows) + len(wrong),
        skipped_count=0,
        read_share=1.0,
    )


def ingest(
    ledger: ParquetLedger, *batches: LedgerBatch, reads: str = "transfers", feed: str = ""
) -> Stored:
    intake = ledger.intake(reads=reads, source="f.csv", feed=feed)
    for each in batches:
        intake.stage(each)
    return intake.publish()


def held(ledger: ParquetLedger) -> list[tuple[str, int]]:
    files = list(ledger.snapshot().transfers)
    return duckdb.sql(
        f"SELECT transfer_id, units FROM read_parquet({files!r}) ORDER BY ALL"
    ).fetchall()


def quarantined(ledger: ParquetLedger) -> list[tuple[Any, ...]]:
    files = list(ledger.quarantine())
    return duckdb.sql(f"SELECT source, field, mend, raw FROM read_parquet({files!r})").fetchall()


def test_the_ledger_remembers_which_feed_each_file_came_from(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    ingest(ledger, batch(row(1)))
    assert ledger.snapshot().files_by_feed == {"": ledger.snapshot().transfers}
    joined = ingest(ledger, batch(row(1), row(2), row(3, month=2)), feed="wallets")
    assert (joined.new, joined.known) == (2, 1), "the same row is the same, whoever brings it"
    snapshot = ledger.snapshot()
    assert snapshot.feeds == ("", "wallets", "wallets")
    assert snapshot.files_by_feed == {"": snapshot.transfers[:1], "wallets": snapshot.transfers[1:]}


def test_transfers_lie_in_files_by_month_and_the_snapshot_counts_them(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    stored = ingest(ledger, batch(row(1), row(2, month=2)), batch(row(3, month=2)))
    snapshot = ledger.snapshot()
    assert stored == Stored(new=3, revised=0, known=0, conflicting=0)
    assert snapshot.transfer_count == 3
    assert [Path(path).parent.name for path in snapshot.transfers] == [
        "month=2026-01",
        "month=2026-02",
    ]


def test_the_same_file_again_changes_nothing_at_all(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    bad = {"row": 3, "field": "units", "mend": "m", "raw": "{}"}
    ingest(ledger, batch(row(1), row(2), wrong=(bad,)))
    before = ledger.snapshot()
    again = ingest(ledger, batch(row(1), row(2), wrong=(bad,)))
    assert again == Stored(new=0, revised=0, known=2, conflicting=0)
    assert ledger.snapshot() == before
    assert len(quarantined(ledger)) == 1


def test_a_row_with_a_taken_id_and_other_content_goes_to_quarantine(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    ingest(ledger, batch(row(1)))
    stored = ingest(ledger, batch(row(1, units=999), row(2)))
    assert stored == Stored(new=1, revised=0, known=0, conflicting=1)
    assert held(ledger) == [("t1", 100), ("t2", 100)]
    (bad,) = quarantined(ledger)
    assert bad[:2] == ("f.csv", "transfer_id")
    assert '"units":999' in bad[3]


def test_the_id_is_taken_in_other_months_and_in_the_same_feed_too(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    stored = ingest(ledger, batch(row(1), row(1)), batch(row(1, month=2)))
    assert stored == Stored(new=1, revised=0, known=1, conflicting=1)
    assert ingest(ledger, batch(row(1, month=3))).conflicting == 1
    assert held(ledger) == [("t1", 100)]


def test_an_account_is_revised_and_an_open_snapshot_does_not_see_it(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    schema = pa.schema([("account_id", pa.string()), ("owner", pa.string())])

    def accounts(*rows: tuple[str, str]) -> LedgerBatch:
        table = pa.Table.from_pylist(
            [{"account_id": one, "owner": two} for one, two in rows], schema=schema
        )
        return LedgerBatch(
            rows=table,
            quarantined=QUARANTINE.empty_table(),
            read_count=len(rows),
            skipped_count=0,
            read_share=1.0,
        )

    ingest(ledger, accounts(("a", "x"), ("b", "y")), reads="accounts")
    before = ledger.snapshot()
    stored = ingest(ledger, accounts(("a", "z"), ("b", "y"), ("c", "w")), reads="accounts")
    assert stored == Stored(new=1, revised=1, known=1, conflicting=0)

    def owners(paths: tuple[str, ...]) -> list[tuple[str, str]]:
        return duckdb.sql(f"FROM read_parquet({list(paths)!r}) ORDER BY 1").fetchall()

    assert owners(ledger.snapshot().accounts) == [("a", "z"), ("b", "y"), ("c", "w")]
    assert owners(before.accounts) == [("a", "x"), ("b", "y")]


def test_staged_rows_are_not_seen_and_dropping_them_leaves_no_trace(tmp_path: Path) -> None:
    ledger = ParquetLedger(tmp_path)
    intake = ledger.intake(reads="transfers", source="f.csv")
    intake.stage(batch(row(1)))
    assert ledger.snapshot().transfer_count == 0
    intake.drop()
    assert not list((tmp_path / "staging").iterdir())


def ingest_and_die(folder: str, moment: str) -> None:
    """Ingest one feed, then die by SIGKILL within the second."""
    ledger = ParquetLedger(Path(folder))
    ingest(ledger, batch(row(0), row(1, month=2)))
    replace, write = LedgerFolder._replace, ParquetIntake._write_months

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def write_then_die(*arguments: Any) -> None:
        write(*arguments)
        die()

    def replace_then_die(*arguments: Any) -> None:
        replace(*arguments)
        die()

    match moment:
        case "staged":
            ParquetIntake._write_months = die  # type: ignore[method-assign]
        case "files written":
            ParquetIntake._write_months = write_then_die  # type: ignore[method-assign]
        case "manifest written":
            LedgerFolder._replace = replace_then_die  # type: ignore[method-assign]
    ingest(ledger, batch(row(2), row(3, month=2)))


@pytest.mark.parametrize(
    ("moment", "survives"), [("staged", 0), ("files written", 0), ("manifest written", 2)]
)
def test_a_killed_ingest_leaves_whole_feeds_only(
    tmp_path: Path, moment: str, survives: int
) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=ingest_and_die, args=(str(tmp_path), moment)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    ledger = ParquetLedger(tmp_path)
    assert len(held(ledger)) == ledger.snapshot().transfer_count == 2 + survives
    repaired = ingest(ledger, batch(row(2), row(3, month=2)))
    assert repaired == Stored(new=2 - survives, revised=0, known=survives, conflicting=0)
    assert [name for name, _ in held(ledger)] == ["t0", "t1", "t2", "t3"]
    assert not list((tmp_path / "staging").iterdir())


def test_a_broken_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BadRecord, match="restore the ledger"):
        ParquetLedger(tmp_path).snapshot()
