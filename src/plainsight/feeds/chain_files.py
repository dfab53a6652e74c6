"""The rows of an export file, whatever it is written in; a line that is no row stays a text."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plainsight.errors import BadValue
from plainsight.feeds.chain_layout import ChainLayout, look_up

Row = Mapping[str, Any] | str  # str: not a row; the reader puts it in quarantine


def open_rows(
    path: Path, layouts: Iterable[ChainLayout]
) -> tuple[Mapping[str, Any], Iterator[Row]]:
    """(what stands around the rows, the rows) of a CSV, JSON Lines or JSON file."""
    if path.suffix.lower() == ".csv":
        return {}, _csv_rows(path)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return {}, _jsonl_rows(path)
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise BadValue("file", path.name, f"not JSON: {error}") from None
    if isinstance(content, list):
        return {}, _rows_of(content)
    if not isinstance(content, dict):
        raise BadValue("file", path.name, "neither an object nor a list")
    for layout in layouts:
        rows = look_up(content, layout.rows_under) if layout.rows_under else None
        if isinstance(rows, list):
            return content, _rows_of(rows)
    return content, iter(())


def _rows_of(entries: list[Any]) -> Iterator[Row]:
    for entry in entries:
        yield entry if isinstance(entry, dict) else str(entry)


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _jsonl_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield _one_row(line)


def _one_row(line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        return line
    return row if isinstance(row, dict) else line
