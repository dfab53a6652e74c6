"""Several processes at the same posts: stretches of columns out, findings back, in their order.

Posts are made here, from the stretches that wait; so many wait as keep every process busy, which
is what bounds the memory.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from plainsight.app.post_columns import PostColumns
from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import Examined
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.model.post import Post

WAITING_PER_JOB = 2

Found = list[tuple[int, Examined]]


class ManyScanners:
    """Implements `app.scan_columns.StretchScanner` with `jobs` processes, until closed."""

    def __init__(self, policy: Policy, *, jobs: int, kept_in: Path | None = None) -> None:
        # Not forked: threads of Arrow's may hold locks that a copy would wait for.
        context = multiprocessing.get_context("spawn")
        self._waiting_max = jobs * WAITING_PER_JOB
        self._pool = ProcessPoolExecutor(jobs, context, _start, (policy, kept_in))

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        """Each stretch in order, with its posts that have findings."""
        waiting: deque[tuple[PostColumns, Future[Found]]] = deque()
        for stretch in stretches:
            waiting.append((stretch, self._pool.submit(_examine, stretch.texts)))
            if len(waiting) >= self._waiting_max:
                yield _named(*waiting.popleft())
        while waiting:
            yield _named(*waiting.popleft())

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        self._pool.shutdown(cancel_futures=True)


def _named(
    stretch: PostColumns, found: Future[Found]
) -> tuple[PostColumns, Iterator[tuple[Post, Examined]]]:
    posts = ((stretch.post(row), examined) for row, examined in found.result())
    return stretch, ((post, named(examined, post)) for post, examined in posts)


_scanners: list[ColumnarScanner] = []  # of a process that does nothing else


def _start(policy: Policy, kept_in: Path | None) -> None:
    _scanners.append(ColumnarScanner(Detector(policy), kept_in=kept_in))


def _examine(texts: Any) -> Found:  # noqa: ANN401 - a pyarrow.LargeBinaryArray
    return list(_scanners[0].examined(texts))
