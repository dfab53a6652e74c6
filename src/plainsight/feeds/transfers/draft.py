"""Draft a mapping for a file that no shipped layout fits: a beginning that a person completes.

Names are compared with those that banks and platforms commonly use, values with the grammars that
a mapping can declare. What is not found is left out and said, never filled with a guess.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainsight.feeds.transfers.guess import Guess, Says, guess_amount, guess_asset, guess_time
from plainsight.feeds.transfers.mapping import Reads
from plainsight.feeds.transfers.names import CLOCKS, KNOWN, plain_name
from plainsight.feeds.transfers.rows import column_names, read_rows
from plainsight.feeds.transfers.sql import REQUIRED

SAMPLE_ROWS = 1_000
_FIELDS = {
    Reads.TRANSFERS: ("channel", "purpose", "place", "source_country", "target_country"),
    Reads.ACCOUNTS: ("kind", "owner", "country", "place", "sector"),
    Reads.LINKS: (),
    Reads.RATES: (),
    Reads.LABELS: ("group", "pattern"),
}
_GUESSED = {"amount": guess_amount, "asset": guess_asset, "at": guess_time}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mapping file in the making, and what a person has to add before it works."""

    text: str
    missing: tuple[str, ...]  # required fields for which no column was found


def draft_mapping(path: Path, *, reads: Reads, name: str) -> Draft:
    """Look at names and the first values. Raises BadRecord when the file cannot be read."""
    separator = _separator(path)
    columns = column_names(path, separator=separator)
    sample = _sample(path, columns, separator)
    taken: set[str] = set()
    found: dict[str, str] = {}
    for field in (*REQUIRED[reads], *_FIELDS[reads]):
        column = _column_for(field, columns, taken)
        if column is not None:
            found[field] = column
            taken.add(column)
    places: dict[str, Says] = {field: {"column": column} for field, column in found.items()}
    clock = _clock(found.get("at"), [column for column in columns if column not in taken], sample)
    if clock is not None:
        day = found["at"]
        taken.add(clock)
        sample = {**sample, day: _joined(sample, day, clock)}
        places["at"] = {"columns": (day, clock), "join": " "}
    missing = tuple(field for field in REQUIRED[reads] if field not in found)
    lines = [
        f"# Drafted from {path.name}: check every line, then take the file in with",
        f"#   plainsight transfers ingest {path.name} --mapping {name}.yaml",
        f"name: {name}",
        f"reads: {reads}",
        *([] if separator == "," else [f"separator: {json.dumps(separator)}"]),
        "fields:",
        *(
            _line(field, place, _guess(field, reads, sample.get(found[field], [])))
            for field, place in places.items()
        ),
        *(f"  # {field}: no column looks like it; {_advice(field, name)}" for field in missing),
    ]
    left = [column for column in columns if column not in taken]
    if left:
        lines.append(f"# Not read: {', '.join(left)}")
    return Draft(text="\n".join(lines) + "\n", missing=missing)


def _separator(path: Path) -> str:
    """What parts the header into most columns; a comma where nothing parts it better."""
    if path.suffix.lower() in (".parquet", ".jsonl", ".ndjson", ".xml"):
        return ","
    counts = {mark: len(column_names(path, separator=mark)) for mark in ",;\t|"}
    return max(counts, key=lambda mark: counts[mark])


def _sample(path: Path, columns: Sequence[str], separator: str) -> Mapping[str, list[str]]:
    batch = next(iter(read_rows(path, columns, separator=separator, flags=columns)))
    table = batch.table.slice(0, SAMPLE_ROWS)
    return {
        name: [str(value).strip() for value in table.column(name).to_pylist() if value]
        for name in table.column_names
        if name != "_row"
    }


def _column_for(field: str, columns: Sequence[str], taken: set[str]) -> str | None:
    names = {plain_name(column): column for column in reversed(columns)}
    for known in KNOWN[field]:
        column = names.get(known)
        if column is not None and column not in taken:
            return column
    return None


def _clock(day: str | None, left: Sequence[str], sample: Mapping[str, list[str]]) -> str | None:
    """The column of the time of day beside one of days alone."""
    for column in left if day is not None else ():
        values = sample.get(column, [])
        is_clock = all(re.fullmatch(r"\d\d:\d\d(:\d\d)?", value) for value in values)
        is_paired = values and len(values) == len(sample.get(day or "", []))
        if plain_name(column) in CLOCKS and is_clock and is_paired:
            return column
    return None


def _joined(sample: Mapping[str, list[str]], day: str, clock: str) -> list[str]:
    return [" ".join(pair) for pair in zip(sample[day], sample[clock], strict=True)]


def _guess(field: str, reads: Reads, values: Sequence[str]) -> Guess:
    if field in _FIELDS[reads]:
        return Guess(says={"optional": True})
    return _GUESSED[field](values) if field in _GUESSED else Guess()


def _line(field: str, place: Says, guess: Guess) -> str:
    hint = f"  # {guess.hint}" if guess.hint else ""
    return f"  {field}: {_yaml({**place, **guess.says})}{hint}"


def _yaml(value: object) -> str:
    """On one line and with few quotes, as a person writes it."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_yaml(key)}: {_yaml(each)}' for key, each in value.items())}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, str) and re.fullmatch(r"\w+", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _advice(field: str, name: str) -> str:
    return {
        "asset": "{always: USD} when all amounts are in one currency",
        "transfer_id": f'{{derived: true, prefix: "{name}-"}} when rows have no ids',
    }.get(field, "{column: THEIR_NAME}")
