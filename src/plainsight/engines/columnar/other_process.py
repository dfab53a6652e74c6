"""What another process does: it scans what it is given, and says briefly what it found."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

from plainsight.app.detect.feed_shares import FeedShare, StretchCounts
from plainsight.detect.detector import Detector
from plainsight.detect.examined import Examined
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.grouped import in_groups
from plainsight.engines.columnar.scanner import REPEATED_TEXTS_MAX, ColumnarScanner, text_of
from plainsight.errors import UnreadableFeed
from plainsight.model.post import Post

FoundRows = Sequence[tuple[int, Examined | None]]  # None: as said before of the same text
FoundPosts = Sequence[tuple[Post, Examined | None]]


@dataclass(frozen=True, slots=True)
class ScannedShare:
    """A share's stretches with what was found in each, as far as it could be read."""

    stretches: Sequence[tuple[StretchCounts, FoundPosts]]
    fault: tuple[str, str] | None  # of an UnreadableFeed, which cannot be pickled


def scan_here(scanner: ColumnarScanner, share: FeedShare) -> ScannedShare:
    """Read a share and scan it."""
    scanned: list[tuple[StretchCounts, FoundPosts]] = []
    try:
        scanned.extend(_scan(scanner, share))
    except UnreadableFeed as broken:
        return ScannedShare(scanned, (broken.source, broken.mend))
    return ScannedShare(scanned, None)


def _scan(scanner: ColumnarScanner, share: FeedShare) -> Iterator[tuple[StretchCounts, FoundPosts]]:
    for group in in_groups(share.columns()):
        found = scanner.examined(group.texts)
        for stretch, own in group.apart(found):
            counts = StretchCounts(
                post_count=stretch.post_count,
                refused=stretch.refused,
                quarantined=stretch.quarantined,
            )
            yield counts, [(stretch.post(row), examined) for row, examined in own]


_scanners: list[ColumnarScanner] = []  # of a process that does nothing else
_told: set[str] = set()  # texts of which it has said what was found


def start(policy: Policy, kept_in: Path | None, end: Connection) -> None:
    """Make this process ready. It lasts until `end` does, whatever it is at."""
    Thread(target=_end_with, args=(end,), daemon=True).start()
    _scanners.append(ColumnarScanner(Detector(policy), kept_in=kept_in))


def _end_with(end: Connection) -> None:
    with suppress(EOFError, OSError):
        end.recv_bytes()
    os._exit(0)  # not through the interpreter's end, which would wait for the scan


def examine_texts(texts: Any) -> FoundRows:  # noqa: ANN401 - a pyarrow.LargeBinaryArray
    """What was found in a column of texts."""
    return [
        (row, _unless_told(text_of(texts[row]), examined))
        for row, examined in _scanners[0].examined(texts)
    ]


def scan_share(share: FeedShare) -> ScannedShare:
    """What was found in a share."""
    scanned = scan_here(_scanners[0], share)
    stretches = [
        (counts, [(post, examined and _unless_told(post.text, examined)) for post, examined in own])
        for counts, own in scanned.stretches
    ]
    return ScannedShare(stretches, scanned.fault)


def _unless_told(text: str, examined: Examined) -> Examined | None:
    if text in _told:
        return None
    if len(_told) >= REPEATED_TEXTS_MAX:
        _told.clear()
    _told.add(text)
    return examined
