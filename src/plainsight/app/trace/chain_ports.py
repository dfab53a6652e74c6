"""What the chain half of `trace` asks of the world: a ledger of chain rows, a book of claims."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.model.asset import Asset
from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.attribution import Attribution, AttributionBook
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.paths import PathSearch
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.rows import ChainTransfer, Gap, SetAside
from plainsight.trace.chain.snapshot import SnapshotDiff
from plainsight.trace.chain.utxo import Transaction
from plainsight.trace.chain.walk import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvidence:
    """What proves that a block holds a transaction, for chains whose raw blocks were read."""

    transaction_id: str
    raw: bytes
    header: bytes
    branch_index: int
    branch: tuple[bytes, ...]


ChainItem = ChainTransfer | Transaction | SetAside | QuarantinedRecord | Gap | RawEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSource:
    """One file that was taken in, and what became of its rows."""

    name: str
    sha256: str
    new_count: int
    known_count: int
    quarantined_count: int
    set_aside: Mapping[str, int]
    gaps: tuple[str, ...]
    is_logged: bool = False  # its entry stands in the audit log
    quarantined: tuple[QuarantinedRecord, ...] = field(default=(), compare=False)  # the first few


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRows:
    """How much of one asset the ledger holds."""

    asset: Asset
    transfer_count: int


class Screen(Protocol):
    """Judges the transfers of one export: told of each, then asked, when all were there."""

    def see(self, row: ChainTransfer) -> None:
        """One transfer, on its way in."""

    def in_doubt(self) -> Collection[str]:
        """Accounts whose transfers it wants to look at once more."""

    def look_again(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Those transfers: source, target, units, asset_code."""

    def poisoning(self) -> Collection[str]:
        """Ids of transfers to be set aside."""

    def gaps(self) -> Sequence[Gap]:
        """Signs of missing rows."""


class ChainLedger(Protocol):
    """Rows of chains, each once, with the files they came from."""

    def take(
        self, name: str, sha256: str, items: Iterable[ChainItem], *, screen: Screen | None = None
    ) -> ChainSource:
        """Add what is new, and what `screen` lets pass, in one atomic step.

        The same file again adds nothing. Memory does not grow with the export.
        """

    def sources(self) -> tuple[ChainSource, ...]:
        """The files taken in so far."""

    def mark_logged(self, count: int) -> None:
        """Note that the first `count` sources stand in the audit log."""

    def assets(self) -> tuple[AssetRows, ...]:
        """Assets of account chains."""

    def transfers(self, asset_code: str) -> tuple[Transfer, ...]:
        """Transfers of one asset in ledger order."""

    def rows_of(self, transfer_ids: Iterable[str]) -> tuple[ChainTransfer, ...]:
        """Every transfer, of any asset, of the transactions that hold the given ones."""

    def paid_by(self, accounts: Iterable[str]) -> tuple[ChainTransfer, ...]:
        """Every transfer, of any asset, that these accounts paid, in order of time."""

    def table(self, asset_code: str) -> Any:  # noqa: ANN401 - pyarrow.Table
        """The same as Arrow columns source, target, units, for engines; and file, row: the key."""

    def transfers_at(self, keys: Any) -> tuple[Transfer, ...]:  # noqa: ANN401 - pyarrow.Table
        """The transfers of some rows of `table`, by its columns file and row, in their order."""

    def transactions(self) -> tuple[Transaction, ...]:
        """Transactions of UTXO chains in chain order."""

    def evidence(self, transaction_ids: Iterable[str]) -> tuple[RawEvidence, ...]:
        """Raw transactions with their Merkle branches, where the feed had them."""


class AskedAsset(Protocol):
    """The transfers of one asset of an account chain, ready for questions.

    Every implementation gives the answers of the definitions in trace/chain.
    """

    def accounts(self) -> Sequence[str]:
        """Every account, once."""

    def ask(self, question: Question) -> Answer:
        """Every convention's answer. Raises BadValue for an account the ledger never shows."""

    def slice_of(self, question: Question, answer: Answer) -> tuple[Transfer, ...]:
        """The transfers that the answer rests on."""

    def paths(self, account: str, *, direction: Direction, named: Mapping[str, str]) -> PathSearch:
        """FIFO paths between an account and `named` ones; they end at hubs too."""

    def exposures(
        self,
        *,
        paid_by: Mapping[str, str],
        paid_to: Mapping[str, str],
        only: Collection[str] | None = None,
    ) -> tuple[Exposure, ...]:
        """Haircut exposure of every account, or of `only` these."""


class FiatLedger(Protocol):
    """The ledger of transfers, as far as a chain is joined with it."""

    def rates(self, reporting: Asset) -> Rates:
        """Daily rates into one currency."""

    def legs(self, accounts: Collection[str], rates: Rates) -> tuple[Transfer, ...]:
        """Transfers from or to these accounts, in order of time. Raises NoRate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRecord:
    """One edition of a list that was taken, kept as provenance."""

    source: str
    file_name: str
    published_on: date
    sha256: str
    rows_read: int
    unique_count: int
    added_count: int
    removed_count: int


class BookStore(Protocol):
    """The operator's book of attributions, with the editions it was made of."""

    def book(self) -> AttributionBook:
        """Every claim, ended ones too."""

    def snapshots(self) -> Sequence[SnapshotRecord]:
        """Editions in the order they were taken."""

    def take(self, diff: SnapshotDiff, *, file_name: str) -> SnapshotRecord:
        """Replace one source's claims and note the edition, in one atomic step."""

    def forget(self, record: SnapshotRecord, claims: Sequence[Attribution]) -> None:
        """Leave its source these claims, and drop the note of its last edition.

        Raises BadValue when that edition is no more the last of its source.
        """
