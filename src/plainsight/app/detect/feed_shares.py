"""A feed in shares, for scanners of several processes: each process reads what it scans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from plainsight.app.detect.feed_item import QuarantinedRecord, RefusedItem
from plainsight.app.detect.post_columns import PostColumns


class FeedShare(Protocol):
    """Consecutive records of a feed, not read yet. It can be pickled."""

    def columns(self) -> Iterator[PostColumns]:
        """Read the share, stretch by stretch, in bounded memory. Raises UnreadableFeed."""


@runtime_checkable
class SharedFeed(Protocol):
    """A feed that can be read by several processes. Its posts are the same."""

    def shares(self, at_least: int) -> Iterator[FeedShare] | None:
        """The feed in order, once; None where it does not come apart into so many shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchCounts:
    """What a stretch came to, its columns left with the process that read them."""

    post_count: int
    refused: Sequence[RefusedItem]
    quarantined: Sequence[QuarantinedRecord]

    @property
    def read(self) -> int:
        """How many records of the feed this is."""
        return self.post_count + len(self.refused) + len(self.quarantined)
