"""The scoreboard: every measure, as last stated and as it stands in the log today."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.oversight.statement_files import Statements
from plainsight.app.ports import Reading, Records
from plainsight.errors import BadStatement
from plainsight.model.fact import AuditTag
from plainsight.oversight.measure import Figure, Measure, is_kept, measure_entries
from plainsight.oversight.measures import MEASURES, MEASURES_VERSION
from plainsight.oversight.statement import Statement, read_statement
from plainsight.prove.entry import Entry, parse_entry
from plainsight.respond.clock import ALARM_PERCENTS
from plainsight.respond.instrument import ClockKind

LIVE = "now"
PERIODS_SHOWN_MAX = 13
WAITING_MAX = 10_000  # overdue clocks looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number and the entries behind it."""

    value: int | None
    part_of: int | None  # the whole it is a share of
    is_kept: bool | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure: as last stated, since then, and its trend."""

    measure: Measure
    stated: Told | None  # of the last statement's period; None before the first
    since: Told  # the last statement, or the log's beginning
    trend: tuple[int | None, ...]  # by period, oldest first, the running one last

    @property
    def number(self) -> Told:
        """The one to show first: of a whole period, as soon as one is stated."""
        return self.stated or self.since

    @property
    def is_kept(self) -> bool | None:
        """Kept in what is shown; what was missed since then is not left for the next period."""
        said = [told.is_kept for told in (self.number, self.since) if told.is_kept is not None]
        return all(said) if said else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoreboard:
    """The lines; `since` is over entries `first` up to `end`, `signed` under a checkpoint."""

    periods: tuple[str, ...]  # of the trends; the last is LIVE
    stated: str  # the period of the last statement; empty before the first
    stated_by: str  # the version of the measures that it was measured by; empty before the first
    measures: str  # the version that the definitions of the lines and `since` are of
    first: int
    end: int
    signed: int
    lines: tuple[Line, ...]

    @property
    def is_stated_otherwise(self) -> bool:
        """Whether another version than that of the definitions measured the stated period."""
        return self.stated_by not in {"", self.measures}


def last_statement(statements: Statements | None) -> Statement | None:
    """The newest statement kept, None when there is none. It is read, not verified."""
    periods = statements.periods() if statements is not None else ()
    if statements is None or not periods:
        return None
    return read_statement(statements.files(periods[-1]).statement)


def read_scoreboard(
    records: Records, statements: Statements | None, *, now: datetime
) -> Scoreboard:
    """The last statement, and measured since then; what is due by `now` and undone counts.

    Raises BadStatement when the last one ends beyond the log.
    """
    before = last_statement(statements)
    first = before.end if before is not None else 0
    with records.read() as view:
        end = view.audit.size()
        if first > end:
            raise BadStatement(before.period if before else "", f"the log has only {end} entries")
        latest = view.checkpoints.latest()
        entries = view.audit.entries(first=first, count_max=end - first)
        figures = measure_entries(
            MEASURES,
            (parse_entry(entry.canonical) for entry in entries),
            until=now,
            earlier=_unanswered_before(view, first, now),
        )
    past = _past(before)
    return Scoreboard(
        periods=(*(period for period, _ in past), LIVE),
        stated=before.period if before is not None else "",
        stated_by=before.measures_version if before is not None else "",
        measures=MEASURES_VERSION,
        first=first,
        end=end,
        signed=latest.size if latest is not None else 0,
        lines=tuple(_line(measure, before, figures, past) for measure in MEASURES),
    )


def _unanswered_before(view: Reading, first: int, now: datetime) -> list[Entry]:
    """Receipts of stated periods with an overdue clock whose breach nobody entered.

    Each names the due of these clocks alone: what became of its others was stated.
    """
    if first == 0:
        return []
    overdue: dict[str, set[str]] = {}
    for one in view.desk.clocks.board(count_max=WAITING_MAX):
        is_measured = one.clock.kind in {ClockKind.PICK_UP, ClockKind.RESPONSE}
        if is_measured and one.clock.due_at < now and one.alarmed_percent < ALARM_PERCENTS[-1]:
            overdue.setdefault(one.request_id, set()).add(one.clock.kind.value)
    return [
        _only_due(entry, kinds)
        for request_id, kinds in overdue.items()
        for line in view.audit.about(request_id, tag=AuditTag.REQUEST_RECEIVED.value)
        if (entry := parse_entry(line.canonical)).index < first
    ]


def _only_due(receipt: Entry, kinds: Set[str]) -> Entry:
    due = receipt.body.get("due")
    left = {kind: at for kind, at in due.items() if kind in kinds} if isinstance(due, dict) else {}
    return replace(receipt, body={**receipt.body, "due": left})


def _past(before: Statement | None) -> list[tuple[str, dict[str, int | None]]]:
    if before is None:
        return []
    earlier = [(one.period, dict(one.values)) for one in reversed(before.before)]
    return [*earlier, (before.period, before.values())][-(PERIODS_SHOWN_MAX - 1) :]


def _line(
    measure: Measure,
    before: Statement | None,
    figures: tuple[Figure, ...],
    past: list[tuple[str, dict[str, int | None]]],
) -> Line:
    since = _told(measure, figures)
    return Line(
        measure=measure,
        stated=_told(measure, before.figures) if before is not None else None,
        since=since,
        trend=(*(known.get(measure.measure_id) for _, known in past), since.value),
    )


def _told(measure: Measure, figures: tuple[Figure, ...]) -> Told:
    """What figures say of a measure; an earlier release's statement may say nothing."""
    values = {figure.measure_id: figure.value for figure in figures}
    entries = {figure.measure_id: figure.entries for figure in figures}
    return Told(
        value=values.get(measure.measure_id),
        part_of=values.get(measure.part_of) if measure.part_of else None,
        is_kept=is_kept(measure, values),
        entries=entries.get(measure.measure_id, ()),
    )
