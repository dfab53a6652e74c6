"""Posts from JSON lines: one object a line, the text undecoded until the label has been judged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import pyarrow.compute as pc

from plainsight.app.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.post_columns import STRETCH_ITEMS, PostColumns
from plainsight.errors import BadValue
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.json_columns import plain_column, text_column
from plainsight.feeds.json_record import JsonRecord
from plainsight.feeds.json_slices import ObjectCutter
from plainsight.feeds.lazy_posts import LazyPosts
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines
from plainsight.feeds.post_record import judge, to_item
from plainsight.feeds.sure_rows import sure_rows
from plainsight.model.fact import JsonValue
from plainsight.model.post import Visibility

_STRETCH_BYTES = 32 * 1024 * 1024
_LABELS_MAX = 100  # labels whose verdict is remembered within a stretch

Line = tuple[int, bytes]  # its number, and what it holds


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
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the stream once, to its end."""
        for number, line in numbered_lines(self._stream, source=self.source):
            if line is None:
                yield _too_long(number)
            elif line and not line.isspace():
                yield self._item((number, line))

    def columns(self) -> Iterator[PostColumns]:
        """Read the stream once, making only the posts that are asked for."""
        lines: list[Line] = []
        size, long = 0, list[QuarantinedRecord]()
        for number, line in numbered_lines(self._stream, source=self.source):
            if line is None:
                long.append(_too_long(number))
            elif line and not line.isspace():
                lines.append((number, line))
                size += len(line)
            if len(lines) >= STRETCH_ITEMS or size >= _STRETCH_BYTES:
                yield self._stretch(lines, long)
                lines, size, long = [], 0, []
        if lines or long:
            yield self._stretch(lines, long)

    def _stretch(self, lines: Sequence[Line], broken: list[QuarantinedRecord]) -> PostColumns:
        public: list[Line] = []
        rows: list[tuple[bytes | None, ...]] = []
        refused: list[RefusedItem] = []
        known: dict[bytes | None, bool] = {}
        for line in lines:
            try:
                row = self._cutter.pick(line[1])
            except BadValue as wrong:
                broken.append(_not_json(line, wrong))
                continue
            label = row[0]
            if label not in known or not known[label]:
                verdict = judge(self._record(line), self._declaration)
                if len(known) < _LABELS_MAX:
                    known[label] = isinstance(verdict, Visibility)
                if isinstance(verdict, RefusedItem):
                    refused.append(verdict)
                    continue
                if isinstance(verdict, QuarantinedRecord):
                    broken.append(verdict)
                    continue
            rows.append(row)
            public.append(line)
        return self._columns(public, rows, refused, broken)

    def _columns(
        self,
        public: Sequence[Line],
        rows: Sequence[tuple[bytes | None, ...]],
        refused: Sequence[RefusedItem],
        broken: Sequence[QuarantinedRecord],
    ) -> PostColumns:
        texts = text_column([row[1] for row in rows])
        columns = {self._names[1]: texts}
        relied = []
        for place, name in enumerate(self._names[2:], start=2):
            columns[name], sure = plain_column([row[place] for row in rows])
            relied.append(sure)
        sure = sure_rows(columns, self._declaration, len(public))
        for each in relied:
            sure = pc.and_(sure, each)
        posts = LazyPosts(lambda row: self._item(public[row]), sure)
        return PostColumns(
            texts=posts.kept(texts),
            post=posts.post,
            refused=refused,
            quarantined=[*broken, *posts.quarantined],
        )

    def _item(self, line: Line) -> FeedItem:
        try:
            record = self._record(line)
        except BadValue as wrong:
            return _not_json(line, wrong)
        return to_item(record, self._declaration)

    def _record(self, line: Line) -> JsonRecord:
        return JsonRecord(line[0], line[1], self._cutter.cut(line[1]))


def _not_json(line: Line, wrong: BadValue) -> QuarantinedRecord:
    # No raw copy: a line that is not JSON has not shown that it is public.
    return QuarantinedRecord(
        record=f"line {line[0]}", field=wrong.field, mend=f"{wrong.value}: {wrong.mend}"
    )


def _too_long(number: int) -> QuarantinedRecord:
    return QuarantinedRecord(
        record=f"line {number}",
        field="json",
        mend=f"the line is longer than {LINE_BYTES_MAX} bytes; split it",
    )
