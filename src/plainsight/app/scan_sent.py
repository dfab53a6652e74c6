"""Scan a few posts that a caller sends: answered at once, nothing of them stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from plainsight.app.feed_item import QuarantinedRecord, RefusedItem
from plainsight.app.ports import Clock, PostsFeed, Records
from plainsight.app.refusal_fact import refusal_fact
from plainsight.app.scan_posts import Flagged, PostScanner, ScanSummary, scan_posts
from plainsight.model.post import Post, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerOfDay:
    """A scanner, and the digest of the policy that it judges by."""

    scanner: PostScanner
    policy_digest: str


class DailyScanners(Protocol):
    """Scanners held ready; terms expire, so each day may have another policy."""

    def of_day(self, day: date) -> ScannerOfDay:
        """The scanner that judges on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPosts:
    """What was found: `read = post_count + refused + quarantined`, so no record is lost."""

    policy_digest: str
    post_count: int
    flagged: tuple[Flagged, ...]
    refused: tuple[RefusedItem, ...]
    quarantined: tuple[QuarantinedRecord, ...]


def warm(scanners: DailyScanners, day: date) -> None:
    """Have the day's scanner load what it loads when it first meets an advert."""
    start = datetime.combine(day, time.min, tzinfo=UTC)
    post = Post(
        post_id="warm",
        account_id="warm",
        surface="warm",
        visibility=Visibility.PUBLIC,
        posted_at=start,
        text="车队接料，卡接回U，飞机 @warm_88 +86 139 0000 0000; clean USDT, 8 % fee",
    )
    list(scanners.of_day(day).scanner.scan([post]))


def scan_sent(
    records: Records, feed: PostsFeed, *, scanners: DailyScanners, clock: Clock
) -> ScannedPosts:
    """Judge every record of a small feed. What is refused unread is counted in the log."""
    now, items = clock(), tuple(feed)
    refused = tuple(item for item in items if isinstance(item, RefusedItem))
    if refused:
        labels = Counter(item.label for item in refused)
        with records.begin() as unit:
            subject = unit.new_id("sn")
            unit.record(refusal_fact(labels, source=feed.source, subject=subject, now=now))
    today, summary = scanners.of_day(now.date()), ScanSummary()
    flagged = tuple(scan_posts(items, today.scanner, summary=summary))
    return ScannedPosts(
        policy_digest=today.policy_digest,
        post_count=summary.post_count,
        flagged=flagged,
        refused=refused,
        quarantined=tuple(item for item in items if isinstance(item, QuarantinedRecord)),
    )
