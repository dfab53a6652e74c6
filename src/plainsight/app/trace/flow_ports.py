"""What the money half of `trace` asks of the world: feeds, the ledger of transfers, engines.

Rows travel as Arrow tables (spec/transfer.md gives their columns): ten million transfers are
never ten million Python objects.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from plainsight.errors import BadValue
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.time import require_utc
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.alert import FormerAlert
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.typology import FlowTypology
from plainsight.trace.flows.watched import Watch

if TYPE_CHECKING:
    # Loaded by those who search: they bring numpy along.
    from plainsight.trace.flows.mirror_net import NetPosition
    from plainsight.trace.flows.mirror_search import Mirror
    from plainsight.trace.flows.mirror_typology import MirrorTypology


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBatch:
    """Consecutive rows of a feed: typed, or set aside with the reason."""

    rows: Any  # pyarrow.Table
    quarantined: Any  # pyarrow.Table: row, field, mend, raw
    read_count: int
    skipped_count: int  # rows that the mapping declares to be no transfer
    read_share: float  # progress through the feed, 0..1


class LedgerFeed(Protocol):
    """A source of transfers, accounts, links, rates or labels, read once in bounded memory."""

    @property
    def source(self) -> str:
        """Name of the feed for the log."""

    @property
    def reads(self) -> str:
        """One of transfers, accounts, links, rates, labels."""

    def __iter__(self) -> Iterator[LedgerBatch]:
        """Batches in the feed's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the rows of one feed."""

    new: int
    revised: int  # accounts and labels: same key, newer content
    known: int  # same id, same content: nothing to do
    conflicting: int  # same id, other content: quarantined, what the ledger holds stays


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSnapshot:
    """The Parquet files of one ledger version; they never change once they are named."""

    version: int
    transfers: tuple[str, ...]
    accounts: tuple[str, ...]
    links: tuple[str, ...]
    rates: tuple[str, ...]
    labels: tuple[str, ...]
    transfer_count: int
    quarantined_count: int
    first_us: int | None  # microseconds since 1970 UTC
    last_us: int | None
    feeds: tuple[str, ...] = ()  # of each file of transfers; empty where the ledger names none

    @property
    def files_by_feed(self) -> dict[str, tuple[str, ...]]:
        """The files of transfers, by feed in the order of their names."""
        feeds = self.feeds or ("",) * len(self.transfers)
        named = tuple(zip(feeds, self.transfers, strict=True))
        return {
            feed: tuple(path for name, path in named if name == feed) for feed in sorted(set(feeds))
        }


class LedgerIntake(Protocol):
    """One ingest: staged in bounded memory, published at once or not at all."""

    def stage(self, batch: LedgerBatch) -> None:
        """Put a batch aside; nobody sees it yet."""

    def publish(self) -> Stored:
        """Make the staged rows part of the ledger in one atomic step."""

    def drop(self) -> None:
        """Forget the staged rows."""


