"""Scan posts: batches in, findings grouped into campaigns out, nothing stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.detect.campaign import Campaign, Campaigns
from plainsight.detect.examined import Examined
from plainsight.detect.signs import Signs
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post

BATCH_POSTS = 8_192
QUARANTINED_SHOWN_MAX = 20


class TextScanner(Protocol):
    """Finds the texts of a batch that have findings; equal to `Detector.examine` on each."""

    def examined(self, texts: Sequence[str]) -> Iterable[tuple[int, Examined]]:
        """The places of texts that have findings, in order, with them."""


class SenseScanner(TextScanner, Protocol):
    """A scanner that also tells what stands in a text, whether a typology asks for it or not."""

    def senses(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """Of each text the senses and kinds of value of `Detector.signs`."""

    def signs(self, text: str) -> Signs:
        """The same of one text, with the places where they stand."""


class PostScanner(Protocol):
    """Finds the posts of a batch that have findings; equal to `Detector.look` on each of them."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings."""


def said_of(posts: Sequence[Post], scanner: PostScanner) -> list[Examined | None]:
    """What was said of each post, in their order.

    Walked side by side and not looked up: two revisions of one post share its key.
    """
    said: list[Examined | None] = [None] * len(posts)
    place = 0
    for post, examined in scanner.scan(posts):
        while posts[place] is not post and posts[place] != post:
            place += 1
        said[place] = examined
        place += 1
    return said


@dataclass(slots=True, kw_only=True)
class ScanSummary:
    """What a scan saw; `read = posts + refused + quarantined`, so nothing is lost."""

    post_count: int = 0
    flagged_count: int = 0
    refused_count: int = 0
    quarantined_count: int = 0
    by_typology: Counter[str] = field(default_factory=Counter)
    by_day: Counter[str] = field(default_factory=Counter)
    refused_by: Counter[RefusedLabel] = field(default_factory=Counter)
    quarantined: list[QuarantinedRecord] = field(default_factory=list)  # the first few
    campaigns: Campaigns = field(default_factory=Campaigns)


Flagged = tuple[Post, Examined, Campaign]


def scan_posts(
    items: Iterable[FeedItem],
    scanner: PostScanner,
    *,
    summary: ScanSummary,
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Iterator[Flagged]:
    """Scan every item once, fill `summary` on the way, and yield each post that has findings."""
    for posts, read_count in _batches(items, summary):
        for post, examined in scanner.scan(posts):
            yield post, examined, note_flagged(post, examined, summary)
        summary.post_count += len(posts)
        on_progress(read_count)


def note_flagged(post: Post, examined: Examined, summary: ScanSummary) -> Campaign:
    """Count one post with findings and place it in its campaign."""
    summary.flagged_count += 1
    for finding in examined.findings:
        summary.by_typology[finding.typology_id] += 1
    summary.by_day[post.posted_at.date().isoformat()] += 1
    return summary.campaigns.add(post, examined)


def flagged_json(flagged: Flagged) -> dict[str, JsonValue]:
    """One post with its findings, for machines."""
    post, examined, campaign = flagged
    return {
        "post_id": post.post_id,
        "account_id": post.account_id,
        "surface": post.surface,
        "campaign": campaign.key,
        "findings": [finding.to_json() for finding in examined.findings],
    }


def _batches(items: Iterable[FeedItem], summary: ScanSummary) -> Iterator[tuple[list[Post], int]]:
    posts: list[Post] = []
    read_count = 0
    for item in items:
        read_count += 1
        if isinstance(item, RefusedItem):
            summary.refused_count += 1
            summary.refused_by[item.label] += 1
        elif isinstance(item, QuarantinedRecord):
            summary.quarantined_count += 1
            if len(summary.quarantined) < QUARANTINED_SHOWN_MAX:
                summary.quarantined.append(item)
        else:
            posts.append(item)
        if len(posts) >= BATCH_POSTS:
            yield posts, read_count
            posts, read_count = [], 0
    if posts or read_count:
        yield posts, read_count
