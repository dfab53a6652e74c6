"""What governs reviewing: the queue's numbers and the list of reasons."""

from dataclasses import dataclass

from plainsight.casework.decision import ReasonList
from plainsight.casework.queue_policy import QueuePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """`reviews/` as read; every decision names the versions that governed it."""

    queue: QueuePolicy
    reasons: ReasonList
