"""What lies in casework's records beside the core's own values: filters, marks, counts, pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.casework.decision import Outcome
from plainsight.casework.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What part of the queue to show; everything open when nothing is asked."""

    kind: str | None = None
    typology_id: str | None = None
    holder_id: str | None = None  # in this person's hands now
    belongs_to: str | None = None  # in this person's hands, or assigned to them, asleep or not
    account_id: str | None = None
    is_available: bool = False  # neither held nor asleep
    is_decided: bool = False  # the decided ones instead of the open ones
    open_to: str | None = None  # leave out what this person may not take again
    terms: tuple[str, ...] = ()  # `casework.search_terms.terms_of_query`


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMark:
    """Where a page ended: the last alert on it."""

    due_at: datetime
    alert_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """The queue in numbers; where they were counted up to a bound, one more means "more"."""

    open_count: int
    available_count: int
    overdue_count: int
    held_count: int
    decided_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Caps of one person; None where the policy's stands."""

    staff_id: str
    held_max: int | None = None
    decided_daily_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """One line of the log of skips."""

    alert_id: str
    staff_id: str
    reason_id: str
    note: str
    skipped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """An alert whose answer is known."""

    alert_id: str
    outcome: Outcome
    copied_from: str
    planted_by: str
    planted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two answers about one alert: a person's, and the known one or another person's."""

    alert_id: str
    staff_id: str
    answer: Outcome
    other: Outcome
    other_id: str  # empty for a golden item
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """What the finder knows of an alert, beside its review."""

    review: Review
    account_ids: Sequence[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedCase:
    """A case with an alert that a person found suspicious, and that no report covers."""

    case_id: str
    reference: str
    title: str
    suspected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedAlert:
    """An alert that a person found suspicious, and that no report covers."""

    alert_id: str
    title: str
    alert_version: int  # the last one found so
    suspected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfiled:
    """A person's decision that no report is filed of some suspicions."""

    decision_id: str
    form: str
    alerts: Mapping[str, int]  # alert id -> the version it was decided of
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TypologyDays:
    """Of one typology between two instants."""

    typology_id: str
    alert_count: int
    decided_count: int  # with an answer that is not inconclusive
    confirmed_count: int  # confirmed or suspicious
