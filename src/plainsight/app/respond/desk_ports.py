"""What the response desk's own books are asked: statements, packages, gaps, alarms, the roster."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.respond.desk_stored import (
    AlarmKind,
    Approval,
    BoardPage,
    BoardView,
    BuiltPackage,
    DeskAlarm,
    PreservationCount,
    Statement,
    StatementKind,
    StoredGap,
)
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.fraud import History
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.roster import Shift
from plainsight.respond.states import Command


class Statements(Protocol):
    """What was said about legal requests; append-only."""

    def add(self, statement: Statement) -> None:
        """Append one, sealed under the case's key."""

    def of_request(
        self, request_id: str, *, kind: StatementKind | None = None
    ) -> tuple[Statement, ...]:
        """Return them, oldest first."""

    def unanswered(
        self,
        asked: StatementKind,
        *,
        answers: Collection[StatementKind],
        overtaken_by: Collection[Command],
        count_max: int,
    ) -> tuple[str, ...]:
        """Return ids of legal requests where something asked waits, the longest first.

        Neither an answer nor one of these steps came after it.
        """


class Board(Protocol):
    """Legal requests as the desk works them."""

    def page(self, view: BoardView, *, count_max: int = 50, skip: int = 0) -> BoardPage:
        """Return one page: what is due first on top, then what no clock waits for, newest first."""


class BuiltPackages(Protocol):
    """Sealed packages: ciphertext that only the officer opens."""

    def keep(self, package: BuiltPackage) -> None:
        """Keep one for its legal request, in place of an earlier one that never left."""

    def of_request(self, request_id: str) -> BuiltPackage:
        """Return it. Raises UnknownId."""

    def destroy(self, request_id: str) -> None:
        """Delete it."""


class Gaps(Protocol):
    """Gaps as counts."""

    def put(self, gap: StoredGap) -> None:
        """Store or revise the gap of one legal request."""

    def of_request(self, request_id: str) -> StoredGap | None:
        """Return it."""

    def between(self, *, since: datetime, until: datetime) -> tuple[StoredGap, ...]:
        """Return those opened in a period, oldest first."""


class Watch(Protocol):
    """Alarms, honey cases, and what legal requests are compared by."""

    def tell(self, alarm: DeskAlarm) -> bool:
        """Store an alarm; False when its key was told before."""

    def alarms(
        self, *, kinds: Collection[AlarmKind] = (), count_max: int = 100
    ) -> tuple[DeskAlarm, ...]:
        """Return alarms, the latest first; of all kinds when none is named."""

    def mark_honey(self, request_id: str, *, at: datetime) -> None:
        """Mark a legal request as one that does not exist."""

    def is_honey(self, request_id: str) -> bool:
        """Whether it does not exist."""

    def add_traits(self, stored: StoredRequest, *, templates: Sequence[str]) -> None:
        """Remember what later legal requests are compared by."""

    def erase_traits(self, request_id: str) -> None:
        """Forget it, with the case's key."""

    def history(self, stored: StoredRequest) -> History:
        """Weigh a legal request against earlier ones."""

    def suspected_at(
        self, email: str, *, besides: StoredRequest, since: datetime
    ) -> datetime | None:
        """When fraud was last suspected in another legal request of this mailbox.

        None when no such suspicion stands, or none was noted since.
        """

    def count_since(self, request: LegalRequest, *, since: datetime) -> int:
        """Count emergencies of the request's agency received since an instant."""


class Roster(Protocol):
    """Shifts, and who may not touch holds."""

    def add(self, shift: Shift) -> None:
        """Store a shift; the same person's same shift is stored once.

        Raises BadValue for one that begins with another of theirs and ends elsewhere.
        """

    def remove(self, shift: Shift) -> bool:
        """Take a shift out; False when nobody stands there."""

    def between(self, *, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
        """Return shifts that overlap a period, by start and level."""

    def bar_retention_admin(self, actor_id: str, *, at: datetime) -> None:
        """Name somebody who runs deletion: the database lets this person release no hold (I5)."""


class Reports(Protocol):
    """What is counted over many legal requests."""

    def of_agency(
        self, agency_id: str, *, since: datetime, until: datetime
    ) -> tuple[StoredRequest, ...]:
        """Return an agency's legal requests of a period, oldest first."""

    def without_hold(self, *, instruments: Collection[str]) -> tuple[str, ...]:
        """Return ids of open legal requests of these instruments that hold nothing."""

    def approvals(self, *, since: datetime, until: datetime) -> tuple[Approval, ...]:
        """Return the approvals of a period, oldest first."""

    def awaiting_notice(self, *, now: datetime) -> tuple[str, ...]:
        """Return ids of legal requests whose user may have to be told at `now`.

        Notice is due, or the day until which it was forbidden has passed, or something left and
        nobody judged notice since.
        """

    def awaiting_review(self, *, released_before: datetime) -> tuple[tuple[str, int], ...]:
        """Return ids of emergencies released before an instant that nobody reviewed yet.

        Each with which of its releases that is, from 1; a package that was taken back is none.
        """

    def preservations(
        self, *, instruments: Collection[str], received_before: datetime
    ) -> tuple[PreservationCount, ...]:
        """Count preservations, by agency, and those that a production followed.

        `instruments` are those that preserve. A production follows when it cites a hold of the
        preservation, or when the same agency's holds the same account later.
        """
