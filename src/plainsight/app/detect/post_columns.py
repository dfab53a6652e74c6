"""A stretch of a feed with its texts side by side, for scanners that look at whole columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.model.post import Post

if TYPE_CHECKING:
    from plainsight.app.ports import PostsFeed

STRETCH_ITEMS = 8_192  # of items that are made
COLUMN_ITEMS = 65_536  # of rows that stay columns: what is done at once is done for less
STRETCH_CHARS = 16_000_000  # a stretch of the longest posts must fit into memory too


@dataclass(frozen=True, slots=True, kw_only=True)
class PostColumns:
    """What a feed's next records came to. Every record is in one of the three groups.

    Posts are only checked, not made: `post(row)` makes the one whose text is `texts[row]`, so that
    a scanner pays for the few it wants to look at.
    """

    # A list of str, or a pyarrow.LargeBinaryArray without nulls: UTF-8, half surrogate pairs as 3
    # bytes. A few posts are read before pyarrow would be loaded.
    texts: Any
    post: Callable[[int], Post]
    refused: Sequence[RefusedItem]
    quarantined: Sequence[QuarantinedRecord]

    @property
    def post_count(self) -> int:
        """How many of the records are posts."""
        return len(self.texts)

    @property
    def read(self) -> int:
        """How many records of the feed this is."""
        return self.post_count + len(self.refused) + len(self.quarantined)


@runtime_checkable
class ColumnFeed(Protocol):
    """A feed that reads columns faster than items. Its posts and theirs are the same."""

    def columns(self) -> Iterator[PostColumns]:
        """Read the feed once, stretch by stretch, in bounded memory."""


def columns_of(feed: "PostsFeed") -> Iterator[PostColumns]:
    """Any feed as columns."""
    return feed.columns() if isinstance(feed, ColumnFeed) else columns_of_items(feed)


def columns_of_items(items: Iterable[FeedItem]) -> Iterator[PostColumns]:
    """Items that are already made, as columns."""
    stretch = _Stretch()
    for item in items:
        stretch.add(item)
        if stretch.is_full:
            yield stretch.columns()
            stretch = _Stretch()
    if stretch.items:
        yield stretch.columns()


class _Stretch:
    def __init__(self) -> None:
        self.items = 0
        self._chars = 0
        self._posts: list[Post] = []
        self._refused: list[RefusedItem] = []
        self._quarantined: list[QuarantinedRecord] = []

    @property
    def is_full(self) -> bool:
        return self.items >= STRETCH_ITEMS or self._chars >= STRETCH_CHARS

    def add(self, item: FeedItem) -> None:
        self.items += 1
        match item:
            case Post():
                self._posts.append(item)
                self._chars += len(item.text)
            case RefusedItem():
                self._refused.append(item)
            case QuarantinedRecord():
                self._quarantined.append(item)

    def columns(self) -> PostColumns:
        return PostColumns(
            texts=[post.text for post in self._posts],
            post=self._posts.__getitem__,
            refused=self._refused,
            quarantined=self._quarantined,
        )
