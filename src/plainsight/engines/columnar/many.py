"""Several processes at the same posts: shares or columns out, findings back, in their order.

This process is one of them: it deals out what the others have room for, and scans the rest itself.
Where a feed comes apart into shares, each process reads its own; else this one reads for all. So
many groups wait as keep every process busy, which is what bounds the memory.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from plainsight.app.detect.feed_shares import FeedShare, StretchCounts
from plainsight.app.detect.post_columns import PostColumns
from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import Examined
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.grouped import Group, in_groups
from plainsight.engines.columnar.other_process import (
    FoundPosts,
    FoundRows,
    ScannedShare,
    examine_texts,
    scan_here,
    scan_share,
    start,
)
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.errors import ProcessLost, UnreadableFeed
from plainsight.model.post import Post

PART_ITEMS = 16_384  # of a group at a time: a whole one would leave a process alone with the last
PARTS_DEALT = 3  # to a process
WAITING_MAX = 2  # groups of each other process, scanned or not

SHARES_PER_JOB = 4  # fewer would leave a process alone with the last
SHARES_DEALT = 3  # to a process: one that it scans, and the next two
SHARES_SCANNED_MAX = 8  # of each process, that wait for an earlier one

Found = Iterator[tuple[Post, Examined]]
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class ManyScanners:
    """Implements `app.detect.scan_columns.ShareScanner` with `jobs` processes, until closed.

    The others end when this process does, however that comes about. What waits for them raises
    ProcessLost when one of them was killed.
    """

    def __init__(self, policy: Policy, *, jobs: int, kept_in: Path | None = None) -> None:
        # Not forked: threads of Arrow's may hold locks that a copy would wait for.
        context = multiprocessing.get_context("spawn")
        self._own = ColumnarScanner(Detector(policy), kept_in=kept_in)
        self._jobs = jobs
        self._others = jobs - 1
        # Nothing is ever written: the others wait for the end, which the system brings as well
        # when this process is killed.
        self._end, self._held = context.Pipe(duplex=False)
        given = (policy, kept_in, self._end)
        self._pool = ProcessPoolExecutor(max(self._others, 1), context, start, given)
        self._dealt: list[Future[Any]] = []  # what the others have not scanned yet

    @property
    def shares_min(self) -> int:
        """So many shares keep all processes busy to the end."""
        return SHARES_PER_JOB * self._jobs

    def scan_shares(self, shares: Iterable[FeedShare]) -> Iterator[tuple[StretchCounts, Found]]:
        """Each stretch of each share in order, with its posts that have findings.

        Raises UnreadableFeed behind what was found before the feed broke off.
        """
        scanned: deque[Future[ScannedShare]] = deque()
        for share, is_near_end in _with_end(shares, 2 * self._jobs):
            # Near the end nobody is given a second share: who is free first takes the next.
            if self._have_room(1 if is_near_end else SHARES_DEALT):
                scanned.append(self._deal(scan_share, share))
            else:
                scanned.append(_done(scan_here(self._own, share)))
            while scanned and (scanned[0].done() or len(scanned) > SHARES_SCANNED_MAX * self._jobs):
                yield from self._told(_result(scanned.popleft()))
        while scanned:
            yield from self._told(_result(scanned.popleft()))

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Found]]:
        """Each stretch in order, with its posts that have findings."""
        waiting: deque[tuple[Group, Sequence[Future[FoundRows]]]] = deque()
        for group in in_groups(stretches):
            waiting.append((group, [self._begin(texts) for texts in group.parts(PART_ITEMS)]))
            while waiting and (
                all(part.done() for part in waiting[0][1])
                or len(waiting) > WAITING_MAX * self._others
            ):
                yield from self._finish(*waiting.popleft())
        while waiting:
            yield from self._finish(*waiting.popleft())

    def close(self) -> None:
        """End the processes, at once where nobody waits for what they do."""
        if not all(future.done() for future in self._dealt):
            self._held.close()
        self._pool.shutdown(cancel_futures=True)
        self._held.close()
        self._end.close()

    def _have_room(self, each: int) -> bool:
        self._dealt = [future for future in self._dealt if not future.done()]
        return len(self._dealt) < each * self._others

    def _deal(self, work: Callable[[_Given], _Made], given: _Given) -> Future[_Made]:
        with _undisturbed(), _loss_told():
            future = self._pool.submit(work, given)
        self._dealt.append(future)
        return future

    def _begin(self, texts: Any) -> Future[FoundRows]:  # noqa: ANN401 - see PostColumns.texts
        if self._have_room(PARTS_DEALT):
            return self._deal(examine_texts, texts)
        return _done(self._own.examined(texts))

    def _finish(
        self, group: Group, parts: Sequence[Future[FoundRows]]
    ) -> Iterator[tuple[PostColumns, Found]]:
        found = [
            (number * PART_ITEMS + row, examined)
            for number, part in enumerate(parts)
            for row, examined in _result(part)
        ]
        for stretch, own in group.apart(found):
            yield stretch, self._named([(stretch.post(row), examined) for row, examined in own])

    def _told(self, share: ScannedShare) -> Iterator[tuple[StretchCounts, Found]]:
        for counts, found in share.stretches:
            yield counts, self._named(found)
        if share.fault is not None:
            raise UnreadableFeed(*share.fault)

    def _named(self, found: FoundPosts) -> Found:
        known = [(post, self._known(post.text, examined)) for post, examined in found]
        return iter([(post, named(examined, post)) for post, examined in known])

    def _known(self, text: str, examined: Examined | None) -> Examined:
        """What was found in a text; another process says it once and then counts on our memory."""
        if examined is None:
            return self._own.lately(text) or self._own.examine(text)
        self._own.remember(text, examined)
        return examined


def _done(made: _Made) -> Future[_Made]:
    """What was done here, as something done elsewhere."""
    future: Future[_Made] = Future()
    future.set_result(made)
    return future


def _result(future: Future[_Made]) -> _Made:
    with _loss_told():
        return future.result()


@contextmanager
def _loss_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        raise ProcessLost from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Processes started within never hear of Ctrl-C: a terminal tells all, but one decides."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _with_end(shares: Iterable[FeedShare], near: int) -> Iterator[tuple[FeedShare, bool]]:
    """Each share, and whether it is among the last few.

    Those read before a feed breaks off are yielded before UnreadableFeed is raised.
    """
    held: deque[FeedShare] = deque()
    fault: UnreadableFeed | None = None
    try:
        for share in shares:
            held.append(share)
            if len(held) > near:
                yield held.popleft(), False
    except UnreadableFeed as broken:
        fault = broken
    yield from ((share, True) for share in held)
    if fault is not None:
        raise fault
