"""Scan posts as columns: most rows are judged by their text's bytes and never made into posts."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.detect.feed_shares import FeedShare, SharedFeed, StretchCounts
from plainsight.app.detect.post_columns import PostColumns, columns_of
from plainsight.app.detect.scan_posts import (
    QUARANTINED_SHOWN_MAX,
    Flagged,
    PostScanner,
    ScanSummary,
    note_flagged,
    scan_posts,
)
from plainsight.detect.examined import Examined
from plainsight.model.post import Post

if TYPE_CHECKING:
    from plainsight.app.ports import PostsFeed

_NUMBER = re.compile("[0-9]+")


@runtime_checkable
class StretchScanner(Protocol):
    """Finds the posts of stretches that have findings; equal to `Detector.look` on each post."""

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        """Each stretch in order, with its posts that have findings, making as few as can be."""


@runtime_checkable
class ShareScanner(StretchScanner, Protocol):
    """The same of several processes, each of which reads what it scans."""

    @property
    def shares_min(self) -> int:
        """So many shares keep all processes busy to the end."""

    def scan_shares(
        self, shares: Iterable[FeedShare]
    ) -> Iterator[tuple[StretchCounts, Iterator[tuple[Post, Examined]]]]:
        """Each stretch of each share in order, with its posts that have findings."""


def scan_feed(
    feed: "PostsFeed",
    scanner: PostScanner | StretchScanner,
    *,
    summary: ScanSummary,
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Iterator[Flagged]:
    """Scan a feed in the fastest way that both it and the scanner know."""
    if isinstance(scanner, ShareScanner) and isinstance(feed, SharedFeed):
        shares = feed.shares(scanner.shares_min)
        if shares is not None:
            return _noted(scanner.scan_shares(shares), summary, on_progress)
    if isinstance(scanner, StretchScanner):
        return scan_columns(columns_of(feed), scanner, summary=summary, on_progress=on_progress)
    return scan_posts(feed, scanner, summary=summary, on_progress=on_progress)


def scan_columns(
    stretches: Iterable[PostColumns],
    scanner: StretchScanner,
    *,
    summary: ScanSummary,
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Iterator[Flagged]:
    """Scan every row once, fill `summary` on the way, and yield each post that has findings."""
    return _noted(scanner.scan_stretches(stretches), summary, on_progress)


def _noted(
    scanned: Iterable[tuple[PostColumns | StretchCounts, Iterator[tuple[Post, Examined]]]],
    summary: ScanSummary,
    on_progress: Callable[[int], None],
) -> Iterator[Flagged]:
    for stretch, found in scanned:
        for post, examined in found:
            yield post, examined, note_flagged(post, examined, summary)
        summary.post_count += stretch.post_count
        summary.refused_count += len(stretch.refused)
        summary.refused_by.update(item.label for item in stretch.refused)
        summary.quarantined_count += len(stretch.quarantined)
        room = QUARANTINED_SHOWN_MAX - len(summary.quarantined)
        summary.quarantined.extend(sorted(stretch.quarantined, key=_place)[:room])
        on_progress(stretch.read)


def _place(record: QuarantinedRecord) -> int:
    """The number in "line 17": a stretch holds its records by kind, readers want them in order."""
    found = _NUMBER.search(record.record)
    return int(found.group()) if found else 0
