"""Posts from JSON lines: one object a line, the text undecoded until the label has been judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.detect.post_columns import COLUMN_ITEMS, PostColumns, columns_of_items
from plainsight.errors import BadValue
from plainsight.feeds.disguise import refuse_array, refuse_packed
from plainsight.feeds.lines import (
    LINE_BYTES_MAX,
    LineBlock,
    blocks_together,
    line_blocks,
    numbered_lines,
)
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.json_record import JsonRecord
from plainsight.feeds.posts.json_slices import ObjectCutter
from plainsight.feeds.posts.record import judge, to_item
from plainsight.model.fact import JsonValue
from plainsight.model.post import Visibility

if TYPE_CHECKING:
    import pyarrow as pa

SMALL_BYTES = 64 * 1024  # what is cut line by line sooner than the compiled code is loaded

Line = tuple[int, bytes]  # its number, and what it holds
Other = RefusedItem | QuarantinedRecord


class PostsJsonl:
    """A feed of JSON lines. Empty lines are skipped; every other line yields one item."""

    def __init__(
        self, stream: BinaryIO, *, source: str, declaration: FeedDeclaration | None = None
    ) -> None:
        self._stream = stream
        self._declaration = declaration or FeedDeclaration()
        fields = self._declaration.fields
        self._names = (
            fields.visibility,
            fields.text,
            fields.surface,
            fields.account_id,
            fields.posted_at,
            fields.post_id,
            fields.language,
        )
        self._cutter = ObjectCutter(self._names)
        self._keys = self._names if all(map(_is_encodable, self._names)) else ()
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the stream once, to its end."""
        is_begun = False
        for number, line in numbered_lines(self._stream, source=self.source):
            if line is not None and not is_begun:
                is_begun = self._begin(line)
            if line is None:
                yield _too_long(number)
            elif line and not line.isspace():
                yield self._item((number, line))

    def columns(self) -> Iterator[PostColumns]:
        """Read the stream once, making only the posts that are asked for."""
        for block in self._blocks():
            yield from self.columns_of(block)

    def shares(self, at_least: int) -> "Iterator[JsonLines]":
        """Some blocks of lines each; nobody knows how many will come."""
        for blocks in blocks_together(self._blocks()):
            yield JsonLines(blocks, self.source, self._declaration)

    def columns_of(self, block: LineBlock) -> Iterator[PostColumns]:
        """What some lines came to."""
        is_small = len(block.data) < SMALL_BYTES
        for part in block.parts(COLUMN_ITEMS):
            if is_small or not self._keys:
                yield from self._few(part)
            else:
                yield self._many(part)

    def _blocks(self) -> Iterator[LineBlock]:
        is_begun = False
        for block in line_blocks(self._stream, source=self.source):
            is_begun = is_begun or self._begin(block.data)
            yield block

    def _begin(self, start: bytes) -> bool:
        """Whether these lines hold anything. Raises UnreadableFeed for what is no JSON lines."""
        refuse_packed(start, self.source)
        refuse_array(start, self.source)
        return not start.isspace()

    def _few(self, block: LineBlock) -> Iterator[PostColumns]:
        lines = enumerate(BytesIO(block.data), start=block.first)
        items = (self._item(line) for line in lines if not line[1].isspace())
        return columns_of_items(chain(items, _with_long([], block)))

    def _many(self, block: LineBlock) -> PostColumns:
        # Compiled code is loaded for those who need it: a few lines are read before it is there.
        from plainsight.feeds.posts.json_block import cut_block

        cut, broken = cut_block(block, self._keys)
        others: list[Other] = [_not_json(number, wrong) for number, wrong in broken]
        groups, leaders = cut.groups(0)
        verdicts = [self._judge(0, cut.slice(0, row)) for row in leaders.tolist()]
        is_public = np.array([isinstance(each, Visibility) for each in verdicts] + [False])[groups]
        for row in np.flatnonzero(~is_public).tolist():
            verdict = self._judge(int(cut.numbers[row]), cut.slice(0, row))
            if isinstance(verdict, Visibility):
                is_public[row] = True
            else:
                others.append(verdict)
        public = cut.only(np.flatnonzero(is_public))
        cells = [public.plain_column(place) for place in range(2, len(self._names))]
        return self._columns(public.text_column(1), cells, public.line, _with_long(others, block))

    def _columns(
        self,
        texts: "pa.Array",
        cells: "Sequence[tuple[pa.Array, pa.Array]]",
        line: Callable[[int], Line],
        others: Sequence[Other],
    ) -> PostColumns:
        import pyarrow.compute as pc

        from plainsight.feeds.posts.lazy_posts import LazyPosts
        from plainsight.feeds.posts.sure_rows import sure_rows

        columns = {self._names[1]: texts}
        columns |= {name: column for name, (column, _) in zip(self._names[2:], cells, strict=True)}
        sure = sure_rows(columns, self._declaration, len(texts))
        for _, relied in cells:
            sure = pc.and_(sure, relied)
        posts = LazyPosts(lambda row: self._item(line(row)), sure)
        broken = [other for other in others if isinstance(other, QuarantinedRecord)]
        return PostColumns(
            texts=posts.kept(texts),
            post=posts.post,
            refused=[other for other in others if isinstance(other, RefusedItem)],
            quarantined=[*broken, *posts.quarantined],
        )

    def _judge(self, number: int, label: bytes | None) -> Visibility | Other:
        slices = {} if label is None else {self._names[0]: label}
        return judge(JsonRecord(number, b"", slices), self._declaration)

    def _item(self, line: Line) -> FeedItem:
        try:
            record = self._record(line)
        except BadValue as wrong:
            return _not_json(line[0], wrong)
        return to_item(record, self._declaration)

    def _record(self, line: Line) -> JsonRecord:
        return JsonRecord(line[0], line[1], self._cutter.cut(line[1]))


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Lines of a feed that are not cut yet, for any process to cut."""

    blocks: Sequence[LineBlock]
    source: str
    declaration: FeedDeclaration

    def columns(self) -> Iterator[PostColumns]:
        """What the lines came to."""
        feed = PostsJsonl(BytesIO(), source=self.source, declaration=self.declaration)
        for block in self.blocks:
            yield from feed.columns_of(block)


def _not_json(number: int, wrong: BadValue) -> QuarantinedRecord:
    # No raw copy: a line that is not JSON has not shown that it is public.
    return QuarantinedRecord(
        record=f"line {number}", field=wrong.field, mend=f"{wrong.value}: {wrong.mend}"
    )


def _with_long(others: list[Other], block: LineBlock) -> list[Other]:
    return others if block.too_long is None else [*others, _too_long(block.too_long)]


def _too_long(number: int) -> QuarantinedRecord:
    return QuarantinedRecord(
        record=f"line {number}",
        field="json",
        mend=f"the line is longer than {LINE_BYTES_MAX} bytes; split it",
    )


def _is_encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
