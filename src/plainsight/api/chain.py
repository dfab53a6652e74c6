"""Cryptocurrency: screening an address, following an account or output, exposure, clusters."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from plainsight import wiring
from plainsight.app.trace.ask_chain import Tracer, TraceTerms
from plainsight.app.trace.chain_ports import ChainSource
from plainsight.app.trace.expose_account import expose_account
from plainsight.app.trace.ingest_chain import ingest_chain
from plainsight.app.trace.screen_addresses import screen_addresses
from plainsight.app.trace.trace_report import check_report, make_appendix
from plainsight.engines.chain_asset import FittingAsset
from plainsight.errors import BadValue, CannotRead
from plainsight.feeds.attributions.categories import load_categories, load_error_rates
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.open import open_feed
from plainsight.model.address.network import Network
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.co_spend import addresses_in_order, co_spend_links
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.links import Clustering, Link, cluster
from plainsight.trace.chain.question import Answer
from plainsight.trace.chain.screening import Screening
from plainsight.trace.chain.walk import Direction


class Chain:
    """A ledger of cryptocurrency in one folder, judged by the book of attributions in another.

    Raises BadValue for a book into which no list was taken: it would read as "nobody names it".
    Every question is judged by the claims of a day, `as_of`; `basis` says whether by those that
    held then, "effective", or by those that could be read then, "known". Raises BadValue for
    another basis, and for an instant where a day is asked.
    """

    def __init__(self, folder: Path | str, *, book: Path | str) -> None:
        self._folder = Path(folder)
        categories = load_categories(load_assets())
        self._tracer = Tracer(
            ledger=ParquetChainLedger(self._folder),
            book=wiring.open_chain_book(Path(book), categories),
            categories=categories,
            lists=FolderBook(Path(book)).snapshots(),
            bitcoin=load_assets().native_of(Network.BITCOIN),
            open_asset=FittingAsset,
        )

    def __repr__(self) -> str:
        return f"<Chain in {str(self._folder)!r}>"

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
            reason = "it is a folder; name its files" if path.is_dir() else "no such file"
            raise CannotRead(str(path), reason)
        return ingest_chain(
            self._tracer.ledger,
            open_feed(path, layout=layout, undo=undo),
            name=path.name,
            sha256=_digest(path),
            complete_accounts=complete,
        )

    def screen(self, address: str, *, as_of: date, basis: Basis = Basis.EFFECTIVE) -> Screening:
        """Whether an address is listed on a day, by encoding and checksum and not by its label."""
        (answer,) = screen_addresses(
            [address],
            book=self._tracer.book,
            categories=self._tracer.categories,
            as_of=_day(as_of),
            basis=_basis(basis),
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
        terms = _terms(as_of, basis, asset=asset, backward=backward)
        return self._asked().trace_account(account, terms).answer

    def trace_output(self, output: str, *, as_of: date, basis: Basis = Basis.EFFECTIVE) -> Answer:
        """The same for an output of Bitcoin, written transaction:index, by all five conventions.

        Raises BadValue for one that the ledger does not hold.
        """
        return self._asked().trace_output(output, _terms(as_of, basis)).answer

    def exposure(
        self,
        account: str | None = None,
        *,
        as_of: date,
        asset: str | None = None,
        basis: Basis = Basis.EFFECTIVE,
    ) -> tuple[Exposure, ...]:
        """What an account, or every one, received from and sent to each category, by haircut.

        A Bitcoin address is measured together with those it is evidently spent with.
        Raises BadValue for an account or asset the ledger never shows.
        """
        tracer = self._asked()
        day, judged_by = _day(as_of), _basis(basis)
        return expose_account(tracer, account, asset=asset, as_of=day, basis=judged_by).rows

    def clusters(self) -> Clustering:
        """Addresses of the UTXO ledger that are evidently spent together, CoinJoins vetoed."""
        transactions = self._asked().ledger.transactions()
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
        terms = _terms(as_of, basis, asset=asset, backward=backward)
        traced = self._asked().trace_account(account, terms, has_slice=True)
        now = wiring.read_clock().replace(microsecond=0)
        return make_appendix(traced, made_at=now, error_rates=load_error_rates())

    @staticmethod
    def check(appendix: Mapping[str, Any]) -> tuple[str, ...]:
        """Compute an appendix again from its own rows; the differences, none when it holds."""
        return check_report(appendix, source="appendix")

    def _asked(self) -> Tracer:
        """Raises BadValue for a ledger that holds nothing: often its path is mistyped."""
        if not self._tracer.ledger.sources():
            raise BadValue("folder", str(self._folder), "holds nothing; ingest a file first")
        return self._tracer


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _terms(
    as_of: date, basis: Basis, *, asset: str | None = None, backward: bool = False
) -> TraceTerms:
    direction = Direction.BACKWARD if backward else Direction.FORWARD
    return TraceTerms(as_of=_day(as_of), basis=_basis(basis), direction=direction, asset=asset)


def _basis(basis: Basis) -> Basis:
    # By a word that is no member nothing would be told from "effective", "known" included.
    try:
        return Basis(basis)
    except ValueError:
        raise BadValue("basis", basis, f"one of {', '.join(Basis)}") from None


def _day(as_of: date) -> date:
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise BadValue("as_of", str(as_of), "a day, as date(2026, 1, 31): lists hold by the day")
    return as_of