class Ledger(Protocol):
    """The operator's transfers with accounts, links, rates and labels."""

    def intake(self, *, reads: str, source: str, feed: str = "") -> LedgerIntake:
        """Begin an ingest; `feed` names the platform or system that transfers come from."""

    def snapshot(self) -> LedgerSnapshot:
        """The files of the present version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowQuestion:
    """Over what to look for flows."""

    reporting: Asset  # every amount is valued in it at the rate of its day
    since: datetime | None = None
    as_of: datetime | None = None  # later transfers are not yet known
    # Amounts of typologies mean the reporting asset, whichever they are written in: 5,000 is 5,000.
    as_written: bool = False

    def __post_init__(self) -> None:
        require_utc(since=self.since, as_of=self.as_of)
        if self.since is not None and self.as_of is not None and self.since > self.as_of:
            # Nothing can be found between them, and that would read as a clean platform.
            mend = f"give a day no later than {self.as_of.isoformat()}, where the search ends"
            raise BadValue("since", self.since.isoformat(), mend)

    def judged_in(self, written_in: str) -> "FlowQuestion":
        """The same, valued in what a typology's amounts are written in, so that they can be met.

        A threshold of dollars is held against dollars of each transfer's own day. Raises BadValue
        where amounts are to be read as written and the two currencies differ in their digits.
        """
        written = fiat(written_in)
        if not self.as_written:
            return replace(self, reporting=written)
        if written.decimals != self.reporting.decimals:
            code = self.reporting.code
            mend = (
                f"amounts in {written_in}, of {written.decimals} digits after the point, cannot be "
                f"read as {code}, of {self.reporting.decimals}; write a pack with amounts_in: "
                f"{code}, or leave --as-written out"
            )
            raise BadValue("reporting", code, mend)
        return self


class FlowEngine(Protocol):
    """Runs flow typologies over a ledger; all engines agree with `trace.flows.judge`."""

    def find(
        self,
        snapshot: LedgerSnapshot,
        typologies: Sequence[FlowTypology],
        question: FlowQuestion,
        *,
        on_typology: Callable[[str], None] | None = None,
    ) -> list[Instance]:
        """Every instance of every typology, in the order of `instance_order`.

        `on_typology` is called with the id of each typology when it is done.
        Raises NoRate when an asset cannot be valued in the reporting asset.
        """


class MirrorEngine(Protocol):
    """Searches a ledger for mirror transfers; all engines agree with `mirror_search`."""

    def find(
        self, snapshot: LedgerSnapshot, typology: "MirrorTypology", question: FlowQuestion
    ) -> "list[Mirror]":
        """Every mirror that passes the false-discovery limit, the surest first.

        Raises NoRate when an asset cannot be valued, BadValue when the days are too few to know
        what chance gives.
        """

    def books(
        self,
        snapshot: LedgerSnapshot,
        typology: "MirrorTypology",
        question: FlowQuestion,
        *,
        key_a: str,
        key_b: str,
    ) -> "NetPosition | None":
        """Whether the books of two ends, one of each side, even out; None: too little moved.

        Raises NoRate when an asset cannot be valued.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuedTransfer:
    """A transfer of the ledger with what it was worth in the reporting asset on its day."""

    transfer: Transfer
    value: Money
    dealings: int = 0  # transfers between its two accounts, either way; 0: not counted
    feed: str = ""  # where the ledger has it from


class TransferReader(Protocol):
    """Fetches the few transfers that findings rest on."""

    def read(
        self,
        snapshot: LedgerSnapshot,
        transfer_ids: Collection[str],
        reporting: Asset,
        *,
        as_of: datetime | None = None,
    ) -> Mapping[str, ValuedTransfer]:
        """Transfers by id; ids that the ledger does not hold are left out.

        Dealings count what is known at `as_of`, the whole ledger by default. Raises NoRate.
        """

    def held(self, snapshot: LedgerSnapshot, transfer_ids: Collection[str]) -> frozenset[str]:
        """Which of these transfers the ledger holds."""

    def watched(self, snapshot: LedgerSnapshot, *, as_of: datetime | None = None) -> Watch:
        """When each feed of the ledger was watched, as known at `as_of`."""


class FlowStanding(StrEnum):
    """Whether the findings of an alert about flows still hold."""

    STANDING = "standing"
    ABSORBED = "absorbed"  # later legs joined it to an older alert
    WITHDRAWN = "withdrawn"  # nothing of it is found any more


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAlert:
    """An alert about flows that stands, as the next search needs it."""

    alert_id: str
    first_at: datetime  # of its earliest leg
    former: FormerAlert


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAlertStanding:
    """Where one alert stands after a search."""

    alert_id: str
    standing: FlowStanding
    first_at: datetime
    as_of: datetime
    into_key: str = ""


class FlowAlerts(Protocol):
    """Where the alerts about flows stand; the alerts themselves lie with all others."""

    def standing(self) -> Sequence[StandingAlert]:
        """Alerts that stand, oldest first; locked until the unit ends."""

    def known_until(self) -> datetime | None:
        """What was known when any alert last changed, standing or not; None before the first."""

    def keep(self, standings: Sequence[FlowAlertStanding]) -> None:
        """Note where alerts stand now."""

    def close_ended(self) -> None:
        """Close the alerts that stand no longer; what was found again is open by being raised."""
