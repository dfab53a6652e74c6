"""Draft a mapping for a file that no shipped layout fits: a beginning that a person completes.

Names are compared with those that banks and platforms commonly use, values with the grammars that
a mapping can declare. What is not found is left out and said, never filled with a guess.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainsight.feeds.transfers_mapping import Holds, MappedField, Reads
from plainsight.feeds.transfers_names import CLOCKS, CURRENCY_WORDS, KNOWN, plain_name
from plainsight.feeds.transfers_rows import column_names, read_rows
from plainsight.feeds.transfers_sql import REQUIRED
from plainsight.feeds.transfers_sql_values import amount_form

SAMPLE_ROWS = 1_000
_FIELDS = {
    Reads.TRANSFERS: ("channel", "purpose", "place", "source_country", "target_country"),
    Reads.ACCOUNTS: ("kind", "owner", "country", "place", "sector"),
    Reads.LINKS: (),
    Reads.RATES: (),
    Reads.LABELS: ("group", "pattern"),
}
_TIMES = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)", "holds: instant"),
    (r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", 'holds: local, offset: "+00:00"'),
    (r"\d{4}/\d\d/\d\d \d\d:\d\d", 'holds: pattern, pattern: "%Y/%m/%d %H:%M"'),
    (r"\d\d\.\d\d\.\d{4}", 'holds: pattern, pattern: "%d.%m.%Y"'),
    (r"\d\d\.\d\d\.\d{4} \d\d:\d\d", 'holds: pattern, pattern: "%d.%m.%Y %H:%M"'),
    (r"(19|20)\d\d[01]\d[0-3]\d", 'holds: pattern, pattern: "%Y%m%d"'),
    (r"(19|20)\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d", 'holds: pattern, pattern: "%Y%m%d%H%M%S"'),
    (r"\d{9,11}", "holds: epoch_s"),
    (r"\d{12,14}", "holds: epoch_ms"),
    (r"\d{15,17}", "holds: epoch_us"),
)
# 1.234 alone is a thousand and more in Madrid, and one and a bit in a float: nobody can tell.
_UNSURE = r"\+?\d{1,3}(\.\d{3})*"
_AMOUNTS = (
    (r"\+?\d+(\.\d{1,2})?", "holds: decimal"),
    (_UNSURE, ""),
    *(
        (amount_form(MappedField(holds=holds, point=point, thousands=mark)), written)
        for holds, point, mark, written in (
            (Holds.ROUNDED, ".", "", "holds: rounded"),
            (Holds.DECIMAL, ".", ",", 'holds: decimal, thousands: ","'),
            (Holds.DECIMAL, ",", "", 'holds: decimal, point: ","'),
            (Holds.DECIMAL, ",", ".", 'holds: decimal, point: ",", thousands: "."'),
            (Holds.DECIMAL, ",", " ", 'holds: decimal, point: ",", thousands: " "'),
            (Holds.DECIMAL, ".", "'", 'holds: decimal, thousands: "\'"'),
        )
    ),
)


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
    clock = _clock(found.get("at"), [column for column in columns if column not in taken], sample)
    if clock is not None:
        taken.add(clock)
        sample = {**sample, found["at"]: _joined(sample, found["at"], clock)}
    missing = tuple(field for field in REQUIRED[reads] if field not in found)
    lines = [
        f"# Drafted from {path.name}: check every line, then take the file in with",
        f"#   plainsight transfers ingest {path.name} --mapping {name}.yaml",
        f"name: {name}",
        f"reads: {reads}",
        *([] if separator == "," else [f"separator: {json.dumps(separator)}"]),
        "fields:",
        *(
            f"  {field}: {_written(field, column, sample, clock if field == 'at' else None)}"
            for field, column in found.items()
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


def _times(values: Sequence[str]) -> Sequence[tuple[str, str]]:
    """How the times may be written. 03/04 is March or April: some day above 12 has to tell."""
    days = [re.match(r"(\d\d)/(\d\d)/", value) for value in values]
    firsts = any(match and int(match[1]) > 12 for match in days)
    seconds = any(match and int(match[2]) > 12 for match in days)
    if firsts == seconds:
        return _TIMES
    order = "%d/%m/%Y" if firsts else "%m/%d/%Y"
    day = r"\d\d/\d\d/\d{4}"
    return (
        (day, f'holds: pattern, pattern: "{order}"'),
        (rf"{day} \d\d:\d\d", f'holds: pattern, pattern: "{order} %H:%M"'),
        (rf"{day} \d\d:\d\d:\d\d", f'holds: pattern, pattern: "{order} %H:%M:%S"'),
    )


def _written(field: str, column: str, sample: Mapping[str, list[str]], clock: str | None) -> str:
    values = sample.get(column, [])
    quoted = _quoted(column)
    if clock is not None:
        quoted = f'[{quoted}, {_quoted(clock)}], join: " "'
    place = f"{{column{'s' if clock else ''}: {quoted}"
    if field == "asset" and (
        words := {v: CURRENCY_WORDS[v] for v in values if v in CURRENCY_WORDS}
    ):
        listed = ", ".join(f"{theirs}: {ours}" for theirs, ours in words.items())
        return f"{place}, words: {{{listed}}}}}"
    grammars = _times(values) if field == "at" else _AMOUNTS if field == "amount" else ()
    hint = ""
    if field == "amount" and any(value.startswith("-") for value in values):
        # A minus may turn the direction, or repeat what "paid out" says: the values do not tell.
        hint = "  # add negative: swap where a minus means from target to source"
        values = [value.removeprefix("-") for value in values]
    for form, holds in grammars:
        if values and all(re.fullmatch(form, value) for value in values):
            if not holds:
                break
            if "local" in holds or "pattern:" in holds:
                hint = "  # read as UTC; give the bank's zone: where it writes local time"
            return f"{place}, {holds}}}{hint}"
    if grammars:
        shown = f", for example {values[0]!r}" if values else ""
        return f"{place}}}  # say how it is written (holds:){shown}"
    optional = ", optional: true" if field in {f for some in _FIELDS.values() for f in some} else ""
    return f"{place}{optional}}}"


def _quoted(column: str) -> str:
    return json.dumps(column, ensure_ascii=False) if re.search(r"[^A-Za-z0-9_]", column) else column


def _advice(field: str, name: str) -> str:
    return {
        "asset": "{always: USD} when all amounts are in one currency",
        "transfer_id": f'{{derived: true, prefix: "{name}-"}} when rows have no ids',
    }.get(field, "{column: THEIR_NAME}")
