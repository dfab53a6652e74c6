"""What reviewing asks of the records: the queue, its decisions, and what follows from them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.casework.stored import (
    QueueCounts,
    QueueEntry,
    QueueFilter,
    QueueMark,
    Skip,
    Workload,
)
from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.decision import Decision, Outcome
from plainsight.casework.restriction import Force, Restriction
from plainsight.casework.review import Review


class ReviewQueue(Protocol):
    """Reviews in the order of what is due."""

    def put(self, entries: Sequence[QueueEntry], *, at: datetime) -> None:
        """Store or replace, with what each can be searched by."""

    def get(self, alert_id: str) -> Review:
        """Return one. Raises UnknownId."""

    def find(self, alert_ids: Sequence[str]) -> dict[str, Review]:
        """Return those that are there, locked where the unit writes."""

    def lock(self, alert_id: str) -> Review:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def left_open(self, kind: str) -> tuple[Review, ...]:
        """Return the open reviews of closed alerts of a kind, locked where the unit writes."""

    def save(self, review: Review, *, at: datetime) -> None:
        """Write the mutable part; new bars are added, none is taken away."""

    def next_for(
        self, staff_id: str, *, now: datetime, skipped_since: datetime, is_senior: bool
    ) -> Review | None:
        """Return the alert due first that this person may take, locked: theirs before anyone's.

        What another unit is taking at this moment is passed over, not waited for.
        """

    def page(
        self,
        wanted: QueueFilter,
        *,
        now: datetime,
        after: QueueMark | None = None,
        count_max: int = 50,
    ) -> tuple[Review, ...]:
        """Return the next reviews by due, then id."""

    def counts(
        self, *, now: datetime, count_max: int | None = None, open_to: str | None = None
    ) -> QueueCounts:
        """Count the queue; each number no further than to `count_max` + 1, when one is given.

        What waits is counted without what `open_to` may not take again, as in their pages.
        """

    def account_ids(self, alert_id: str) -> tuple[str, ...]:
        """Return the accounts that an alert is about."""

    def add_skip(self, skip: Skip) -> None:
        """Append to the log of skips."""

    def skips(self, *, staff_id: str | None = None, count_max: int = 200) -> tuple[Skip, ...]:
        """Return the log of skips, the latest first."""

    def lock_workload(self, staff_id: str) -> Workload:
        """Return a person's caps, locked until the unit ends: two takes of one person queue up."""

    def set_workload(self, workload: Workload) -> None:
        """Write a person's caps."""

    def held_count(self, staff_id: str, *, now: datetime) -> int:
        """Count what is in a person's hands or assigned to them, asleep or not."""


class Decisions(Protocol):
    """Decisions, append-only."""

    def add(self, decision: Decision) -> None:
        """Store one; the database refuses who does not hold the alert, or decided it before."""

    def of_alert(self, alert_id: str) -> tuple[Decision, ...]:
        """Return every decision on an alert, oldest first."""

    def standing_of(self, decided: Sequence[Review]) -> Mapping[str, Decision]:
        """Return the decision that stands for each of these that has one, by alert."""

    def count_by(self, staff_id: str, *, since: datetime) -> int:
        """Count a person's decisions."""

    def outcomes_by(
        self, *, since: datetime, before: datetime
    ) -> Mapping[str, Mapping[Outcome, int]]:
        """Count each person's answers."""

    def standing(
        self, *, after: str = "", count_max: int = 1_000
    ) -> tuple[tuple[Review, Decision], ...]:
        """Return decided alerts by id with the decision that stands, golden items left out."""


class Restrictions(Protocol):
    """Restrictions, never deleted."""

    def add(self, restriction: Restriction) -> None:
        """Store a proposal."""

    def get(self, restriction_id: str) -> Restriction:
        """Return one. Raises UnknownId."""

    def lock(self, restriction_id: str) -> Restriction:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def save(self, restriction: Restriction) -> None:
        """Write the mutable part."""

    def newest(
        self, *, force: Force | None = None, account_id: str | None = None, count_max: int = 50
    ) -> tuple[Restriction, ...]:
        """Return the latest first."""


class Appeals(Protocol):
    """Appeals, never deleted."""

    def add(self, appeal: Appeal) -> None:
        """Store one."""

    def get(self, appeal_id: str) -> Appeal:
        """Return one. Raises UnknownId."""

    def lock(self, appeal_id: str) -> Appeal:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def save(self, appeal: Appeal) -> None:
        """Write the mutable part."""

    def in_turn(
        self,
        *,
        stand: AppealStand | None = None,
        account_id: str | None = None,
        count_max: int = 50,
        skipped: int = 0,
    ) -> tuple[Appeal, ...]:
        """Return those that wait, the oldest first, and then what was answered, the latest first.

        Of one stand the oldest first; `skipped` are left out at the beginning.
        """
