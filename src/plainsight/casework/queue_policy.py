"""The numbers of the queue, read from `reviews/queue.yaml`."""

from dataclasses import dataclass, field
from datetime import timedelta

from plainsight.errors import BadValue

PERMILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """One version of it. Weights are thousandths and sum to 1000."""

    policy_id: str = "queue"
    version: str = "1"
    score_weight: int = 600
    size_weight: int = 250
    stake_weight: int = 150
    due_within_min: timedelta = timedelta(hours=1)  # for the most urgent
    due_within_max: timedelta = timedelta(days=14)  # for the least urgent
    deadline_lead: timedelta = timedelta(hours=24)  # a deadline is due so much before it ends
    lease: timedelta = timedelta(minutes=30)
    snooze_max: timedelta = timedelta(days=14)
    skip_for: timedelta = timedelta(hours=12)  # so long a skipped alert is not offered again
    held_max: int = 20  # alerts in one person's hands or assigned to them
    decided_daily_max: int = 200  # decisions of one person in 24 hours
    blind_permille: int = 50  # share of decisions that a second person takes again, blind
    golden_permille: int = 20  # golden items asked for, for each thousand alerts
    drift_p_max: float = 0.01
    drift_decisions_min: int = 30
    alarm_p_max: float = 0.001
    alarm_count_min: int = 50
    digest: str = field(default="", compare=False)  # SHA-256 of the file, hex

    def __post_init__(self) -> None:
        weights = (self.score_weight, self.size_weight, self.stake_weight)
        if min(weights) < 0 or sum(weights) != PERMILLE:
            raise BadValue("weights", weights, "three thousandths that sum to 1000")
        if not timedelta(0) < self.due_within_min <= self.due_within_max:
            raise BadValue("due_within_min", self.due_within_min, "above zero, at most the maximum")
        if min(self.lease, self.snooze_max) <= timedelta(0):
            raise BadValue("lease", self.lease, "leases and snoozes last longer than nothing")
        if min(self.held_max, self.decided_daily_max) < 1:
            raise BadValue("held_max", self.held_max, "a person may have one alert at least")
        for name in ("blind_permille", "golden_permille"):
            if not 0 <= getattr(self, name) <= PERMILLE:
                raise BadValue(name, getattr(self, name), "thousandths, from 0 to 1000")
