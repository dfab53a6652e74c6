from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import entries

from plainsight.errors import BadValue, NonCanonicalEntry, NotUtc, UnreadableEntry
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.commit import is_opened
from plainsight.prove.entry import ENTRY_BYTES_MAX, Entry, entry_bytes, entry_of, parse_entry

ENTRY = Entry(
    index=7,
    tag="case:opened",
    subject="case_1",
    at=datetime(2026, 1, 31, 8, tzinfo=UTC),
    body={"reason": "两个特征"},
    commitments={"account_id": "ab" * 32},
)
LINE = (
    '{"at":"2026-01-31T08:00:00Z","body":{"reason":"两个特征"},'
    f'"commitments":{{"account_id":"{"ab" * 32}"}},"index":7,'
    '"subject":"case_1","tag":"case:opened","v":1}'
).encode()


def test_an_entry_is_one_canonical_line() -> None:
    assert entry_bytes(ENTRY) == LINE
    assert parse_entry(LINE) == ENTRY


@given(entries())
def test_every_entry_reads_back_as_it_was_written(entry: Entry) -> None:
    assert parse_entry(entry_bytes(entry)) == entry


@given(entries(), st.data())
def test_a_changed_byte_never_reads_as_the_same_entry(entry: Entry, data: st.DataObject) -> None:
    line = bytearray(entry_bytes(entry))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= data.draw(st.integers(1, 255))
    with suppress(UnreadableEntry, NonCanonicalEntry):
        assert parse_entry(bytes(line)) != entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":"1"'),
        (b',"v":1', b""),
        (b'"v":1', b'"v":1,"w":1'),
        (b'"index":7', b'"index":-7'),
        (b'"index":7', b'"index":true'),
        (b'"index":7', b'"index":"7"'),
        (b'"case:opened"', b'"case"'),
        (b'"case:opened"', b'"Case:Opened"'),
        (b'"case:opened"', b'"case:opened:twice"'),
        (b'"case_1"', b'""'),
        (b'"case_1"', b'"' + b"x" * 257 + b'"'),
        (b"08:00:00Z", b"08:00:00+00:00"),
        (b"08:00:00Z", b"08:00:00.5Z"),
        (b"08:00:00Z", b"08:00:00.000000Z"),
        (b"2026-01-31", b"2026-02-31"),
        (b"2026-01-31", b"20260131"),
        (b'"account_id"', b'"Account"'),
        (b"abab", b"ABAB"),
        (b'"' + b"ab" * 32 + b'"', b"1"),
        (b'{"reason":"\xe4\xb8\xa4\xe4\xb8\xaa\xe7\x89\xb9\xe5\xbe\x81"}', b"[]"),
    ],
)
def test_a_line_of_another_shape_is_unreadable(old: bytes, new: bytes) -> None:
    assert old in LINE
    with pytest.raises(UnreadableEntry):
        parse_entry(LINE.replace(old, new, 1))


def test_a_later_version_is_named_as_such() -> None:
    with pytest.raises(UnreadableEntry, match="version is 2"):
        parse_entry(LINE.replace(b'"v":1', b'"v":2'))


@pytest.mark.parametrize("line", [b"[]", b"7", b'"text"', b"null", b'{"v":1}'])
def test_json_that_is_no_entry_is_unreadable(line: bytes) -> None:
    with pytest.raises(UnreadableEntry, match="exactly the fields"):
        parse_entry(line)


def test_an_entry_too_long_for_a_bundle_is_refused_both_ways() -> None:
    long = replace(ENTRY, body={"x": "y" * ENTRY_BYTES_MAX})
    with pytest.raises(BadValue, match="split above"):
        entry_bytes(long)
    with pytest.raises(UnreadableEntry, match="above the limit"):
        parse_entry(b" " * (ENTRY_BYTES_MAX + 1))


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1},
        {"index": True},
        {"tag": "opened"},
        {"subject": ""},
        {"commitments": {"Account": "ab" * 32}},
        {"commitments": {"account": "ab" * 31}},
    ],
)
def test_an_entry_that_could_not_be_read_back_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        replace(ENTRY, **change)


def test_local_time_cannot_enter_the_log() -> None:
    with pytest.raises(NotUtc):
        replace(ENTRY, at=datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=8))))


FACT = Fact(
    tag=AuditTag.ALERT_RAISED,
    subject="al_1",
    at=datetime(2026, 1, 31, tzinfo=UTC),
    body={"score": 80},
    personal={"account_id": "u_123", "phone": "+65 6123 4567"},
)
SALTS = {"account_id": b"a" * 32, "phone": b"b" * 32}


def test_personal_values_of_a_fact_enter_the_log_as_commitments_alone() -> None:
    entry = entry_of(FACT, index=3, salts=SALTS)
    line = entry_bytes(entry)
    assert b"u_123" not in line
    assert b"6123" not in line
    assert entry.commitments.keys() == FACT.personal.keys()
    for name, value in FACT.personal.items():
        assert is_opened(entry.commitments[name], value=value, name=name, salt=SALTS[name])
    assert (entry.tag, entry.subject, entry.at, entry.body) == (
        "alert:raised",
        "al_1",
        FACT.at,
        {"score": 80},
    )


@pytest.mark.parametrize(
    "salts",
    [
        {},
        {"phone": b"b" * 32},
        SALTS | {"name": b"c" * 32},
        {"account_id": b"a" * 32, "phone": b"a" * 32},
        {"account_id": b"a" * 32, "phone": b"b" * 16},
    ],
)
def test_each_personal_value_needs_a_salt_of_its_own(salts: dict[str, bytes]) -> None:
    with pytest.raises(BadValue):
        entry_of(FACT, index=3, salts=salts)


@pytest.mark.parametrize("tag", AuditTag)
def test_every_tag_of_the_house_fits_the_log(tag: AuditTag) -> None:
    entry = replace(ENTRY, tag=tag.value)
    assert parse_entry(entry_bytes(entry)) == entry
