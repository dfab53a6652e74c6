"""The transparency report: the union of what platforms publish, from the audit log alone.

Rows are countries and instruments, columns what became of their legal requests: those of the large
platforms' reports, the two medians that article 15(1)(a) of Regulation (EU) 2022/2065 asks for,
with preservations without follow-up, attempts at fraud and GAP-1 to GAP-5 added. No refusal is
without a reason code, so there is one column of refusals. Cells under 10 are suppressed, and with
them as many of the next smallest as it takes until the total leaves each room from 1 to 10 or more;
where no more are left, the total is suppressed.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from plainsight.model.fact import AuditTag
from plainsight.oversight.open_clocks import OpenClocks
from plainsight.oversight.suppression import CELL_MIN, hidden_cells
from plainsight.oversight.transparency_columns import BEHIND, COLUMNS, MEDIANS, RELATIONS
from plainsight.oversight.transparency_request import RequestTold, follow, received, settle
from plainsight.prove.entry import Entry
from plainsight.respond.instrument import ClockKind

# One mark for small cells and for those that hide them: to tell them apart would undo it.
SUPPRESSED = "*"
_HOUR, _DAY = 3600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One country and instrument; cells hold a count, or None where it is suppressed."""

    country: str
    instrument: str
    cells: Mapping[str, int | None]
    medians: Mapping[str, int | None]  # rounded up; None where there are too few
    few: frozenset[str] = frozenset()  # counts behind which too few requests stand

    @property
    def median_hours(self) -> int | None:
        """To an answer."""
        return self.medians["hours_to_answer"]


def report_transparency(entries: Iterable[Entry], *, period: str) -> tuple[Row, ...]:
    """The rows of a half-year ("2026-H2") or a year ("2026"): requests received in it.

    What became of them counts whenever it happened, and a clock that ran out by the latest entry
    though nobody entered its breach. Rows are in order of country and instrument, a row of totals
    last.
    """
    requests: dict[str, RequestTold] = {}
    receipts: dict[int, RequestTold] = {}
    clocks, latest = OpenClocks(ClockKind.RESPONSE), datetime.min.replace(tzinfo=UTC)
    for entry in entries:
        clocks.hear(entry)
        latest = max(latest, entry.at)
        if entry.tag == AuditTag.REQUEST_RECEIVED and _is_within(entry, period):
            requests[entry.subject] = receipts[entry.index] = received(entry)
        else:
            follow(requests, entry)
    for index, count in clocks.ran_out(latest):
        if index in receipts:
            receipts[index].add("breached", count)
    groups: dict[tuple[str, str], list[RequestTold]] = {}
    for request in requests.values():
        settle(request, latest)
        groups.setdefault((request.country, request.instrument), []).append(request)
    rows = [_row(country, name, group) for (country, name), group in sorted(groups.items())]
    total = _row("all", "all", list(requests.values()))
    return _suppress(rows, total)


def _is_within(entry: Entry, period: str) -> bool:
    year, _, half = period.partition("-")
    in_half = {"": True, "H1": entry.at.month <= 6, "H2": entry.at.month > 6}
    return entry.at.year == int(year) and in_half[half]


def _row(country: str, instrument: str, group: Sequence[RequestTold]) -> Row:
    return Row(
        country=country,
        instrument=instrument,
        cells={column: sum(r.counts.get(column, 0) for r in group) for column in COLUMNS},
        medians={name: _median(name, group) for name in MEDIANS},
        few=frozenset(c for c in COLUMNS if sum(bool(r.counts.get(c)) for r in group) < CELL_MIN),
    )


def _median(name: str, group: Sequence[RequestTold]) -> int | None:
    took = [request.took[name] for request in group if name in request.took]
    if len(took) < CELL_MIN:
        return None
    return -(-statistics.median_low(took) // (_DAY if name.startswith("days") else _HOUR))


def _suppress(rows: Sequence[Row], total: Row) -> tuple[Row, ...]:
    """All rows, the totals last, with what could tell of a person taken out."""
    every = [*rows, total]
    hidden = hidden_cells(
        [{name: count or 0 for name, count in row.cells.items()} for row in every],
        [frozenset(name for name in COLUMNS if _is_small(row, name)) for row in every],
        relations=RELATIONS,
    )
    return tuple(_hide(row, names) for row, names in zip(every, hidden, strict=True))


def _is_small(row: Row, column: str) -> bool:
    count = row.cells[column]
    return count is not None and count > 0 and (count < CELL_MIN or column in row.few)


def _hide(row: Row, columns: frozenset[str]) -> Row:
    return Row(
        country=row.country,
        instrument=row.instrument,
        cells={name: None if name in columns else count for name, count in row.cells.items()},
        medians={
            # That there is a median tells that ten or more stand behind it.
            name: None if BEHIND[name] in columns else value
            for name, value in row.medians.items()
        },
        few=row.few,
    )


def csv_rows(rows: Iterable[Row], *, period: str) -> list[list[str]]:
    """Header and rows as text, for RFC 4180."""
    table = [["period", "country", "instrument", *COLUMNS, *(f"median_{name}" for name in MEDIANS)]]
    for row in rows:
        cells = [_text(row.cells[column]) for column in COLUMNS]
        medians = ["" if (m := row.medians[name]) is None else str(m) for name in MEDIANS]
        table.append([period, row.country, row.instrument, *cells, *medians])
    return table


def _text(count: int | None) -> str:
    return SUPPRESSED if count is None else str(count)
