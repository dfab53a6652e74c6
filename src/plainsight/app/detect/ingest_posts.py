"""Ingest posts: store what is new, refuse what is private, quarantine what is broken, count all."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.app.detect.feed_item import (
    DERIVED_PREFIX,
    FeedItem,
    QuarantinedRecord,
    RefusedItem,
    RefusedLabel,
)
from plainsight.app.detect.refusal_fact import refusal_fact
from plainsight.app.ports import Clock, PostsFeed, Records, UnitOfWork
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.post import Post

BATCH_ITEMS_MAX = 5_000
BATCH_CHARS_MAX = 8_000_000  # a batch of the longest posts must fit into memory too


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestCount:
    """What became of the records read: read = ingested + duplicates + refused + quarantined."""

    ingested: int = 0  # new to the records, revisions included
    revised: int = 0  # of these: other content under an id known before
    duplicates: int = 0
    refused: int = 0  # private or unlabelled; never read
    quarantined: int = 0
    ids_derived: int = 0  # posts, new or not, whose id was made here because the feed has none

    @property
    def read(self) -> int:
        """How many records the feed held."""
        return self.ingested + self.duplicates + self.refused + self.quarantined

    def __add__(self, other: "IngestCount") -> "IngestCount":
        return IngestCount(
            ingested=self.ingested + other.ingested,
            revised=self.revised + other.revised,
            duplicates=self.duplicates + other.duplicates,
            refused=self.refused + other.refused,
            quarantined=self.quarantined + other.quarantined,
            ids_derived=self.ids_derived + other.ids_derived,
        )


def ingest_posts(
    records: Records,
    feed: PostsFeed,
    *,
    clock: Clock,
    batch_items_max: int = BATCH_ITEMS_MAX,
    on_batch: Callable[[IngestCount], None] | None = None,
) -> IngestCount:
    """Read the feed to its end, one transaction for each batch.

    Reading a feed again changes nothing but the log, so that an interrupted ingest is mended by
    repeating it. `on_batch` is told the running count after each commit.
    """
    total = IngestCount()
    for batch in _batches(feed, batch_items_max):
        with records.begin() as unit:
            count = _store(unit, batch, feed=feed, clock=clock)
        total += count
        if on_batch is not None:
            on_batch(total)
    return total


@dataclass(slots=True)
class _Batch:
    posts: list[Post] = field(default_factory=list)
    refused: Counter[RefusedLabel] = field(default_factory=Counter)
    quarantined: list[QuarantinedRecord] = field(default_factory=list)
    items: int = 0
    chars: int = 0

    def add(self, item: FeedItem) -> None:
        self.items += 1
        match item:
            case Post():
                self.posts.append(item)
                self.chars += len(item.text)
            case RefusedItem():
                self.refused[item.label] += 1
            case QuarantinedRecord():
                self.quarantined.append(item)
                self.chars += len(item.raw or b"")


def _batches(feed: PostsFeed, items_max: int) -> Iterator[_Batch]:
    batch = _Batch()
    for item in feed:
        batch.add(item)
        if batch.items >= items_max or batch.chars >= BATCH_CHARS_MAX:
            yield batch
            batch = _Batch()
    if batch.items:
        yield batch


def _store(unit: UnitOfWork, batch: _Batch, *, feed: PostsFeed, clock: Clock) -> IngestCount:
    now, batch_id = clock(), unit.new_id("ba")
    count = _keep_posts(unit, batch.posts, batch_id=batch_id, feed=feed, now=now)
    if batch.refused:
        unit.record(refusal_fact(batch.refused, source=feed.source, subject=batch_id, now=now))
    if batch.quarantined:
        unit.quarantine.keep(batch.quarantined, source=feed.source, at=now)
        fields = Counter(record.field for record in batch.quarantined)
        split: dict[str, JsonValue] = dict(fields)
        body: dict[str, JsonValue] = {
            "source": feed.source,
            "count": fields.total(),
            "fields": split,
        }
        unit.record(Fact(tag=AuditTag.RECORD_QUARANTINED, subject=batch_id, at=now, body=body))
    return count + IngestCount(refused=batch.refused.total(), quarantined=len(batch.quarantined))


def _keep_posts(
    unit: UnitOfWork, posts: list[Post], *, batch_id: str, feed: PostsFeed, now: datetime
) -> IngestCount:
    if not posts:
        return IngestCount()
    kept = unit.posts.keep(posts, batch_id=batch_id, source=feed.source, at=now)
    derived = sum(post.post_id.startswith(DERIVED_PREFIX) for post in posts)
    body: dict[str, JsonValue] = {
        "source": feed.source,
        "ingested": kept.ingested,
        "revised": kept.revised,
        "duplicates": kept.duplicates,
        "ids_derived": derived,
        "assumed": dict(feed.assumed),
    }
    # The digest is committed to, not shown: of a small batch it could be guessed, and the guess
    # would outlive the erasure of the post.
    unit.record(
        Fact(
            tag=AuditTag.POSTS_INGESTED,
            subject=batch_id,
            at=now,
            body=body,
            personal={"digest": kept.digest},
        )
    )
    return IngestCount(
        ingested=kept.ingested,
        revised=kept.revised,
        duplicates=kept.duplicates,
        ids_derived=derived,
    )
