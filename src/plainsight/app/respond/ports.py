"""What answering law enforcement asks of the world: the desk's records, the platform, the seals.

Reached through `unit.desk`, inside the unit of work that also appends the log's entries.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.respond.desk_ports import (
    Board,
    BuiltPackages,
    Gaps,
    Reports,
    Roster,
    Statements,
    Watch,
)
from plainsight.app.respond.stored import (
    Actor,
    Agency,
    ClockCounts,
    DirectoryRecord,
    KeptDocument,
    Officer,
    OfficerChange,
    OpenClock,
    Pinned,
    PlacedHold,
    StoredDisclosure,
    StoredDocument,
    StoredHold,
    StoredMove,
    StoredRequest,
    StoredToken,
)
from plainsight.respond.clock import ResponseClock
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import Scope
from plainsight.respond.gap import GapCounts
from plainsight.respond.instrument import ClockKind
from plainsight.respond.legal_request import Identifier, LegalRequest
from plainsight.respond.lifecycle import Move
from plainsight.respond.states import Holding, Production


class Requests(Protocol):
    """Legal requests and all that hangs on one."""

    def add(self, stored: StoredRequest) -> StoredRequest:
        """Store a new one under its own key; returns it with its reference."""

    def get(self, request_id: str) -> StoredRequest:
        """Return one by id or reference, `is_erased` once its key was. Raises UnknownId."""

    def lock(self, request_id: str) -> StoredRequest:
        """Return one by id or reference, locked until the unit ends.

        Raises UnknownId, or GuardUnmet once it was erased.
        """

    def save(self, stored: StoredRequest, *, at: datetime) -> None:
        """Write the mutable part. Raises SamePerson or GuardUnmet when the database refuses."""

    def newest(self, *, count_max: int = 50, before: str = "") -> tuple[StoredRequest, ...]:
        """Return the latest first; `before` is the id of the last one of the page before."""

    def sent_since(self, request: LegalRequest, *, since: datetime) -> tuple[StoredRequest, ...]:
        """Return what its officer sent since under its reference and instrument, the latest first.

        Until the unit ends, nobody else's unit gets an answer to it about the same officer.
        """

    def awaiting(
        self, productions: Sequence[Production], *, count_max: int = 50
    ) -> tuple[StoredRequest, ...]:
        """Return those that stand at one of these, the oldest first."""

    def open_of_agency(self, agency_id: str) -> tuple[StoredRequest, ...]:
        """Return an agency's whose package has not left and that are not over, oldest first."""

    def add_move(
        self, request_id: str, move: Move, *, actor: Actor, at: datetime, object_digest: str
    ) -> None:
        """Append to the custody record."""

    def moves(self, request_id: str) -> tuple[StoredMove, ...]:
        """Return the custody record, oldest first."""

    def keep_document(self, document: StoredDocument, *, at: datetime) -> str | None:
        """Store a document; the id of the legal request that brought it before, if any."""

    def documents(self, request_id: str) -> tuple[KeptDocument, ...]:
        """Return what is kept with a legal request, without its content, the oldest first."""

    def document(self, request_id: str, digest: str) -> StoredDocument:
        """Return one with its content. Raises UnknownId, also once the case was erased."""

    def document_owner(self, digest: str, fingerprint: str) -> str | None:
        """Return the legal request that brought this document before (I11), if any."""

    def add_token(self, token: StoredToken) -> None:
        """Store a scope token."""

    def token(self, token_id: str) -> StoredToken:
        """Return one. Raises UnknownId."""

    def keep_collected(self, request_id: str, content: bytes, *, at: datetime) -> None:
        """Keep what the extractor gave, sealed under the case's key, until it is packaged."""

    def collected(self, request_id: str) -> bytes:
        """Return it. Raises UnknownId."""

    def destroy_collected(self, request_id: str) -> None:
        """Delete the working copy."""

    def erase_key(self, request_id: str) -> None:
        """Forget the case's key: request, documents and copies can never be read again."""

    def add_disclosure(self, disclosure: StoredDisclosure) -> None:
        """Store what left."""

    def disclosures(self, request_id: str) -> tuple[StoredDisclosure, ...]:
        """Return what left for a legal request."""


class Holds(Protocol):
    """Holds, never deleted."""

    def add(self, hold: StoredHold) -> None:
        """Store one whose records the directory has pinned."""

    def get(self, hold_id: str) -> StoredHold:
        """Return one. Raises UnknownId."""

    def lock(self, hold_id: str) -> StoredHold:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def of_request(self, request_id: str) -> tuple[StoredHold, ...]:
        """Return the holds of a legal request."""

    def save(
        self,
        hold: StoredHold,
        *,
        at: datetime,
        released_by: Actor | None = None,
        agreed_by: Actor | None = None,
    ) -> None:
        """Write the mutable part. Raises GuardUnmet when the database refuses a release (I5)."""

    def active(self, *, after: str = "", count_max: int = 1_000) -> tuple[StoredHold, ...]:
        """Return holds not released, by id, a page at a time."""

    def due(
        self, *, before: datetime, after: StoredHold | None = None, count_max: int = 1_000
    ) -> tuple[StoredHold, ...]:
        """Return holds not released whose floor date lies before an instant, by floor and id.

        `after` is the last one of the page before.
        """

    def add_check(self, hold_id: str, *, at: datetime, digest: str, is_intact: bool) -> None:
        """Append the result of a verification."""

    def count(self, *, state: Holding | None = None) -> int:
        """Count holds, in one state or in all."""


