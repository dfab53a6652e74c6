"""What casework asks of the records, reached through `unit.casework` inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.casework_stored import (
    Golden,
    Pair,
    QueueCounts,
    QueueEntry,
    QueueFilter,
    QueueMark,
    Skip,
    TypologyDays,
    Unfiled,
    UnreportedAlert,
    UnreportedCase,
    Workload,
)
from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.candidate import Candidate, CandidateStand
from plainsight.casework.case import Case, CaseItem, CaseNote, CaseStand, ItemKind
from plainsight.casework.decision import Decision, Outcome
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.casework.restriction import Force, Restriction
from plainsight.casework.review import Review
from plainsight.casework.rollout import Rollout, ShadowDay
from plainsight.model.role import Staff


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

    def counts(self, *, now: datetime, count_max: int | None = None) -> QueueCounts:
        """Count the queue; each number no further than to `count_max` + 1, when one is given."""

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
        self,
        *,
        force: Force | None = None,
        account_id: str | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[Restriction, ...]:
        """Return the latest first; `before` is the last id of the page before."""


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

    def oldest(
        self, *, stand: AppealStand | None = None, count_max: int = 50, after: str | None = None
    ) -> tuple[Appeal, ...]:
        """Return the oldest first; `after` is the last id of the page before."""


class Cases(Protocol):
    """Cases and what they hold."""

    def add(self, case: Case) -> Case:
        """Store a new one; returns it with its reference."""

    def get(self, case_id: str) -> Case:
        """Return one by id or reference. Raises UnknownId."""

    def lock(self, case_id: str) -> Case:
        """Return one by id or reference, locked until the unit ends. Raises UnknownId."""

    def save(self, case: Case, *, at: datetime) -> None:
        """Write the mutable part; members are added, none is taken away."""

    def put_items(self, case_id: str, items: Sequence[CaseItem]) -> int:
        """Add items; one that is there stays as it was. Returns how many are new."""

    def take_out(self, case_id: str, items: Sequence[tuple[ItemKind, str]]) -> int:
        """Take items out, and count them. The notes remember."""

    def items(self, case_id: str) -> tuple[CaseItem, ...]:
        """Return what a case holds, by kind and ref."""

    def suspected_at(self, case_id: str) -> datetime | None:
        """Return when a person first found an alert of the case suspicious, where that stands."""

    def holding(self, kind: ItemKind, ref: str) -> tuple[Case, ...]:
        """Return the cases that hold a thing."""

    def about_account(self, account_id: str) -> tuple[Case, ...]:
        """Return the cases that hold an alert about the account, itself held or not."""

    def with_trail(self, name: str) -> tuple[Case, ...]:
        """Return the cases with a trail of this wallet, to this address or to this party."""

    def add_note(self, note: CaseNote) -> None:
        """Append a note; its number is given by the store."""

    def notes(self, case_id: str) -> tuple[CaseNote, ...]:
        """Return the notes, oldest first."""

    def newest(
        self,
        *,
        stand: CaseStand | None = None,
        member_id: str | None = None,
        title: str | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[Case, ...]:
        """Return the latest first; `before` is the last reference or id of the page before."""


class Reports(Protocol):
    """Reports, as far as the viewer may know of them: what they may not is not there."""

    def get(self, report_id: str, *, viewer: Staff) -> FiledReport:
        """Return one. Raises UnknownId, also for one that exists and is not theirs to know."""

    def lock(self, report_id: str, *, viewer: Staff) -> FiledReport:
        """Return one, locked until the unit ends. Raises UnknownId as `get` does."""

    def add(self, report: FiledReport, *, viewer: Staff) -> None:
        """Store a draft."""

    def save(self, report: FiledReport, *, viewer: Staff) -> None:
        """Write the mutable part."""

    def newest(
        self,
        *,
        viewer: Staff,
        case_id: str | None = None,
        stand: FilingStand | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[FiledReport, ...]:
        """Return the latest first; `before` is the last id of the page before."""

    def due(
        self, *, viewer: Staff, before: datetime, count_max: int = 50
    ) -> tuple[FiledReport, ...]:
        """Return reports not filed whose clock ends before an instant, the first due on top."""

    def unreported(
        self, *, form: str, viewer: Staff, case_id: str | None = None, count_max: int = 50
    ) -> tuple[UnreportedCase, ...]:
        """Return cases, or this one, with suspicions that no report covers, the oldest first.

        Of cases whose reports the viewer may know of, or their absence would tell of one.
        """

    def unreported_alerts(
        self,
        *,
        form: str,
        viewer: Staff,
        among: Collection[str] | None = None,
        count_max: int = 50,
    ) -> tuple[UnreportedAlert, ...]:
        """Return suspicions that no report covers: these alerts', or those in no case."""

    def cover(self, report_id: str, alerts: Mapping[str, int], *, viewer: Staff) -> None:
        """Keep which alerts a draft tells of, each in the version that it was written from."""

    def covered(self, report_id: str, *, viewer: Staff) -> Mapping[str, int]:
        """Return the alerts that a report tells of, with their versions."""

    def told(self, keys: Sequence[str], *, viewer: Staff) -> frozenset[str]:
        """Return those of these notices that filing officers were told."""

    def keep_told(self, keys: Sequence[str], *, at: datetime, viewer: Staff) -> None:
        """Keep that filing officers were told these notices."""

    def leave_unfiled(self, unfiled: Unfiled, *, viewer: Staff) -> None:
        """Keep a decision not to file; the database refuses who found the alert suspicious."""

    def share(self, report_id: str, staff_id: str, *, by: Staff, reason: str, at: datetime) -> bool:
        """Give one more person a need to know; tells whether they had none given before."""

    def readers(self, report_id: str, *, viewer: Staff) -> frozenset[str]:
        """Return who was given a need to know."""


class Quality(Protocol):
    """Golden items and pairs of answers."""

    def plant(self, golden: Golden) -> None:
        """Remember an alert's known answer."""

    def planted_count(self, *, since: datetime) -> int:
        """Count golden items."""

    def golden(self, alert_id: str) -> Golden | None:
        """Return the known answer, if the alert has one."""

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


class Casework(Protocol):
    """Everything of casework, inside one unit of work."""

    @property
    def queue(self) -> ReviewQueue:
        """Reviews."""

    @property
    def decisions(self) -> Decisions:
        """Decisions."""

    @property
    def restrictions(self) -> Restrictions:
        """Restrictions."""

    @property
    def appeals(self) -> Appeals:
        """Appeals."""

    @property
    def cases(self) -> Cases:
        """Cases."""

    @property
    def reports(self) -> Reports:
        """Reports."""

    @property
    def quality(self) -> Quality:
        """Quality of reviewing."""

    @property
    def learning(self) -> Learning:
        """What decisions teach."""
