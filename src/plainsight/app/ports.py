"""What the use cases ask of the world. Stores, feeds and keys implement it; wiring chooses.

A change and its audit-log entry are one transaction:

    with records.begin() as unit:
        unit.posts.keep(posts, batch_id=batch_id, source=feed.source, at=now)
        unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject=batch_id, at=now, body=counts))

Leaving the block commits both; an exception, or a killed process, leaves neither.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from plainsight.app.casework.ports import Casework
from plainsight.app.casework.report_ports import Filings
from plainsight.app.detect.feed_item import FeedItem
from plainsight.app.identity.ports import Identities
from plainsight.app.repositories import (
    Alerts,
    AuditLog,
    Checkpoints,
    PolicyVersions,
    Posts,
    Quarantine,
)
from plainsight.app.respond.ports import Desk
from plainsight.app.stored import LoggedEntry
from plainsight.app.trace.flow_ports import FlowAlerts
from plainsight.model.fact import Fact, JsonValue


class Clock(Protocol):
    """Reads the time; only wiring holds a real one."""

    def __call__(self) -> datetime:
        """Return the present instant in UTC."""


class Salts(Protocol):
    """Draws unpredictable bytes; wiring supplies `secrets.token_bytes`."""

    def __call__(self, size: int, /) -> bytes:
        """Return `size` fresh bytes."""


class PostsFeed(Protocol):
    """A source of posts, read once, in bounded memory; every record yields exactly one item."""

    @property
    def source(self) -> str:
        """Name of the feed for the log: a file's name, never its whole path."""

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed because its items do not say it."""

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the items in the feed's order."""


class Reading(Protocol):
    """A consistent view of the records; changes are refused by the database."""

    @property
    def posts(self) -> Posts:
        """Posts."""

    @property
    def quarantine(self) -> Quarantine:
        """Quarantine."""

    @property
    def alerts(self) -> Alerts:
        """Alerts."""

    @property
    def audit(self) -> AuditLog:
        """The audit log."""

    @property
    def checkpoints(self) -> Checkpoints:
        """Checkpoints."""

    @property
    def policies(self) -> PolicyVersions:
        """Policy versions."""

    @property
    def desk(self) -> Desk:
        """The response desk: legal requests, holds, clocks, the account directory."""

    @property
    def casework(self) -> Casework:
        """The review queue, decisions, cases, reports, quality and learning."""

    @property
    def identity(self) -> Identities:
        """People, sessions, machine tokens and webhooks."""

    @property
    def flow_alerts(self) -> FlowAlerts:
        """Where the alerts about flows stand."""

    @property
    def filings(self) -> Filings:
        """What was sent to authorities and what they answered."""


class UnitOfWork(Reading, Protocol):
    """One transaction: changes and the facts about them, committed together or not at all."""

    def record(self, fact: Fact) -> None:
        """Queue a fact; it becomes the log's next entry when the unit commits.

        Entries are appended last, so the log's lock is the last one taken and held shortest:
        two units cannot deadlock over it.
        """

    def new_id(self, prefix: str) -> str:
        """Draw a fresh id such as "al_4f0c..."; 128 random bits, so that it tells nothing."""

    @property
    def entries(self) -> tuple[LoggedEntry, ...]:
        """The entries this unit appended; empty until it has committed."""


class Records(Protocol):
    """The database behind the use cases."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work: commits when the block ends, rolls back on an exception."""

    def read(self) -> AbstractContextManager[Reading]:
        """Open a consistent, read-only view."""

    def scan_turn(
        self, *, on_wait: Callable[[], None] = lambda: None
    ) -> AbstractContextManager[None]:
        """Wait to be the only one scanning these records, until the block ends.

        Whoever stops or dies gives the turn back. `on_wait` is called before waiting, if at all.
        """

    def close(self) -> None:
        """Give the connections back."""
