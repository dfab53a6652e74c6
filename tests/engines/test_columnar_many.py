"""Several processes find what one finds, in the same order, and end when they should."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Thread
from types import MappingProxyType

import pytest

from plainsight import wiring
from plainsight.app.detect.post_columns import PostColumns, columns_of_items
from plainsight.app.detect.scan_columns import ShareScanner, StretchScanner, scan_columns, scan_feed
from plainsight.app.detect.scan_posts import Flagged, ScanSummary
from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import Policy, make_policy
from plainsight.engines.columnar import many
from plainsight.engines.columnar.many import ManyScanners
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.errors import ProcessLost, UnreadableFeed
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODIES = ("今天下雨", "车队长期接料，卡接回U，点位20，飞机 @chedui88", "nice weather", "k3-t4-m1")


PATIENCE_SECONDS = 60  # so long waits what would otherwise wait for ever

# Stands in for a command: its processes have its standard output, so that this ends when all have.
HOLDER = """
import sys
from pathlib import Path
from test_columnar_many import few_typologies, scanned
from plainsight.engines.columnar.many import ManyScanners

together = ManyScanners(few_typologies(), jobs=2, kept_in=Path(sys.argv[1]))
print(len(scanned(together)), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return few_typologies()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was compiled, once for all tests here."""
    return tmp_path_factory.mktemp("kept")


def few_typologies() -> Policy:
    whole = wiring.load_policy()
    typologies = tuple(t for t in whole.typologies if t.typology_id in {"T03", "T04"})
    terms = tuple(t for t in whole.lexicon.terms if t.language in {"zh", "any"})[:4_000]
    return make_policy(Lexicon(terms=terms, senses=whole.lexicon.senses), typologies)


def scanned(together: ManyScanners) -> list[Flagged]:
    return list(scan_columns(stretches(), together, summary=ScanSummary()))


def stretches() -> Iterator[PostColumns]:
    for first in range(0, 70, 10):
        yield from columns_of_items(
            Post(
                post_id=f"p{number}",
                account_id=f"a{number % 3}",
                surface="s",
                visibility=Visibility.PUBLIC,
                posted_at=NOON,
                text=BODIES[number % len(BODIES)],
            )
            for number in range(first, first + 10)
        )


@dataclass(frozen=True)
class Share:
    """Some of the stretches; the last may not be all there."""

    first: int
    is_spoilt: bool = False
    waits_for: Path | None = None

    def columns(self) -> Iterator[PostColumns]:
        if self.waits_for is not None:
            self.waits_for.read_bytes()
        yield from islice(stretches(), self.first, self.first + 1)
        if self.is_spoilt:
            raise UnreadableFeed("f", "bad sector")


class SharedFeed:
    """All stretches, one in each share."""

    source, assumed = "f", MappingProxyType[str, JsonValue]({})

    def __init__(self, *, spoilt: int | None = None) -> None:
        self._shares = [Share(n, is_spoilt=n == spoilt) for n in range(7)]

    def __iter__(self) -> Iterator[Post]:
        raise AssertionError("nobody but the processes reads it")

    def shares(self, at_least: int) -> Iterator[Share]:
        assert at_least <= len(self._shares)
        return iter(self._shares)


def test_two_processes_find_what_one_finds(policy: Policy, kept: Path) -> None:
    one, two = ScanSummary(), ScanSummary()
    alone = ColumnarScanner(Detector(policy), kept_in=kept)
    expected = list(scan_columns(stretches(), alone, summary=one))
    with closing(ManyScanners(policy, jobs=2, kept_in=kept)) as together:
        assert isinstance(together, StretchScanner)
        found = list(scan_columns(stretches(), together, summary=two))
    assert [(post, examined) for post, examined, _ in found] == [
        (post, examined) for post, examined, _ in expected
    ]
    assert len(found) > 10
    assert (one.post_count, one.flagged_count, one.by_typology) == (70, len(found), two.by_typology)
    assert two.post_count == 70


def test_two_processes_that_each_read_their_shares_find_what_one_finds(
    policy: Policy, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "SHARES_PER_JOB", 2)
    one, two = ScanSummary(), ScanSummary()
    alone = ColumnarScanner(Detector(policy), kept_in=kept)
    expected = list(scan_columns(stretches(), alone, summary=one))
    with closing(ManyScanners(policy, jobs=2, kept_in=kept)) as together:
        assert isinstance(together, ShareScanner)
        found = list(scan_feed(SharedFeed(), together, summary=two))
        assert [(post, examined) for post, examined, _ in found] == [
            (post, examined) for post, examined, _ in expected
        ]
        assert (two.post_count, two.flagged_count) == (70, len(found))

        rest = ScanSummary()
        flagged = scan_feed(SharedFeed(spoilt=3), together, summary=rest)
        with pytest.raises(UnreadableFeed, match="bad sector"):
            deque(flagged, maxlen=0)
    assert rest.post_count == 40  # of four shares of seven
    assert rest.flagged_count == sum(int(post.post_id[1:]) < 40 for post, _, _ in expected)


def test_a_scan_that_is_left_early_ends_its_processes(policy: Policy, kept: Path) -> None:
    with closing(ManyScanners(policy, jobs=1, kept_in=kept)) as together:
        first = next(iter(scan_columns(stretches(), together, summary=ScanSummary())))
    assert first[0].post_id == "p1"


def test_a_process_that_was_killed_is_one_clear_error(policy: Policy, kept: Path) -> None:
    with closing(ManyScanners(policy, jobs=2, kept_in=kept)) as together:
        assert scanned(together)
        (other,) = multiprocessing.active_children()
        other.kill()
        with pytest.raises(ProcessLost, match="fewer --jobs"):
            scanned(together)


def test_whoever_stops_waits_for_no_share_that_is_being_scanned(
    policy: Policy, kept: Path, tmp_path: Path
) -> None:
    never_written = tmp_path / "pipe"
    os.mkfifo(never_written)
    shares = [Share(0), Share(1, waits_for=never_written), *map(Share, range(2, 7))]
    together = ManyScanners(policy, jobs=2, kept_in=kept)
    next(iter(together.scan_shares(shares)))
    (other,) = multiprocessing.active_children()
    closes = Thread(target=together.close)
    closes.start()
    closes.join(PATIENCE_SECONDS)
    try:
        assert not closes.is_alive()
    finally:
        other.kill()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_command_that_started_it(how: signal.Signals, kept: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(kept)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert int(holder.stdout.readline()) > 10
            holder.send_signal(how)
            rest, _ = holder.communicate(timeout=PATIENCE_SECONDS)
            assert rest == b""
        finally:
            _end_all(holder.pid)


def _end_all(group: int) -> None:
    """Whatever is left of a command, so that a failing test leaves nothing behind."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
