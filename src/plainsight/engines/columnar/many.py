"""Several processes at the same posts: parts of columns out, findings back, in their order.

This process is one of them: it reads, deals out what the others have room for, and scans the rest
itself. So many groups wait as keep every process busy, which is what bounds the memory.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from plainsight.app.post_columns import PostColumns
from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import Examined
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.grouped import Group, in_groups
from plainsight.engines.columnar.scanner import (
    REPEATED_TEXTS_MAX,
    ColumnarScanner,
    text_of,
)
from plainsight.model.post import Post

DEALT_PER_JOB = 3
WAITING_MAX = 2  # groups of each other process, scanned or not
PART_ITEMS = 16_384  # of a group at a time: a whole one would leave a process alone with the last

Found = Sequence[tuple[int, Examined | None]]  # None: as said before of the same text
# Of a part of a group whether it is scanned, and what was found there.
Part = tuple[Callable[[], bool], Callable[[], Found]]


class ManyScanners:
    """Implements `app.scan_columns.StretchScanner` with `jobs` processes, until closed."""

    def __init__(self, policy: Policy, *, jobs: int, kept_in: Path | None = None) -> None:
        # Not forked: threads of Arrow's may hold locks that a copy would wait for.
        context = multiprocessing.get_context("spawn")
        self._own = ColumnarScanner(Detector(policy), kept_in=kept_in)
        self._others = jobs - 1
        self._pool = ProcessPoolExecutor(max(self._others, 1), context, _start, (policy, kept_in))
        self._dealt: list[Future[Found]] = []  # what the others have not scanned yet

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        """Each stretch in order, with its posts that have findings."""
        waiting: deque[tuple[Group, Sequence[Part]]] = deque()
        for group in in_groups(stretches):
            waiting.append((group, [self._begin(texts) for texts in group.parts(PART_ITEMS)]))
            while waiting and (
                all(is_done() for is_done, _ in waiting[0][1])
                or len(waiting) > WAITING_MAX * self._others
            ):
                yield from self._finish(*waiting.popleft())
        while waiting:
            yield from self._finish(*waiting.popleft())

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, texts: Any) -> Part:  # noqa: ANN401 - see PostColumns.texts
        """Deal a part out or scan it."""
        self._dealt = [each for each in self._dealt if not each.done()]
        if len(self._dealt) < DEALT_PER_JOB * self._others:
            future = self._pool.submit(_examine, texts)
            self._dealt.append(future)
            return future.done, future.result
        found = list(self._own.examined(texts))
        return _yes, lambda: found

    def _finish(
        self, group: Group, parts: Sequence[Part]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        found = [
            (number * PART_ITEMS + row, examined)
            for number, (_, taken_back) in enumerate(parts)
            for row, examined in taken_back()
        ]
        for stretch, own in group.apart(found):
            posts = [(stretch.post(row), examined) for row, examined in own]
            known = [(post, self._known(post.text, examined)) for post, examined in posts]
            yield stretch, iter([(post, named(examined, post)) for post, examined in known])

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
