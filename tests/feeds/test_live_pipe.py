"""A pipe gives on what has come, in whole lines, and as much as is asked for while bytes flow."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.feeds import live_pipe
from plainsight.feeds.lines import line_blocks, numbered_lines
from plainsight.feeds.live_pipe import LivePipe

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@contextmanager
def pipe() -> Iterator[tuple[LivePipe, int]]:
    reading, writing = os.pipe()
    try:
        yield LivePipe(reading, clock=lambda: NOON), writing
    finally:
        os.close(reading)
        with suppress(OSError):
            os.close(writing)


def test_a_pause_gives_the_whole_lines_that_have_come() -> None:
    with pipe() as (stream, writing):
        os.write(writing, b"one\ntwo\nthr")
        assert stream.read(1000) == b"one\ntwo\n"
        os.write(writing, b"ee\n")
        assert stream.read(1000) == b"three\n"
        os.write(writing, b"last")
        os.close(writing)
        assert stream.read(1000) == b"last"
        assert stream.read(1000) == b""


def test_what_flows_is_given_as_asked_for() -> None:
    with pipe() as (stream, writing):
        os.write(writing, b"line\n" * 10_000)
        assert len(stream.read(40_000)) == 40_000
        assert stream.readline(100) == b"line\n"
        assert len(stream.read(9_000)) == 9_000


def test_a_little_that_never_pauses_is_given_on_all_the_same() -> None:
    reading, writing = os.pipe()
    told = [NOON]

    def clock() -> datetime:
        os.write(writing, b"more\n")
        told.append(told[-1] + timedelta(milliseconds=300))
        return told[-1]

    os.write(writing, b"first\n")
    found = LivePipe(reading, clock=clock).read(1_000_000)
    os.close(writing)
    os.close(reading)
    assert found.startswith(b"first\nmore\n")
    assert len(found) < 100


def test_of_many_lines_the_last_comes_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_pipe, "MANY_BYTES", 8)
    with pipe() as (stream, writing):
        os.write(writing, b"one\ntwo\nthree\nop")
        assert stream.read(1000) == b"one\ntwo\n"
        assert stream.read(1000) == b"three\n"
        os.write(writing, b"en and long\n")
        assert stream.read(1000) == b"open and long\n"


@given(
    content=st.binary(max_size=60) | st.text("a\n", max_size=40).map(str.encode),
    block_bytes=st.integers(3, 20),
)
def test_a_pipe_holds_the_lines_of_a_file(content: bytes, block_bytes: int) -> None:
    with pipe() as (stream, writing):
        os.write(writing, content)
        os.close(writing)
        blocks = list(
            line_blocks(stream, source="f", block_bytes=block_bytes, bytes_max=20)  # type: ignore[arg-type]
        )
    expected = list(
        line_blocks(io.BytesIO(content), source="f", block_bytes=block_bytes, bytes_max=20)
    )
    assert [(b.first, b.data, b.too_long) for b in blocks] == [
        (b.first, b.data, b.too_long) for b in expected
    ]
    with pipe() as (stream, writing):
        os.write(writing, content)
        os.close(writing)
        found = list(numbered_lines(stream, source="f", bytes_max=7))  # type: ignore[arg-type]
    assert found == list(numbered_lines(io.BytesIO(content), source="f", bytes_max=7))
