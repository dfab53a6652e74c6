"""Cryptocurrency: screening an address, following an account or output, exposure, clusters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any

from plainsight import wiring
from plainsight.app.chain_ports import ChainSource
from plainsight.app.ingest_chain import ingest_chain
from plainsight.app.judge_accounts import Judged, find_breaks, judge_accounts
from plainsight.app.pick_asset import pick_asset
from plainsight.app.screen_addresses import screen_addresses
from plainsight.app.trace_chain import trace_account
from plainsight.app.trace_report import check_report, make_appendix
from plainsight.app.trace_report_rows import out_point
from plainsight.engines.chain_asset import FittingAsset
from plainsight.errors import BadValue, CannotRead
from plainsight.feeds.attributions_categories import load_categories, load_error_rates
from plainsight.feeds.chain_assets import load_assets
from plainsight.feeds.chain_open import open_feed
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.stores.attributions_book import FolderBook
from plainsight.stores.chain_parquet import ParquetChainLedger
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.co_spend import addresses_in_order, co_spend_links
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.links import Clustering, Link, cluster
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.screening import Screening
from plainsight.trace.chain.utxo_question import UtxoQuestion, ask_utxo
from plainsight.trace.chain.walk import Direction


class Chain:
    """A ledger of cryptocurrency in one folder, judged by the book of attributions in another.

    Raises BadValue for a book into which no list was taken: it would read as "nobody names it".
    """

    def __init__(self, folder: Path | str, *, book: Path | str) -> None:
        self._ledger = ParquetChainLedger(Path(folder))
        self._categories = load_categories(load_assets())
        self._book = wiring.open_chain_book(Path(book), self._categories)
        self._lists = FolderBook(Path(book)).snapshots()

    def ingest(
        self,
        file: Path | str,
        *,
        complete: Sequence[str] = (),
        layout: Path | None = None,
        undo: Path | None = None,
    ) -> ChainSource:
        """Take an export or raw blocks in; `complete` names accounts whose whole history it is.

        `layout` describes a table of another form, `undo` gives the inputs of raw blocks.
        """
        path = Path(file)
        if not path.is_file():
            raise CannotRead(str(path), "no such file")
        return ingest_chain(
            self._ledger,
            open_feed(path, layout=layout, undo=undo),
            name=path.name,
            sha256=_digest(path),
            complete_accounts=complete,
        )

    def screen(self, address: str, *, as_of: date, basis: Basis = Basis.EFFECTIVE) -> Screening:
        """Whether an address is listed on a day, by encoding and checksum and not by its label."""
        (answer,) = screen_addresses(
            [address], book=self._book, categories=self._categories, as_of=as_of, basis=basis
        )
        return answer

    def trace(
        self,
        account: str,
        *,
        as_of: date,
        asset: str | None = None,
        backward: bool = False,
        basis: Basis = Basis.EFFECTIVE,
    ) -> Answer:
        """Where an account's money went, or came from, by every convention, with the FIFO paths.

        Amounts are base units. Raises BadValue for an account or asset the ledger never shows.
        """
        asked, judged, _ = self._judged(asset, as_of, basis)
        return asked.ask(_question(account, judged, backward=backward))

    def trace_output(self, output: str, *, as_of: date, basis: Basis = Basis.EFFECTIVE) -> Answer:
        """The same for an output of Bitcoin, written transaction:index, by all five conventions.

        Raises BadValue for one that the ledger does not hold.
        """
        transactions = self._ledger.transactions()
        held = {t.transaction_id: len(t.outputs) for t in transactions}
        try:
            start = out_point(output.lower())
        except ValueError:
            raise BadValue("output", output, "write transaction:index") from None
        if not 0 <= start.index < held.get(start.transaction_id, 0):
            raise BadValue("output", output, "the ledger holds no such output")
        judged = self._judge(addresses_in_order(transactions), as_of, basis)
        question = UtxoQuestion(starts=(start,), named=judged.paid_to)
        return ask_utxo(question, transactions, asset=load_assets().native_of(Network.BITCOIN))

    def exposure(
        self,
        account: str | None = None,
        *,
        as_of: date,
        asset: str | None = None,
        basis: Basis = Basis.EFFECTIVE,
    ) -> tuple[Exposure, ...]:
        """What an account, or every one, received from and sent to each category, by haircut."""
        asked, judged, _ = self._judged(asset, as_of, basis)
        only = None if account is None else {_spelled(account)}
        return asked.exposures(paid_by=judged.paid_by, paid_to=judged.paid_to, only=only)

    def clusters(self) -> Clustering:
        """Addresses of the UTXO ledger that are evidently spent together, CoinJoins vetoed."""
        transactions = self._ledger.transactions()
        links = [entry for entry in co_spend_links(transactions) if isinstance(entry, Link)]
        return cluster(addresses_in_order(transactions), links)

    def appendix(
        self,
        account: str,
        *,
        as_of: date,
        asset: str | None = None,
        backward: bool = False,
        basis: Basis = Basis.EFFECTIVE,
    ) -> dict[str, Any]:
        """The appendix of a trace report: the answer and every row and claim that it rests on."""
        asked, judged, chosen = self._judged(asset, as_of, basis)
        traced = trace_account(
            self._ledger,
            asked,
            _question(account, judged, backward=backward),
            asset=chosen,
            judged=judged,
            lists=self._lists,
            breaks=find_breaks(self._book, categories=self._categories, as_of=as_of, basis=basis),
            has_slice=True,
        )
        now = wiring.read_clock().replace(microsecond=0)
        return make_appendix(traced, made_at=now, error_rates=load_error_rates())

    @staticmethod
    def check(appendix: Mapping[str, Any]) -> tuple[str, ...]:
        """Compute an appendix again from its own rows; the differences, none when it holds."""
        return check_report(appendix, source="appendix")

    def _judged(
        self, asset: str | None, as_of: date, basis: Basis
    ) -> tuple[FittingAsset, Judged, Asset]:
        chosen = pick_asset(self._ledger, asset)
        asked = FittingAsset(self._ledger, chosen.code)
        return asked, self._judge(asked.accounts(), as_of, basis), chosen

    def _judge(self, accounts: Iterable[str], as_of: date, basis: Basis) -> Judged:
        return judge_accounts(
            accounts, book=self._book, categories=self._categories, as_of=as_of, basis=basis
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _question(account: str, judged: Judged, *, backward: bool) -> Question:
    return Question(
        account=_spelled(account),
        direction=Direction.BACKWARD if backward else Direction.FORWARD,
        named=judged.paid_by if backward else judged.paid_to,
    )


def _spelled(account: str) -> str:
    """As the ledger spells it: an EVM address may be written with its checksum's capitals."""
    read = read_account(account)
    return read.text if read else account
