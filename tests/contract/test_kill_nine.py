"""Killed at any moment, the records hold both the change and its entry, or neither."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.contract.intact import assert_intact

from plainsight.stores.records import SqlRecords

WORKER = Path(__file__).with_name("crash_worker.py")
FREE_RUNS = 12
STEPS_MIN = 40  # a run has more steps than this, on either database


class Victims:
    """The worker, and the child of it that runs at present."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._worker = subprocess.Popen(
            [sys.executable, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def start(self, run: str, *, mode: str) -> int:
        """Start a child; its pid."""
        self._tell(f"{self._url} {run} {mode}\n".encode())
        return int(self.hear().removeprefix("pid "))

    def hear(self) -> str:
        """The next line of output."""
        assert self._worker.stdout is not None
        line = self._worker.stdout.readline()
        assert line, "the worker itself has died"
        return line.decode().strip()

    def step(self) -> None:
        """Let the child take its next step."""
        self._tell(b".")

    def kill(self, pid: int) -> None:
        """Kill the child, and wait until it is gone."""
        os.kill(pid, signal.SIGKILL)
        while self.hear() != "over":
            pass

    def stop(self) -> None:
        """End the worker."""
        self._worker.communicate()

    def _tell(self, text: bytes) -> None:
        assert self._worker.stdin is not None
        self._worker.stdin.write(text)
        self._worker.stdin.flush()


@pytest.fixture
def victims(records: SqlRecords, records_url: str) -> Iterator[Victims]:
    started = Victims(records_url)
    yield started
    started.stop()


def test_killed_before_and_after_each_single_write_nothing_is_half_done(
    records: SqlRecords, victims: Victims
) -> None:
    """Run after run is killed one step later, until a run comes to its end."""
    for steps in count(1):
        pid = victims.start(f"s{steps}", mode="step")
        for _ in range(steps):
            line = victims.hear()
            if line == "finished":
                break
            victims.step()
        if line == "finished":
            assert victims.hear() == "over"
            break
        victims.kill(pid)
        with records.read() as view:
            assert_intact(view)
    assert steps > STEPS_MIN, (
        "fewer kills than there are writes: the worker does not tell its steps"
    )
    with records.read() as view:
        assert_intact(view)
        latest = view.posts.latest(surface="g", post_id="edited")
        assert latest is not None
        assert latest.post.text == f"s{steps}"
        assert view.alerts.count() > 1


def test_killed_at_random_moments_while_running_freely_nothing_is_half_done(
    records: SqlRecords, victims: Victims
) -> None:
    """The moment is drawn as a number of lines heard; the child runs on while we count."""
    draw = random.Random(20260301)
    committed = 0
    for run in range(FREE_RUNS):
        pid = victims.start(f"f{run}", mode="free")
        heard = [victims.hear() for _ in range(draw.randrange(1, STEPS_MIN))]
        assert "finished" not in heard
        victims.kill(pid)
        with records.read() as view:
            assert_intact(view)
            assert view.audit.size() >= committed
            committed = view.audit.size()
    assert committed > 0
