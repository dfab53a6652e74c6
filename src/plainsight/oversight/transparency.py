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
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plainsight.oversight.measures import WITHDRAWN
from plainsight.oversight.open_clocks import OpenClocks
from plainsight.oversight.suppression import CELL_MIN, Relation, hidden_cells
from plainsight.prove.entry import Entry

COLUMNS = (
    "requests",
    "emergencies",
    "identifiers",
    "non_disclosure_orders",
    "duplicates",
    "unverified",
    "fraud_attempts",
    "answered",
    "answered_in_time",
    "breached",
    "productions",
    "nil_answers",
    "narrowed",
    "refused",
    "refused_unverified",
    "withdrawn",
    "routed_elsewhere",
    "accounts_preserved",
    "preservations_without_process",
    "gap_productions",
    "gap_transfers",
    "gap_counterparties",
    "gap_identified",
    "gap_informed",
    "gap_mla_known",
    "gap_answered",
    "gap_open",
)
MEDIANS = ("hours_to_pick_up", "hours_to_answer", "days_to_mla_answer", "days_gap_open")
# What each median is of; a receipt leaves at once, so that all requests stand behind the first.
_BEHIND = {
    "hours_to_pick_up": "requests",
    "hours_to_answer": "answered",
    "days_to_mla_answer": "gap_answered",
    "days_gap_open": "gap_open",
}
_OF_REQUESTS = (  # at most once for each legal request
    "emergencies",
    "non_disclosure_orders",
    "duplicates",
    "unverified",
    "refused_unverified",
    "gap_productions",
    "gap_open",
)
RELATIONS = (
    Relation(
        whole="answered",
        parts=("productions", "nil_answers", "refused", "routed_elsewhere"),
        at_least=True,
    ),
    Relation(whole="answered", parts=("answered_in_time", "breached"), at_least=True),
    Relation(whole="answered", parts=("answered_in_time",)),
    Relation(whole="requests", parts=("answered", "withdrawn"), at_least=True),
    *(Relation(whole="requests", parts=(name,)) for name in _OF_REQUESTS),
    Relation(whole="identifiers", parts=("requests",)),
    Relation(whole="refused", parts=("refused_unverified",)),
    Relation(whole="unverified", parts=("refused_unverified",)),
    Relation(whole="productions", parts=("gap_productions",)),
    Relation(whole="accounts_preserved", parts=("preservations_without_process",)),
    Relation(whole="gap_counterparties", parts=("gap_identified",)),
    Relation(whole="gap_counterparties", parts=("gap_productions",)),
)
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


@dataclass(slots=True)
class _Request:
    country: str
    instrument: str
    counts: dict[str, int] = field(default_factory=dict)
    took: dict[str, int] = field(default_factory=dict)  # seconds, by the name of the median
    is_verified: bool = False
    gap_since: datetime | None = None  # while the other side has not answered

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
    clocks, latest = OpenClocks("response"), datetime.min.replace(tzinfo=UTC)
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
        _settle(request, latest)
        groups.setdefault((request.country, request.instrument), []).append(request)
    rows = [_row(country, name, group) for (country, name), group in sorted(groups.items())]
    total = _row("all", "all", list(requests.values()))
    return _suppress(rows, total)


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
    elif entry.tag == "clock:answered":
        _answered(request, entry)
    elif entry.tag == "clock:breached" and entry.body.get("kind") == "response":
        request.add("breached")
    elif entry.tag == "request:moved":
        _moved(request, entry)
    elif entry.tag == "package:released":
        request.add("productions" if entry.body.get("lines") else "nil_answers")
    elif entry.tag == "scope:granted" and entry.body.get("refused"):
        request.add("narrowed")
    elif entry.tag == "gap:recorded":
        request.gap_since = entry.at
        for column, name in (
            ("gap_transfers", "transfers"),
            ("gap_counterparties", "counterparties"),
            ("gap_identified", "identified"),
        ):
            request.add(column, _whole(entry, name))
    elif entry.tag == "gap:followed":
        _gap_followed(request, entry)


def _answered(request: _Request, entry: Entry) -> None:
    if entry.body.get("by") == WITHDRAWN:
        return
    if entry.body.get("kind") == "pick_up":
        request.took["hours_to_pick_up"] = _whole(entry, "took_seconds")
    elif entry.body.get("kind") == "response":
        request.add("answered")
        request.took["hours_to_answer"] = _whole(entry, "took_seconds")
        if entry.body.get("standing") == "met":
            request.add("answered_in_time")


def _moved(request: _Request, entry: Entry) -> None:
    match entry.body.get("command"):
        case "verify_requester":
            request.is_verified = True
        case "suspect_fraud":
            request.add("fraud_attempts")
        case "refuse":
            request.add("refused")
            # T12a: before anybody was verified (spec/legal-request.md).
            request.add("refused_unverified", entry.body.get("number") == "T12a")
        case "withdraw":
            request.add("withdrawn")
        case "route":
            request.add("routed_elsewhere")


def _gap_followed(request: _Request, entry: Entry) -> None:
    match entry.body.get("to"):
        case "requester_informed":
            request.add("gap_informed")
        case "mla_ref_known":
            request.add("gap_mla_known")
        case "answered":
            request.add("gap_answered")
            if request.gap_since is not None:
                took = entry.at - request.gap_since
                request.took["days_to_mla_answer"] = int(took.total_seconds())
            request.gap_since = None


def _whole(entry: Entry, name: str) -> int:
    value = entry.body.get(name)
    return value if isinstance(value, int) else 0


def _settle(request: _Request, latest: datetime) -> None:
    """Count what no single entry says."""
    request.add("unverified", not request.is_verified)
    preserved = request.counts.get("accounts_preserved", 0)
    if preserved and not request.counts.get("productions"):
        request.add("preservations_without_process", preserved)
    if request.counts.get("gap_counterparties") and request.counts.get("productions"):
        request.add("gap_productions")
    if request.gap_since is not None:
        request.add("gap_open")
        request.took["days_gap_open"] = int((latest - request.gap_since).total_seconds())


def _row(country: str, instrument: str, group: Sequence[_Request]) -> Row:
    return Row(
        country=country,
        instrument=instrument,
        cells={column: sum(r.counts.get(column, 0) for r in group) for column in COLUMNS},
        medians={name: _median(name, group) for name in MEDIANS},
        few=frozenset(c for c in COLUMNS if sum(bool(r.counts.get(c)) for r in group) < CELL_MIN),
    )


def _median(name: str, group: Sequence[_Request]) -> int | None:
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
            name: None if _BEHIND[name] in columns else value
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
