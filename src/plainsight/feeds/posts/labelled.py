"""Labelled posts for measuring: text, label, language, near-duplicate cluster.

A row may carry a visibility, and then it is judged by it as in a feed, before its text is read. A
row without the field is taken for what it is given as: a public sample.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from plainsight.app.detect.feed_item import QuarantinedRecord, RefusedItem
from plainsight.errors import BadRecord, BadValue, CannotRead
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines
from plainsight.feeds.posts.arrow_cells import cells_of
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.json_record import JsonRecord
from plainsight.feeds.posts.json_slices import ObjectCutter
from plainsight.feeds.posts.parquet_batches import ParquetBatch, parquet_faults, read_batches
from plainsight.feeds.posts.parquet_labels import ParquetLabels, Verdict
from plainsight.feeds.posts.record import RawRecord, judge
from plainsight.model.post import Visibility

_GIVEN_AS_PUBLIC = FeedDeclaration(assume_visibility=Visibility.PUBLIC)
_FIELDS = ("text", "label", "language", "lang", "cluster")
_ROWS_MAX = 1_024

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPost:
    """One row of a labelled set."""

    text: str
    label: str
    language: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """The rows that may be read, and how many may not: neither public nor semi-public."""

    posts: list[LabelledPost]
    refused_count: int = 0


def read_labelled(path: Path, *, label_required: bool = True) -> LabelledSet:
    """Read JSONL, CSV or Parquet by its ending.

    Raises CannotRead, UnreadableFeed, or BadRecord naming the row: a hole in a labelled set
    falsifies its numbers, so nothing is skipped but what must not be read.
    """
    posts, refused_count = list[LabelledPost](), 0
    try:
        with path.open("rb") as stream:
            for place, row in _rows(path, stream):
                if row is None:
                    refused_count += 1
                else:
                    posts.append(_post(row, place, label_required=label_required))
    except OSError as error:
        raise CannotRead(str(path), error.strerror or str(error)) from None
    return LabelledSet(posts=posts, refused_count=refused_count)


def _rows(path: Path, stream: BinaryIO) -> Iterator[tuple[str, Row | None]]:
    """Each row with its place; None for one that must not be read."""
    if path.suffix == ".parquet":
        return _of_parquet(stream, path.name)
    if path.suffix == ".csv":
        return _of_csv(stream, path.name)
    if path.suffix in {".jsonl", ".ndjson", ".json"}:
        return _of_json(stream, path.name)
    raise BadValue("path", str(path), "a labelled set is .jsonl, .csv or .parquet")


def _of_parquet(stream: BinaryIO, name: str) -> Iterator[tuple[str, Row | None]]:
    with parquet_faults(name), ParquetFile(stream, pre_buffer=False) as file:
        names = file.schema_arrow.names
        if "text" not in names:
            raise BadRecord(f"{name}:1", "text", "every row needs its text")
        wanted = {*_FIELDS[1:], _GIVEN_AS_PUBLIC.fields.visibility}
        columns = [each for each in names if each in wanted]
        groups = range(file.num_row_groups)
        for batch in read_batches(
            file, groups, columns=columns, text="text", rows_max=_ROWS_MAX, source=name
        ):
            yield from _of_batch(batch, name)


def _of_batch(batch: ParquetBatch, name: str) -> Iterator[tuple[str, Row | None]]:
    labels = ParquetLabels(batch, _GIVEN_AS_PUBLIC)
    places = [f"{name}:{batch.first + row}" for row in range(batch.rows.num_rows)]
    public = [row for row, place in enumerate(places) if _may_read(labels.verdict(row), place)]
    yield from ((places[row], None) for row in {*range(len(places))} - {*public})
    if not public:
        return
    taken = pa.array(public)
    texts = cells_of(batch.texts().take(taken), "text")
    for number, row in enumerate(batch.rows.take(taken).to_pylist()):
        place = places[public[number]]
        try:
            yield place, {**row, "text": texts(number)}
        except BadValue as wrong:
            raise BadRecord(place, wrong.field, wrong.mend) from None


def _of_csv(stream: BinaryIO, name: str) -> Iterator[tuple[str, Row | None]]:
    for record in PostsCsv(stream, source=name).records():
        if isinstance(record, QuarantinedRecord):
            raise BadRecord(f"{name}, {record.record}", record.field, record.mend)
        place = f"{name}, {record.name}"
        if _may_read(judge(record, _GIVEN_AS_PUBLIC), place):
            yield place, _read(record, place)
        else:
            yield place, None


def _of_json(stream: BinaryIO, name: str) -> Iterator[tuple[str, Row | None]]:
    cutter = ObjectCutter()
    for number, line in numbered_lines(stream, source=name):
        place = f"{name}:{number}"
        if line is None:
            raise BadRecord(place, "json", f"the line is longer than {LINE_BYTES_MAX} bytes")
        if not line or line.isspace():
            continue
        try:
            record = JsonRecord(number, line, cutter.cut(line))
        except BadValue as wrong:
            raise BadRecord(place, "json", f"{wrong.value}: {wrong.mend}") from None
        if _may_read(judge(record, _GIVEN_AS_PUBLIC), place):
            yield place, _object(line, place)
        else:
            yield place, None


def _may_read(verdict: Verdict, place: str) -> bool:
    if isinstance(verdict, QuarantinedRecord):
        raise BadRecord(place, verdict.field, verdict.mend)
    return not isinstance(verdict, RefusedItem)


def _read(record: RawRecord, place: str) -> Row:
    try:
        return {field: record.read(field) for field in _FIELDS}
    except BadValue as wrong:
        raise BadRecord(place, wrong.field, wrong.mend) from None


def _object(line: bytes, place: str) -> Row:
    try:
        record: dict[str, object] = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise BadRecord(place, "json", "not valid JSON in UTF-8") from None
    return record


def _post(row: Row, place: str, *, label_required: bool) -> LabelledPost:
    text, label = row.get("text"), row.get("label")
    if not isinstance(text, str):
        raise BadRecord(place, "text", "every row needs its text")
    if label_required and (label is None or label == ""):
        raise BadRecord(place, "label", "every row needs a label")
    return LabelledPost(
        text=text,
        label="" if label is None else str(label),
        language=str(row.get("language") or row.get("lang") or ""),
        cluster=str(row.get("cluster") or ""),
    )