class Clocks(Protocol):
    """Response clocks: append-only, with a working table of the open ones."""

    def start(self, request_id: str, clocks: Sequence[ResponseClock]) -> None:
        """Store clocks as running."""

    def answer(
        self, request_id: str, kinds: Sequence[ClockKind], *, at: datetime, by: str
    ) -> tuple[ResponseClock, ...]:
        """End the open clocks of these kinds; returns them answered."""

    def of_request(self, request_id: str) -> tuple[ResponseClock, ...]:
        """Return every clock of a legal request, answered or not."""

    def ended_by(self, request_id: str, answers: Collection[str]) -> tuple[ResponseClock, ...]:
        """Return the last run of each clock, where one of these answers ended it."""

    def board(self, *, count_max: int = 50) -> tuple[OpenClock, ...]:
        """Return the open clocks, the one due first on top."""

    def open_of(self, request_ids: Sequence[str]) -> tuple[OpenClock, ...]:
        """Return the open clocks of these legal requests, the one due first on top."""

    def counts(self, *, now: datetime) -> ClockCounts:
        """Count open clocks."""

    def to_alarm(self, *, now: datetime, count_max: int = 1_000) -> tuple[OpenClock, ...]:
        """Return open clocks whose next alarm has come."""

    def set_alarm(self, waiting: OpenClock, *, percent: int) -> None:
        """Remember the highest alarm told; it never falls."""


class Registry(Protocol):
    """Agencies and enrolled officers."""

    def put_agency(self, agency: Agency) -> None:
        """Store or revise an agency."""

    def agency(self, agency_id: str) -> Agency | None:
        """Return one."""

    def agencies(self) -> tuple[Agency, ...]:
        """Return all, by id."""

    def officers(self, agency_id: str) -> tuple[Officer, ...]:
        """Return an agency's officers, by id."""

    def enrol(self, officer: Officer) -> None:
        """Store an officer. Raises BadValue for an id or an address that is enrolled already."""

    def change(self, change: OfficerChange) -> None:
        """Store a change of an officer; the enrolment and what came before it stay."""

    def officer(self, officer_id: str) -> Officer:
        """Return one as changed since. Raises UnknownId."""

    def officer_by_email(self, email: str) -> Officer | None:
        """Return the officer with this address."""


class AccountDirectory(Protocol):
    """The platform's side: accounts, records, deletion. No method lists or browses accounts."""

    def resolve(self, identifier: Identifier) -> str | None:
        """Return the account that an identifier names."""

    def survey(self, account_id: str, classes: Sequence[DataClass], *, hold_id: str = "") -> Pinned:
        """Take the lock that deletion takes, and see what a hold would cover. Raises UnknownId.

        A directory in another system places the hold `hold_id` there at once: until our own
        records are committed it keeps more than it must, never less.
        """

    def pin(self, hold_id: str, account_id: str) -> None:
        """Bind a stored hold to the account: from here the records stay as they are."""

    def unpin(self, hold_id: str) -> None:
        """Let go. Refused by the database unless the hold is released."""

    def is_held(self, account_id: str) -> bool:
        """Whether any hold pins an account: the check that each deletion makes."""

    def placed(self, *, after: str = "", count_max: int = 1_000) -> tuple[PlacedHold, ...]:
        """Return holds that stand there, by id, a page at a time; no account is named."""

    def settle(self) -> None:
        """Called after the commit: do what must not happen before it. Raises PlatformTrouble."""

    def abandon(self) -> None:
        """Called after a rollback: take back what was done ahead of the commit."""

    def digest(self, hold: StoredHold) -> str:
        """Compute again the digest over what a hold covers."""

    def collect(self, scope: Scope) -> Iterator[DirectoryRecord]:
        """Yield what a scope grants, and nothing else."""

    def count_counterparties(self, scope: Scope, *, own_operator: str) -> GapCounts:
        """Count the other ends of the transfers in a scope's accounts and range; names nobody."""

    def delete_account(self, account_id: str, *, at: datetime) -> bool:
        """Delete, under the account's lock; False when a hold covers it: then it is closed only."""

    def expire_records(self, *, before: datetime, count_max: int = 1_000) -> int:
        """Delete old records that no hold covers, and count them."""

    def add_account(self, account_id: str, identifiers: Sequence[Identifier]) -> None:
        """Open an account: the platform's own doing."""

    def add_records(self, records: Sequence[DirectoryRecord]) -> None:
        """Store records: the platform's own doing."""


class Desk(Protocol):
    """Everything of the response desk, inside one unit of work."""

    @property
    def requests(self) -> Requests:
        """Legal requests."""

    @property
    def board(self) -> Board:
        """Legal requests by what is due first."""

    @property
    def holds(self) -> Holds:
        """Holds."""

    @property
    def clocks(self) -> Clocks:
        """Clocks."""

    @property
    def registry(self) -> Registry:
        """Agencies and officers."""

    @property
    def directory(self) -> AccountDirectory:
        """The platform's accounts."""

    @property
    def statements(self) -> Statements:
        """What was said about legal requests."""

    @property
    def packages(self) -> BuiltPackages:
        """Sealed packages."""

    @property
    def gaps(self) -> Gaps:
        """What other operators hold, counted."""

    @property
    def watch(self) -> Watch:
        """Alarms and comparisons."""

    @property
    def roster(self) -> Roster:
        """Who is on duty."""

    @property
    def reports(self) -> Reports:
        """Counts over many."""


class Timestamper(Protocol):
    """A timestamp authority (RFC 3161)."""

    def stamp(self, content: bytes) -> bytes:
        """Return a DER TimeStampResp over SHA-256 of `content`. Raises NoTimestamp."""

    def root(self) -> tuple[bytes, str]:
        """Return the root certificate to publish, PEM, with SHA-256 of its DER form; or nothing."""


class Sealer(Protocol):
    """Encrypts to a recipient."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """Return ciphertext that only the recipient opens. Raises BadValue for a wrong key."""
