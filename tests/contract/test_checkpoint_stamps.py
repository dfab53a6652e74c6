"""An authority's word over the log, on a schedule: a receipt was there at the latest then."""

import secrets
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError
from tests.strategies.posts import NOON
from tests.strategies.prove import LOG, WITNESS

from plainsight import wiring
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.app.prove.list_stamps import StampKind, list_stamps
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.stamp_checkpoint import EVERY, stamp_checkpoint
from plainsight.errors import NoTimestamp
from plainsight.keys.timestamps import OpensslStampCheck
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.checkpoint import open_checkpoint
from plainsight.prove.witness import cosign
from plainsight.stores.records import SqlRecords


class Authority:
    """Stamps what it is asked to, and keeps it."""

    def __init__(self, *, is_down: bool = False) -> None:
        self.is_down = is_down
        self.asked: list[bytes] = []

    def stamp(self, content: bytes) -> bytes:
        """A token that is none."""
        if self.is_down:
            raise NoTimestamp("https://tsa.example", "it is down")
        self.asked.append(content)
        return b"token over " + content


def grow(records: SqlRecords, *, minutes: int = 0) -> None:
    """One entry more, and a checkpoint over it."""
    now = NOON + timedelta(minutes=minutes)
    with records.begin() as unit:
        unit.record(
            Fact(tag=AuditTag.REQUEST_OPENED, subject=secrets.token_hex(4), at=now, body={})
        )
    publish_checkpoint(records, signer=LOG, now=now)


def stamp(records: SqlRecords, authority: Authority, *, minutes: int) -> object:
    return stamp_checkpoint(records, timestamper=authority, now=NOON + timedelta(minutes=minutes))


def test_the_newest_checkpoint_is_stamped_once(records: SqlRecords) -> None:
    authority = Authority()
    grow(records)
    assert stamp(records, authority, minutes=0) is not None
    assert stamp(records, authority, minutes=60) is None
    with records.read() as view:
        newest, stamped = view.checkpoints.latest(), view.checkpoints.latest_stamp()
    assert newest is not None
    assert stamped is not None
    assert stamped.token == b"token over " + newest.note.encode()
    assert authority.asked == [newest.note.encode()]


def test_an_empty_log_asks_nobody(records: SqlRecords) -> None:
    assert stamp(records, Authority(), minutes=0) is None


def test_a_log_that_grows_is_stamped_every_quarter_of_an_hour(records: SqlRecords) -> None:
    authority = Authority()
    late = int(EVERY.total_seconds() // 60)
    for minutes, is_stamped in ((0, True), (1, False), (late - 1, False), (late, True)):
        grow(records, minutes=minutes)
        assert (stamp(records, authority, minutes=minutes) is not None) is is_stamped


def test_the_first_stamp_that_covers_an_entry_is_its_latest_time(records: SqlRecords) -> None:
    authority = Authority()
    for minutes in (0, 20, 40):
        grow(records, minutes=minutes)
        stamp(records, authority, minutes=minutes)
    with records.read() as view:
        found = [view.checkpoints.first_stamp(index=index) for index in range(4)]
    assert [None if one is None else one[1].size for one in found] == [1, 2, 3, None]
    assert [None if one is None else one[0].size for one in found] == [1, 2, 3, None]


def test_an_authority_that_is_down_is_asked_again(records: SqlRecords) -> None:
    grow(records)
    authority = Authority(is_down=True)
    with pytest.raises(NoTimestamp):
        stamp(records, authority, minutes=0)
    authority.is_down = False
    assert stamp(records, authority, minutes=1) is not None


def test_no_stamp_is_changed_or_taken_away(records: SqlRecords) -> None:
    grow(records)
    stamp(records, Authority(), minutes=0)
    for statement in ("UPDATE checkpoint_stamps SET token = 'x'", "DELETE FROM checkpoint_stamps"):
        with pytest.raises(DatabaseError), records._engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_openssl_alone_verifies_what_a_real_authority_stamped(
    records: SqlRecords, tmp_path: Path
) -> None:
    authority, root = wiring.make_local_authority(tmp_path / "tsa", name="Example TSA")
    grow(records)
    done = stamp_checkpoint(records, timestamper=authority, now=NOON)
    assert done is not None
    with records.read() as view:
        found = view.checkpoints.first_stamp(index=0)
    assert found is not None
    data, token = tmp_path / "checkpoint.txt", tmp_path / "checkpoint.tsr"
    data.write_bytes(found[0].note.encode())
    token.write_bytes(found[1].token)
    command = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-CAfile", root]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    data.write_bytes(found[0].note.replace("\n1\n", "\n2\n", 1).encode())
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_stamp_is_given_out_with_the_words_it_covers_though_a_witness_signed_them_later(
    records: SqlRecords, tmp_path: Path
) -> None:
    authority, root = wiring.make_local_authority(tmp_path / "tsa", name="Example TSA")
    grow(records)
    stamp_checkpoint(records, timestamper=authority, now=NOON)
    cosigned(records, minutes=5)
    with records.read() as view:
        found = view.checkpoints.first_stamp(index=0)
    assert found is not None
    assert OpensslStampCheck(root)(found[0].note.encode(), found[1].token)


def test_stamps_of_authorities_and_of_witnesses_are_listed_the_latest_first(
    records: SqlRecords, tmp_path: Path
) -> None:
    authority, _ = wiring.make_local_authority(tmp_path / "tsa", name="Example TSA")
    grow(records)
    stamp_checkpoint(records, timestamper=authority, now=NOON)
    cosigned(records, minutes=5)
    grow(records, minutes=20)
    stamp_checkpoint(records, timestamper=authority, now=NOON + timedelta(minutes=20))
    with records.read() as view:
        told = list_stamps(view, count_max=10, time_of=lambda _: NOON)
        last = list_stamps(view, count_max=1, time_of=lambda _: NOON)
        size = view.audit.size()
    assert [(one.size, one.kind, one.witness) for one in told] == [
        (size, StampKind.AUTHORITY, ""),
        (1, StampKind.WITNESS, WITNESS.key.name),
        (1, StampKind.AUTHORITY, ""),
    ]
    assert [one.received_at for one in told] == [
        NOON + timedelta(minutes=minutes) for minutes in (20, 5, 0)
    ]
    assert told[1].stamped_at == NOON + timedelta(minutes=4), "by the witness's own clock"
    assert last == told[:1]


def test_a_token_that_names_no_time_is_listed_without_one(records: SqlRecords) -> None:
    grow(records)
    stamp(records, Authority(), minutes=0)
    with records.read() as view:
        (told,) = list_stamps(view, count_max=10, time_of=wiring.time_of_stamp)
    assert (told.stamped_at, told.received_at) == (None, NOON)


def cosigned(records: SqlRecords, *, minutes: int) -> None:
    """A witness saw the newest checkpoint a minute ago."""
    with records.read() as view:
        newest = view.checkpoints.latest()
    assert newest is not None
    now = NOON + timedelta(minutes=minutes)
    signed = cosign(
        open_checkpoint(newest.note.encode(), key=LOG.key),
        signer=WITNESS,
        at=now - timedelta(minutes=1),
    )
    accept_cosignature(
        records, bytes(signed.note), log_key=LOG.key, witnesses=[WITNESS.key], now=now
    )
