"""Thousands of forced races between a hold and a deletion, on both databases: how many are lost."""

import random
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.contract.postgres_server import find_binaries, postgres_server

from bench.row import Row
from plainsight.app.respond.delete_account import delete_account
from plainsight.app.respond.receive_request import Instruments, receive_request
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.accounts import add_person
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.stores.records import SqlRecords, open_records

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
RACES = 2_000
THREADS = 4


def run() -> list[Row]:
    """0 lost is the target; both outcomes must have happened, or nothing was raced."""
    rows = []
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with opened() as records:
            if records is None:
                rows.append(
                    Row(area="respond", what=f"races on {name}", value=0, unit="", note="no server")
                )
                continue
            rows.append(_race(name, records))
    return rows


@contextmanager
def _sqlite() -> Iterator[SqlRecords | None]:
    with tempfile.TemporaryDirectory() as folder:
        records = open_records(f"sqlite:///{Path(folder, 'r.db')}", salts=secrets.token_bytes)
        yield records
        records.close()


@contextmanager
def _postgres() -> Iterator[SqlRecords | None]:
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with postgres_server(binaries) as server:
        server.make_template(lambda url: open_records(url, salts=secrets.token_bytes).close())
        with server.database() as name:
            records = open_records(server.url(name), salts=secrets.token_bytes)
            yield records
            records.close()


def _race(name: str, records: SqlRecords) -> Row:
    instruments, dice = load_instruments(), random.Random(7)
    names = [f"wx-{number:05d}" for number in range(RACES)]
    with records.begin() as unit:
        for account in names:
            add_person(unit.desk.directory, account, at=NOON - timedelta(days=30))
    held: set[str] = set()
    deleted: set[str] = set()
    delays = [dice.uniform(-0.004, 0.004) for _ in names]

    def one(pair: tuple[str, float]) -> None:
        _one(records, instruments, *pair, held=held, deleted=deleted)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, zip(names, delays, strict=True)))
    corrupted = verify_holds(records, now=NOON).corrupted
    lost = len(held & deleted) + len(corrupted)
    is_raced = bool(held) and bool(deleted) and len(held | deleted) == RACES
    return Row(
        area="respond",
        what=f"holds lost in {RACES:,} forced races on {name}",
        value=lost,
        unit="lost",
        target="0",
        is_met=lost == 0 and is_raced,
        note=f"{len(held):,} held, {len(deleted):,} deleted first",
    )


def _one(
    records: SqlRecords,
    instruments: Instruments,
    account: str,
    delay: float,
    *,
    held: set[str],
    deleted: set[str],
) -> None:
    gate = threading.Barrier(2)

    def place() -> None:
        gate.wait()
        time.sleep(max(delay, 0))
        receipt = receive_request(
            records,
            demo_request("us-preservation-2703f", account_id=account),
            instruments=instruments,
            actor=INTAKE,
            now=NOON,
        )
        if receipt.holds:
            held.add(account)

    def remove() -> None:
        gate.wait()
        time.sleep(max(-delay, 0))
        if delete_account(records, account, now=NOON):
            deleted.add(account)

    workers = [threading.Thread(target=job) for job in (place, remove)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
