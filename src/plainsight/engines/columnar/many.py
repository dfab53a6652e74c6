"""Several processes at the same posts: stretches of columns out, findings back, in their order.

This process is one of them: it reads, deals out what the others have room for, and scans the rest
itself. So many stretches wait as keep every process busy, which is what bounds the memory.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from plainsight.app.post_columns import PostColumns
from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import Examined
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.scanner import (
    REPEATED_TEXTS_MAX,
    ColumnarScanner,
    text_of,
)
from plainsight.model.post import Post

DEALT_PER_JOB = 2
WAITING_MAX = 8  # of each other process, scanned or not

Found = Sequence[tuple[int, Examined | None]]  # None: as said before of the same text
# A stretch, whether it is scanned, and what was found there.
Waiting = tuple[PostColumns, Callable[[], bool], Callable[[], Found]]


class ManyScanners:
    """Implements `app.scan_columns.StretchScanner` with `jobs` processes, until closed."""

    def __init__(self, policy: Policy, *, jobs: int, kept_in: Path | None = None) -> None:
        # Not forked: threads of Arrow's may hold locks that a copy would wait for.
        context = multiprocessing.get_context("spawn")
        self._own = ColumnarScanner(Detector(policy), kept_in=kept_in)
        self._others = jobs - 1
        self._pool = ProcessPoolExecutor(max(self._others, 1), context, _start, (policy, kept_in))
        self._dealt = 0  # stretches that the others have not given back

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        """Each stretch in order, with its posts that have findings."""
        waiting: deque[Waiting] = deque()
        for stretch in stretches:
            waiting.append((stretch, *self._begin(stretch)))
            while waiting and (waiting[0][1]() or len(waiting) > WAITING_MAX * self._others):
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, stretch: PostColumns) -> tuple[Callable[[], bool], Callable[[], Found]]:
        """Deal a stretch out or scan it; whether it is done, and what was found."""
        if self._dealt < DEALT_PER_JOB * self._others:
            self._dealt += 1
            future = self._pool.submit(_examine, stretch.texts)
            return future.done, partial(self._taken_back, future)
        found = list(self._own.examined(stretch.texts))
        return _yes, lambda: found

    def _taken_back(self, future: Future[Found]) -> Found:
        self._dealt -= 1
        return future.result()

    def _finish(
        self, stretch: PostColumns, _: Callable[[], bool], found: Callable[[], Found]
    ) -> tuple[PostColumns, Iterator[tuple[Post, Examined]]]:
        posts = ((stretch.post(row), examined) for row, examined in found())
        return stretch, ((post, named(self._known(post.text, e), post)) for post, e in posts)

    def _known(self, text: str, examined: Examined | None) -> Examined:
        """What was found in a text; another process says it once and then counts on our memory."""
        if examined is None:
            return self._own.lately(text) or self._own.examine(text)
        self._own.remember(text, examined)
        return examined


def _yes() -> bool:
    return True


_scanners: list[ColumnarScanner] = []  # of a process that does nothing else
_told: set[str] = set()  # texts of which it has said what was found


def _start(policy: Policy, kept_in: Path | None) -> None:
    _scanners.append(ColumnarScanner(Detector(policy), kept_in=kept_in))


def _examine(texts: Any) -> Found:  # noqa: ANN401 - a pyarrow.LargeBinaryArray
    found: list[tuple[int, Examined | None]] = []
    for row, examined in _scanners[0].examined(texts):
        text = text_of(texts[row])
        found.append((row, None if text in _told else examined))
        if len(_told) >= REPEATED_TEXTS_MAX:
            _told.clear()
        _told.add(text)
    return found
