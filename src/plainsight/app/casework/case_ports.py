"""What cases and their reports ask of the records."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.casework.stored import Unfiled, UnreportedAlert, UnreportedCase
from plainsight.casework.case import Case, CaseItem, CaseNote, CaseStand, ItemKind
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.model.role import Staff


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

    def sharing_alerts(self, case_id: str) -> Mapping[str, tuple[str, ...]]:
        """Return of each alert that other cases hold as well what those are called."""

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
        self, *, form: str, viewer: Staff, among: Collection[str] | None = None, count_max: int = 50
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
