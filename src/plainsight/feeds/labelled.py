"""Labelled posts for measuring: text, label, language, near-duplicate cluster."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

from plainsight.errors import BadRecord, BadValue, CannotRead


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPost:
    """One row of a labelled set."""

    text: str
    label: str
    language: str = ""
    cluster: str = ""


def read_labelled(path: Path, *, label_required: bool = True) -> list[LabelledPost]:
    """Read JSONL, CSV or Parquet by its ending.

    Raises CannotRead, or BadRecord naming the row: a hole in a labelled set falsifies its numbers,
    so nothing is skipped.
    """
    try:
        return [
            _row(record, f"{path.name}:{number}", label_required=label_required)
            for number, record in _records(path)
        ]
    except OSError as error:
        raise CannotRead(str(path), error.strerror or str(error)) from None


def _records(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    if path.suffix == ".parquet":
        yield from enumerate(pyarrow.parquet.read_table(path).to_pylist(), start=1)
    elif path.suffix == ".csv":
        yield from enumerate(pyarrow.csv.read_csv(path).to_pylist(), start=1)
    elif path.suffix in {".jsonl", ".ndjson", ".json"}:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _object(line, f"{path.name}:{number}")
    else:
        raise BadValue("path", str(path), "a labelled set is .jsonl, .csv or .parquet")


def _object(line: str, place: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRecord(place, "json", f"not JSON: {error.msg}") from None
    if not isinstance(record, dict):
        raise BadRecord(place, "json", "write one object per line")
    return record


def _row(record: dict[str, object], place: str, *, label_required: bool) -> LabelledPost:
    text, label = record.get("text"), record.get("label")
    if not isinstance(text, str):
        raise BadRecord(place, "text", "every row needs its text")
    if label_required and (label is None or label == ""):
        raise BadRecord(place, "label", "every row needs a label")
    return LabelledPost(
        text=text,
        label="" if label is None else str(label),
        language=str(record.get("language") or record.get("lang") or ""),
        cluster=str(record.get("cluster") or ""),
    )
