"""The order of the queue: by the instant at which each alert is due.

    size points   125 for every doubling of accounts + posts / 5, at most 1000
    stake points  125 for every doubling of the amount at risk above 1,000 US dollars, at most 1000
    urgency       (600 score + 250 size + 150 stake) / 1000, all in thousandths
    due           raised + 1 hour + (14 days - 1 hour) x (1 - urgency)
                  and no later than 24 hours before a deadline

(weights and times as `reviews/queue.yaml` sets them). The order goes by what is due first. So risk
and size put an alert ahead of its age, and yet none waits for ever: each one's turn is fixed when
it is raised. Who the authors are plays no part: nationality, ethnicity, language and the like are
not arguments of this function and cannot become any.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.casework.queue_policy import PERMILLE, QueuePolicy
from plainsight.errors import BadValue
from plainsight.model.time import require_utc

POINTS_PER_DOUBLING = 125
POSTS_PER_ACCOUNT = 5  # so many copies by one account weigh as one more account
STAKE_FLOOR_CENTS = 100_000
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What the order may know of an alert. There is no other field on purpose."""

    score_permille: int
    account_count: int
    post_count: int = 0
    worth_cents: int = 0  # amount at risk in US cents, at the day's rate; 0 when unknown

    def __post_init__(self) -> None:
        if not 0 <= self.score_permille <= PERMILLE:
            raise BadValue("score_permille", self.score_permille, "a whole number from 0 to 1000")
        if min(self.account_count, self.post_count, self.worth_cents) < 0:
            raise BadValue("account_count", self.account_count, "counts and amounts start at 0")


def due_at(
    risk: Risk, *, raised_at: datetime, deadline_at: datetime | None, policy: QueuePolicy
) -> datetime:
    """When the alert is due; the smaller, the sooner its turn."""
    require_utc(raised_at=raised_at, deadline_at=deadline_at)
    patience = PERMILLE - urgency_permille(risk, policy=policy)
    span = (policy.due_within_max - policy.due_within_min) // _MICROSECOND
    due = raised_at + policy.due_within_min + span * patience // PERMILLE * _MICROSECOND
    if deadline_at is None:
        return due
    return min(due, deadline_at - policy.deadline_lead)


def urgency_permille(risk: Risk, *, policy: QueuePolicy) -> int:
    """0 for nothing at all, 1000 for certain, large and dear."""
    return (
        policy.score_weight * risk.score_permille
        + policy.size_weight * size_points(risk)
        + policy.stake_weight * stake_points(risk)
    ) // PERMILLE


def size_points(risk: Risk) -> int:
    """Points for the reach of a campaign: one account alone has 0."""
    return _points(risk.account_count + risk.post_count // POSTS_PER_ACCOUNT)


def stake_points(risk: Risk) -> int:
    """Points for the amount at risk."""
    return _points(risk.worth_cents // STAKE_FLOOR_CENTS)


def _points(multiple: int) -> int:
    doublings = max(multiple, 1).bit_length() - 1
    return min(PERMILLE, POINTS_PER_DOUBLING * doublings)
