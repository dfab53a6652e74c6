"""Files -> batches of text columns, read once and in bounded memory; broken rows stand apart.

Every value stays the text that the file holds: a number read as a float has already lost money.
"""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from plainsight.errors import BadRecord
from plainsight.feeds.disguise import refuse_array, refuse_packed
from plainsight.feeds.json_object import NoText
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines
from plainsight.feeds.transfers.batch import BATCH_ROWS, BrokenRow, TextBatch, batch_of
from plainsight.feeds.transfers.csv import csv_header, read_csv
from plainsight.feeds.transfers.iso20022 import ISO_COLUMNS, read_messages
from plainsight.feeds.transfers.json import text_values
from plainsight.feeds.transfers.parquet import parquet_names, read_parquet


def read_rows(
    path: Path, columns: Sequence[str], *, separator: str = ",", flags: Container[str] = ()
) -> Iterator[TextBatch]:
    """Read one file by its suffix: .csv, .parquet, .jsonl or .ndjson, .xml.

    `columns` are those a mapping needs; a JSON column "a.b" is key b of object a. `flags` are those
    of them in which true and false may stand: 1 and 0; in an amount, true is no 1.00. Raises
    BadRecord or UnreadableFeed when the file as a whole cannot be read.
    """
    match path.suffix.lower():
        case ".parquet":
            return read_parquet(path, columns, flags)
        case ".jsonl" | ".ndjson":
            return _lines(path, columns, lambda line: text_values(line, columns, flags))
        case ".xml":
            return _xml(path, columns)
        case _:
            return read_csv(path, columns, separator)


def column_names(path: Path, *, separator: str = ",") -> tuple[str, ...]:
    """The columns a file offers, lists left out; of JSONL its first 200 lines, dotted if nested."""
    match path.suffix.lower():
        case ".parquet":
            return parquet_names(path)
        case ".jsonl" | ".ndjson":
            return _json_names(path)
        case ".xml":
            return ISO_COLUMNS
        case _:
            return csv_header(path, separator)


def _lines(
    path: Path, columns: Sequence[str], parse: Callable[[bytes], dict[str, str | None]]
) -> Iterator[TextBatch]:
    size = path.stat().st_size or 1
    rows: list[dict[str, str | None]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    with path.open("rb") as file:
        for number, line in _json_lines(file, path.name):
            try:
                rows.append(parse(_within(line)))
                numbers.append(number)
            except NoText as wrong:
                raw = (line or b"").decode("utf-8", errors="replace").rstrip("\n")
                broken.append(BrokenRow(row=number, mend=wrong.mend, raw=raw, column=wrong.column))
            if len(rows) + len(broken) >= BATCH_ROWS:
                yield batch_of(rows, numbers, columns, broken, min(1.0, file.tell() / size))
                rows, numbers, broken = [], [], []
    yield batch_of(rows, numbers, columns, broken, 1.0)


def _within(line: bytes | None) -> bytes:
    if line is None:
        raise NoText(f"a line of at most {LINE_BYTES_MAX} bytes")
    return line


def _json_lines(file: BinaryIO, source: str) -> Iterator[tuple[int, bytes | None]]:
    """Lines that hold something, with their numbers; None stands for one over the limit."""
    is_begun = False
    for number, line in numbered_lines(file, source=source):
        if line is not None and not line.strip():
            continue
        if line is not None and not is_begun:
            refuse_packed(line, source)
            refuse_array(line, source)
        is_begun = True
        yield number, line


def _json_names(path: Path) -> tuple[str, ...]:
    names: dict[str, None] = {}
    with path.open("rb") as file:
        for _, (_, line) in zip(range(200), _json_lines(file, path.name), strict=False):
            try:
                item = json.loads(line or b"")
            except (ValueError, RecursionError):
                continue
            if isinstance(item, dict):
                names.update(dict.fromkeys(_paths(item)))
    return tuple(names)


def _paths(item: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        elif not isinstance(value, list):
            yield f"{prefix}{key}"


def _xml(path: Path, columns: Sequence[str]) -> Iterator[TextBatch]:
    rows: list[dict[str, str | None]] = []
    numbers: list[int] = []
    number = 0
    size = path.stat().st_size or 1
    with path.open("rb") as file:
        for item in read_messages(file, name=path.name):
            number += 1
            rows.append(dict(item))
            numbers.append(number)
            if len(rows) >= BATCH_ROWS:
                yield batch_of(rows, numbers, columns, [], min(1.0, file.tell() / size))
                rows, numbers = [], []
    if not number:
        raise BadRecord(path.name, "Document", "no credit transfer or booked entry stands in it")
    yield batch_of(rows, numbers, columns, [], 1.0)
