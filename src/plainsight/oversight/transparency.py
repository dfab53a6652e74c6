"""The transparency report: the union of what platforms publish, from the audit log alone.

Rows are countries and instruments, columns what became of their legal requests. Columns follow
the formats of the large platforms and the template of Implementing Regulation (EU) 2024/2835,
with preservations without follow-up and the gap added. Cells under 10 are suppressed, and where
one suppressed cell of a column could be had by subtraction, the next smallest is too.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plainsight.oversight.measures import WITHDRAWN
from plainsight.oversight.open_clocks import OpenClocks
from plainsight.prove.entry import Entry

CELL_MIN = 10  # respond.md 2.4; counts of fewer could tell of a person
COLUMNS = (
    "requests",
    "emergencies",
    "identifiers",
    "non_disclosure_orders",
    "duplicates",
    "answered",
    "answered_in_time",
    "breached",
    "productions",
    "nil_answers",
    "narrowed",
    "routed_elsewhere",
    "accounts_preserved",
    "preservations_without_process",
)
SUPPRESSED = f"<{CELL_MIN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One country and instrument; cells hold a count, or None where it is suppressed."""

    country: str
    instrument: str
    cells: Mapping[str, int | None]
    median_hours: int | None  # to an answer, rounded up; None where too few were answered


@dataclass(slots=True)
class _Request:
    country: str
    instrument: str
    counts: dict[str, int] = field(default_factory=dict)
    took: list[int] = field(default_factory=list)

    def add(self, column: str, count: int = 1) -> None:
        self.counts[column] = self.counts.get(column, 0) + count


def report_transparency(entries: Iterable[Entry], *, period: str) -> tuple[Row, ...]:
    """The rows of a half-year ("2026-H2") or a year ("2026"): requests received in it.

    What became of them counts whenever it happened, and a clock that ran out by the latest entry
    though nobody entered its breach. Rows are in order of country and instrument, a row of totals
    last.
    """
    requests: dict[str, _Request] = {}
    receipts: dict[int, _Request] = {}
    clocks, latest = OpenClocks(), datetime.min.replace(tzinfo=UTC)
    for entry in entries:
        clocks.hear(entry)
        latest = max(latest, entry.at)
        if entry.tag == "request:received" and _is_within(entry, period):
            requests[entry.subject] = receipts[entry.index] = _received(entry)
        else:
            _follow(requests, entry)
    for index, count in clocks.ran_out(latest):
        if index in receipts:
            receipts[index].add("breached", count)
    groups: dict[tuple[str, str], list[_Request]] = {}
    for request in requests.values():
        groups.setdefault((request.country, request.instrument), []).append(request)
    rows = [_row(country, name, group) for (country, name), group in sorted(groups.items())]
    total = _row("all", "all", list(requests.values()))
    return (*_suppress(rows), _hide_small(total, {c for c in COLUMNS if _is_small(total, c)}))


def _is_within(entry: Entry, period: str) -> bool:
    year, _, half = period.partition("-")
    in_half = {"": True, "H1": entry.at.month <= 6, "H2": entry.at.month > 6}
    return entry.at.year == int(year) and in_half[half]


def _received(entry: Entry) -> _Request:
    body = entry.body
    request = _Request(
        country=str(body.get("country", "unknown")),
        instrument=str(body.get("instrument", "unknown")),
    )
    request.add("requests")
    count = body.get("identifier_count")
    request.add("identifiers", count if isinstance(count, int) else 0)
    flags = {
        "emergencies": "is_emergency",
        "non_disclosure_orders": "has_non_disclosure_order",
        "duplicates": "is_duplicate",
    }
    for column, name in flags.items():
        if body.get(name) is True:
            request.add(column)
    return request


def _follow(requests: Mapping[str, _Request], entry: Entry) -> None:
    """Count what an entry says became of a request; entries of others are passed over."""
    holds = entry.tag == "hold:placed"
    request = requests.get(str(entry.body.get("request")) if holds else entry.subject)
    if request is None:
        return
    if holds:
        request.add("accounts_preserved")
    elif entry.tag == "clock:answered" and entry.body.get("kind") == "response":
        if entry.body.get("by") == WITHDRAWN:
            return
        request.add("answered")
        took = entry.body.get("took_seconds")
        request.took.append(took if isinstance(took, int) else 0)
        if entry.body.get("standing") == "met":
            request.add("answered_in_time")
    elif entry.tag == "clock:breached" and entry.body.get("kind") == "response":
        request.add("breached")
    elif entry.tag == "package:released":
        request.add("productions" if entry.body.get("lines") else "nil_answers")
    elif entry.tag == "scope:granted" and entry.body.get("refused"):
        request.add("narrowed")
    elif entry.tag == "gap:recorded":
        request.add("routed_elsewhere")


def _row(country: str, instrument: str, group: Sequence[_Request]) -> Row:
    for request in group:
        preserved = request.counts.get("accounts_preserved", 0)
        if preserved and not request.counts.get("productions"):
            request.counts["preservations_without_process"] = preserved
    took = [seconds for request in group for seconds in request.took]
    cells = {column: sum(r.counts.get(column, 0) for r in group) for column in COLUMNS}
    median = statistics.median_low(took) if len(took) >= CELL_MIN else None
    return Row(
        country=country,
        instrument=instrument,
        cells=cells,
        median_hours=None if median is None else -(-median // 3600),
    )


def _suppress(rows: Sequence[Row]) -> list[Row]:
    hidden: dict[int, set[str]] = {place: set() for place in range(len(rows))}
    for column in COLUMNS:
        small = [place for place, row in enumerate(rows) if _is_small(row, column)]
        if len(small) == 1:
            # The total less the other rows would give it away.
            others = [p for p, row in enumerate(rows) if p not in small and row.cells[column]]
            small += sorted(others, key=lambda place: rows[place].cells[column] or 0)[:1]
        for place in small:
            hidden[place].add(column)
    return [_hide_small(row, hidden[place]) for place, row in enumerate(rows)]


def _is_small(row: Row, column: str) -> bool:
    count = row.cells[column]
    return count is not None and 0 < count < CELL_MIN


def _hide_small(row: Row, columns: set[str]) -> Row:
    return Row(
        country=row.country,
        instrument=row.instrument,
        cells={name: None if name in columns else count for name, count in row.cells.items()},
        median_hours=row.median_hours,
    )


def csv_rows(rows: Iterable[Row], *, period: str) -> list[list[str]]:
    """Header and rows as text, for RFC 4180."""
    table = [["period", "country", "instrument", *COLUMNS, "median_hours_to_answer"]]
    for row in rows:
        cells = [_text(row.cells[column]) for column in COLUMNS]
        median = "" if row.median_hours is None else str(row.median_hours)
        table.append([period, row.country, row.instrument, *cells, median])
    return table


def _text(count: int | None) -> str:
    return SUPPRESSED if count is None else str(count)
