"""The response desk: receipt to hold, deletion checks, re-verification, packages, the board."""

import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
from sqlalchemy import insert

from bench.row import Row
from bench.timing import median_seconds, own_peak_mebibytes
from plainsight.app.respond.approve_scope import approve_scope, grant_scope
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.disclose import Seals, package_disclosure
from plainsight.app.respond.package_tar import unpack
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import DirectoryRecord
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.app.respond.verify_package import verify_package
from plainsight.demo.accounts import add_person
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.platform import prepare_platform
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, INTAKE, QUALITY
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.file import create_key
from plainsight.keys.seal_age import AgeSealer, open_age
from plainsight.keys.timestamps import LocalTimestamper, create_local_authority
from plainsight.respond.data_class import DataClass
from plainsight.stores.records import SqlRecords, open_records
from plainsight.stores.respond.tables import (
    directory_accounts,
    directory_records,
    hold_pins,
    holds,
    legal_requests,
    open_clocks,
    response_clocks,
)

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
HOLDS = 1_000_000
VERIFIED = 50_000  # the round streams page by page: its rate does not depend on the total
REQUESTS = 100_000
RECORDS = 10_000
_CHUNK = 20_000


def run() -> list[Row]:
    """Every number that the issue states, on SQLite, the embedded default."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        return [
            *_receipt(place / "a.db"),
            *_package(place),
            *_round(place / "d.db"),
            *_many(place / "b.db"),
        ]


def _receipt(path: Path) -> list[Row]:
    records = _open(path)
    with records.begin() as unit:
        for number in range(200):
            add_person(unit.desk.directory, f"wx-{number}", at=NOON)
    instruments, numbers = load_instruments(), iter(range(200))

    def receive() -> None:
        receive_request(
            records,
            demo_request("us-preservation-2703f", account_id=f"wx-{next(numbers)}"),
            instruments=instruments,
            actor=INTAKE,
            now=NOON,
        )

    seconds = median_seconds(receive, runs=100)
    records.close()
    return [_row("receipt to hold placed, stored and logged", seconds * 1000, "ms", "< 50 ms", 50)]


def _package(place: Path) -> list[Row]:
    records = _open(place / "c.db")
    identity = pyrage.x25519.Identity.generate()
    key = create_key(place / "key", name="audit.example/bench")
    config, _ = create_local_authority(place / "tsa", name="Bench TSA")
    desk = DemoDesk(
        records=records,
        instruments=load_instruments(),
        seals=Seals(
            signer=key,
            public_pem=key.public_pem(),
            fingerprint="",
            timestamper=LocalTimestamper(config),
            sealer=AgeSealer(),
            verifier_script=b"",
            custodian="bench",
            own_operator="here",
        ),
        recipient_key=str(identity.to_public()),
        started_at=NOON,
    )
    prepare_platform(desk)
    with records.begin() as unit:
        unit.desk.directory.add_records(list(_sessions(RECORDS)))
    request = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    grant_scope(
        records, request_id, instruments=desk.instruments, signer=key, actor=COUNSEL, now=NOON
    )
    approve_scope(records, request_id, actor=APPROVER, now=NOON)
    collecting = median_seconds(
        lambda: collect_records(records, request_id, key=key.key, actor=COLLECTOR, now=NOON),
        runs=1,
        warmup=0,
    )
    pass_quality(records, request_id, key=key.key, actor=QUALITY, now=NOON)
    built = []
    building = median_seconds(
        lambda: built.append(
            package_disclosure(
                records,
                request_id,
                instruments=desk.instruments,
                officer_id=OFFICER_ID,
                seals=desk.seals,
                now=NOON,
            )
        ),
        runs=1,
        warmup=0,
    )
    sealed = built[0].sealed

    def verify() -> None:
        files = unpack(open_age(sealed, identity=str(identity)))
        assert verify_package(files, key=key.key).is_verified

    verifying = median_seconds(verify)
    records.close()
    return [
        _row(
            f"package of {RECORDS:,} records: collected, built, stamped, encrypted",
            collecting + building,
            "s",
            "< 2 s",
            2,
        ),
        _row(f"package of {RECORDS:,} records: opened and verified", verifying, "s", "< 1 s", 1),
    ]


def _many(path: Path) -> list[Row]:
    records = _open(path)
    _fill(records, HOLDS)
    with records.read() as view:
        numbers = iter(range(0, HOLDS, 97))
        check = median_seconds(
            lambda: view.desk.directory.is_held(f"wx-{next(numbers):07d}"), runs=2_000
        )

        def board() -> None:
            view.desk.clocks.board(count_max=50)
            view.desk.clocks.counts(now=NOON)

        shown = median_seconds(board)
    records.close()
    return [
        _row(f"deletion check beside {HOLDS:,} active holds", check * 1000, "ms", "< 1 ms", 1),
        _row(f"clocks board over {REQUESTS:,} open requests", shown * 1000, "ms", "< 200 ms", 200),
    ]


def _round(path: Path) -> list[Row]:
    records = _open(path)
    _fill(records, VERIFIED)
    before = own_peak_mebibytes()
    rate = _verify_rate(records)
    grown = own_peak_mebibytes() - before
    records.close()
    return [
        Row(
            area="respond",
            what=f"daily re-verification, over {VERIFIED:,} holds",
            value=rate,
            unit="holds/s",
            note=f"{1_000_000 / rate / 60:.0f} minutes for a million; memory grew {grown:.0f} MiB",
        )
    ]


def _verify_rate(records: SqlRecords) -> float:
    found = []
    seconds = median_seconds(
        lambda: found.append(verify_holds(records, now=NOON)), runs=1, warmup=0
    )
    assert found[0].checked_count == VERIFIED
    return VERIFIED / seconds


def _open(path: Path) -> SqlRecords:
    return open_records(f"sqlite:///{path}", salts=secrets.token_bytes)


def _sessions(count: int) -> Iterator[DirectoryRecord]:
    for number in range(count):
        yield DirectoryRecord(
            record_number=0,
            account_id="wx-100200",
            data_class=DataClass.SESSIONS,
            at=NOON - timedelta(minutes=number + 1),
            fields={"session": {"seconds": number, "address": f"203.0.113.{number % 250}"}},
        )


def _fill(records: SqlRecords, hold_count: int) -> None:
    """One account, one record and one active hold a million times, a request for each ten."""
    import hashlib

    for first in range(0, hold_count, _CHUNK):
        with records._engine.begin() as c:
            span = range(first, min(first + _CHUNK, hold_count))
            names = [f"wx-{n:07d}" for n in span]
            c.execute(insert(directory_accounts), [{"account_id": name} for name in names])
            c.execute(
                insert(directory_records),
                [
                    {"record_number": n + 1, "account_id": f"wx-{n:07d}", "data_class": "D2",
                     "at": NOON, "fields": {"phone": "+1"}}
                    for n in span
                ],
            )  # fmt: skip
            wanted = sorted({n // 10 for n in span})
            c.execute(insert(legal_requests), [_request(n) for n in wanted])
            c.execute(
                insert(response_clocks),
                [
                    {"request_id": f"lr_{n}", "kind": "response", "policy_id": "p",
                     "policy_version": "1", "started_at": NOON,
                     "allowance_microseconds": 10**9 + n}
                    for n in wanted
                ],
            )  # fmt: skip
            c.execute(
                insert(open_clocks),
                [
                    {"request_id": f"lr_{n}", "kind": "response",
                     "due_at": NOON + timedelta(microseconds=10**9 + n),
                     "next_alarm_at": NOON + timedelta(days=1), "alarmed_percent": 0}
                    for n in wanted
                ],
            )  # fmt: skip
            line = [f'{n + 1},"D2","2026-03-13T12:00:00.000000Z",{{"phone":"+1"}}' for n in span]
            c.execute(
                insert(holds),
                [
                    {"hold_id": f"ho_{n:07d}", "request_id": f"lr_{n // 10}",
                     "account_id": f"wx-{n:07d}", "data_classes": ["D2"], "record_count": 1,
                     "through_number": n + 1,
                     "digest": hashlib.sha256(f"[{told}]\n".encode()).hexdigest(),
                     "state": "active", "instrument_id": "us-preservation-2703f",
                     "instrument_version": "1", "placed_at": NOON, "floor_at": NOON,
                     "extension_count": 0, "asked_count": 0, "revised_at": NOON}
                    for n, told in zip(span, line, strict=True)
                ],
            )  # fmt: skip
            c.execute(
                insert(hold_pins),
                [{"hold_id": f"ho_{n:07d}", "account_id": f"wx-{n:07d}"} for n in span],
            )


def _request(number: int) -> dict[str, object]:
    return {
        "request_id": f"lr_{number}", "instrument_id": "us-preservation-2703f",
        "instrument_version": "1", "agency_id": "a", "investigation_reference": "r",
        "is_emergency": False, "two_departments": False, "received_at": NOON, "body": b"",
        "authenticity": "verified", "holding": "active", "production": "triage",
        "notice": "not_due", "cross_border": "none", "revised_at": NOON,
    }  # fmt: skip


def _row(what: str, value: float, unit: str, target: str, limit: float) -> Row:
    return Row(
        area="respond", what=what, value=value, unit=unit, target=target, is_met=value < limit
    )
