"""What learning from decisions asks of the records: samples of quality, roll-outs, candidates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.casework.stored import Golden, Pair, TypologyDays
from plainsight.casework.candidate import Candidate, CandidateStand
from plainsight.casework.rollout import Rollout, ShadowDay


class Quality(Protocol):
    """Golden items and pairs of answers."""

    def plant(self, golden: Golden) -> None:
        """Remember an alert's known answer."""

    def golden(self, alert_id: str) -> Golden | None:
        """Return the known answer, if the alert has one."""

    def planted_count(self, *, since: datetime, before: datetime) -> int:
        """Count golden items planted in a period."""

    def golden_pairs(self, *, since: datetime, before: datetime) -> tuple[Pair, ...]:
        """Return answers to golden items beside the known ones."""

    def double_pairs(self, *, since: datetime, before: datetime) -> tuple[Pair, ...]:
        """Return first and blind answers about the same alert; the blind one's person first."""


class Learning(Protocol):
    """Roll-outs, counts and candidates."""

    def add_rollout(self, rollout: Rollout) -> None:
        """Store a proposed step."""

    def lock_rollout(self, rollout_id: str) -> Rollout:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def save_rollout(self, rollout: Rollout) -> None:
        """Write the answer."""

    def rollouts(self, *, typology_id: str | None = None) -> tuple[Rollout, ...]:
        """Return every step, oldest first."""

    def current(self) -> Mapping[str, Rollout]:
        """Return the latest approved step of each typology."""

    def keep_shadow(self, typology_id: str, version: int, days: Sequence[ShadowDay]) -> None:
        """Write down counts of whole days, in place of what stood there for them."""

    def shadow_days(self, typology_id: str, version: int) -> tuple[ShadowDay, ...]:
        """Return the counts, the earliest day first."""

    def typology_days(self, *, since: datetime, before: datetime) -> Mapping[str, TypologyDays]:
        """Count each typology's alerts raised in a period, and what became of them by now."""

    def alert_count(self, *, since: datetime, before: datetime) -> int:
        """Count all alerts raised in a period."""

    def post_count(self, *, since: datetime, before: datetime) -> int:
        """Count posts stored in a period: what alert rates are over."""

    def add_candidate(self, candidate: Candidate) -> bool:
        """Store a proposed term; False when it was proposed before."""

    def lock_candidate(self, candidate_id: str) -> Candidate:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def save_candidate(self, candidate: Candidate) -> None:
        """Write the answer."""

    def candidates(
        self, *, stand: CandidateStand | None = None, count_max: int = 200
    ) -> tuple[Candidate, ...]:
        """Return candidates, the strongest first."""
