"""Rows that a program holds, as feed items: a frame through Arrow, everything else row by row."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from plainsight.app.detect.feed_item import FeedItem
from plainsight.errors import BadValue
from plainsight.feeds.posts.arrow_cells import few_cells_of, without_views
from plainsight.feeds.posts.arrow_row import ArrowRow
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.given_row import GivenRow
from plainsight.feeds.posts.record import to_item

_ROWS_MEND = "a file, a frame of pandas, polars or Arrow, or rows with named fields"
_BATCH_ROWS = 8_192


def given_items(rows: Any, declaration: FeedDeclaration) -> Iterator[FeedItem]:  # noqa: ANN401
    """What each row came to, in their order. Raises BadValue for what holds no rows."""
    # Text is iterated letter by letter, and a dictionary by its keys: neither was meant.
    if hasattr(rows, "__arrow_c_stream__"):
        yield from _framed(rows, declaration)
    elif not isinstance(rows, Iterable) or isinstance(rows, str | bytes | dict):
        raise BadValue("rows", type(rows).__name__, _ROWS_MEND)
    else:
        for number, row in enumerate(rows, start=1):
            yield to_item(GivenRow(f"row {number}", row), declaration)


def _framed(frame: Any, declaration: FeedDeclaration) -> Iterator[FeedItem]:  # noqa: ANN401
    try:
        table = pa.table(frame)
    except pa.ArrowException as wrong:
        mend = f"a column holds what Arrow cannot: {wrong}; give it one type"
        raise BadValue("rows", type(frame).__name__, mend) from None
    fields = declaration.fields
    wanted = [name for name in table.column_names if name in set(_names(fields))]
    number = 0
    for batch in table.select(wanted).to_batches(max_chunksize=_BATCH_ROWS):
        columns = zip(batch.schema.names, batch.columns, strict=True)
        cells = {name: few_cells_of(without_views(column), name) for name, column in columns}
        for row in range(batch.num_rows):
            number += 1
            yield to_item(ArrowRow(number, row, cells), declaration)


def _names(fields: object) -> Iterator[str]:
    return (getattr(fields, slot) for slot in type(fields).__slots__)  # type: ignore[attr-defined]
