"""Decisions: what a person came to, with reasons from a list that has an id and a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.model.time import require_utc

NOTE_CHARS_MAX = 4_000


class Outcome(StrEnum):
    """What an alert turned out to be."""

    CONFIRMED = "confirmed"  # what the typology says, with reason to act
    SUSPICIOUS = "suspicious"  # not proven, worth a case or a watch
    BENIGN = "benign"  # the finding was wrong
    INCONCLUSIVE = "inconclusive"  # a person cannot tell from what is public


# Who decides so has reason to suspect: from there the clock of a report runs (decision 58).
SUSPECTING = (Outcome.CONFIRMED, Outcome.SUSPICIOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonItem:
    """One line of the list."""

    reason_id: str
    says: Mapping[str, str]  # language -> words for people
    outcomes: tuple[Outcome, ...] = ()  # decisions that it can carry
    use: str = "decision"  # decision, skip, snooze, restriction, appeal, unmask


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonList:
    """`reviews/reasons.yaml`, one version of it."""

    policy_id: str
    version: str
    reasons: Mapping[str, ReasonItem]
    labels: Mapping[Outcome, str]  # outcome -> label that training reads; absent: no label
    digest: str = field(default="", compare=False)

    def of_use(self, use: str) -> tuple[ReasonItem, ...]:
        """The reasons a form offers."""
        return tuple(item for item in self.reasons.values() if item.use == use)

    @property
    def stamp(self) -> str:
        """Id and version, as decisions carry them."""
        return f"{self.policy_id} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One person's decision on one version of one alert; never changed afterwards."""

    decision_id: str
    alert_id: str
    alert_version: int
    round: int  # 1, and one more each time the alert is opened again
    look: str  # casework.review.Look, as a word
    outcome: Outcome
    reason_ids: tuple[str, ...]
    note: str
    decided_by: str
    decided_at: datetime
    policy: str  # ReasonList.stamp
    asked_by: str | None = None  # who asked for a second look

    def __post_init__(self) -> None:
        require_utc(decided_at=self.decided_at)
        if len(self.note) > NOTE_CHARS_MAX:
            raise BadValue("note", f"{len(self.note)} characters", f"at most {NOTE_CHARS_MAX}")


def check_reasons(
    reasons: ReasonList, reason_ids: Sequence[str], *, outcome: Outcome
) -> tuple[str, ...]:
    """The reasons, each once and in order. Raises BadValue unless the list allows every one."""
    if not reason_ids:
        raise BadValue("reason_ids", [], f"give one of {_names(reasons, outcome)} at least")
    for reason_id in reason_ids:
        item = reasons.reasons.get(reason_id)
        if item is None or item.use != "decision" or outcome not in item.outcomes:
            raise BadValue("reason_ids", reason_id, f"one of {_names(reasons, outcome)}")
    return tuple(dict.fromkeys(reason_ids))


def check_reason(reasons: ReasonList, reason_id: str, *, use: str) -> str:
    """One reason of another use. Raises BadValue unless the list has it."""
    item = reasons.reasons.get(reason_id)
    if item is None or item.use != use:
        names = ", ".join(each.reason_id for each in reasons.of_use(use))
        raise BadValue("reason", reason_id, f"one of {names}")
    return reason_id


def _names(reasons: ReasonList, outcome: Outcome) -> str:
    allowed = (item for item in reasons.of_use("decision") if outcome in item.outcomes)
    return ", ".join(item.reason_id for item in allowed)
