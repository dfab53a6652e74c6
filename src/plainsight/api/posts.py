"""Rows that a program holds -> posts, by the parsers that ingest reads feeds with."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.errors import BadRecord, BadValue, NothingJudged, NotPublic
from plainsight.feeds.posts.declaration import FeedDeclaration, FieldNames, Times
from plainsight.feeds.posts.file import open_posts
from plainsight.feeds.posts.given_row import GivenRow
from plainsight.feeds.posts.given_rows import given_items
from plainsight.feeds.posts.record import to_item
from plainsight.model.post import Post, Visibility

UNREAD_KEPT = 100
_Word = TypeVar("_Word", Times, Visibility)


class Posts:
    """The public and semi-public posts of a file, a frame, or rows, read as often as asked.

    `source` is the path of a file that `plainsight scan` takes, a frame of pandas, polars or Arrow,
    or rows with named fields. `columns` says what your data call a field: `{"text": "body"}`.
    `times` says how they write `posted_at`: rfc3339, utc, epoch_seconds, epoch_milliseconds.
    `visibility`, `surface` and `account_id` hold for rows that have no such field.

    Rows labelled neither public nor semi-public are left out unread and counted; what makes no post
    is left out with its field and mend. Reading raises NothingJudged where that was every row.
    """

    def __init__(
        self,
        source: Any,  # noqa: ANN401 - whatever holds rows
        *,
        columns: Mapping[str, str] | None = None,
        times: str = Times.RFC3339,
        visibility: Visibility | str | None = None,
        surface: str | None = None,
        account_id: str | None = None,
    ) -> None:
        self._source = source
        self._declaration = _declared(columns or {}, times, visibility, surface, account_id)
        self.refused_count = 0  # of the last reading, as the two below
        self.unread_count = 0
        self.unread: list[QuarantinedRecord] = []  # the first of them

    def __iter__(self) -> Iterator[Post]:
        """Read from the beginning."""
        self.refused_count, self.unread_count, self.unread = 0, 0, []
        is_any = False
        for item in self._items():
            if isinstance(item, Post):
                is_any = True
                yield item
            elif isinstance(item, RefusedItem):
                self.refused_count += 1
            else:
                self.unread_count += 1
                if len(self.unread) < UNREAD_KEPT:
                    self.unread.append(item)
        if self.unread and not is_any:
            # An empty answer would say that nothing is in them.
            raise NothingJudged(
                [f"{each.record}: {each.field}: {each.mend}" for each in self.unread]
            )

    def _items(self) -> Iterator[FeedItem]:
        if isinstance(self._source, str | Path):
            with open_posts(Path(self._source), declaration=self._declaration) as feed:
                yield from feed
        else:
            yield from given_items(self._source, self._declaration)


def read_post(
    row: Any,  # noqa: ANN401 - whatever has named fields
    *,
    columns: Mapping[str, str] | None = None,
    times: str = Times.RFC3339,
    visibility: Visibility | str | None = None,
    surface: str | None = None,
    account_id: str | None = None,
) -> Post:
    """One row as a post; the options are those of `Posts`.

    Raises NotPublic for a label that is neither public nor semi-public, of whose row nothing else
    was read; BadRecord with the field and its mend.
    """
    declaration = _declared(columns or {}, times, visibility, surface, account_id)
    record = GivenRow("row", row)
    item = to_item(record, declaration)
    if isinstance(item, Post):
        return item
    if isinstance(item, RefusedItem):
        raise NotPublic(record.read(declaration.fields.visibility))
    raise BadRecord(item.record, item.field, item.mend)


def _declared(
    columns: Mapping[str, str],
    times: str,
    visibility: Visibility | str | None,
    surface: str | None,
    account_id: str | None,
) -> FeedDeclaration:
    unknown = sorted(set(columns) - set(FieldNames.__slots__))
    if unknown:
        raise BadValue("columns", unknown[0], f"a field of ours: {', '.join(FieldNames.__slots__)}")
    return FeedDeclaration(
        fields=FieldNames(**columns),
        times=_one_of(Times, times, "times"),
        assume_visibility=(
            None if visibility is None else _one_of(Visibility, visibility, "visibility")
        ),
        assume_surface=surface,
        assume_account_id=account_id,
    )


def _one_of(words: type[_Word], value: str, field: str) -> _Word:
    try:
        return words(value)
    except ValueError:
        raise BadValue(field, value, f"one of {', '.join(words)}") from None
