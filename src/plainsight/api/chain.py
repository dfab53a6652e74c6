"""Cryptocurrency: screening an address, following an account."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from plainsight import wiring
from plainsight.app.chain_ports import ChainSource
from plainsight.app.ingest_chain import ingest_chain
from plainsight.app.judge_accounts import judge_accounts
from plainsight.app.pick_asset import pick_asset
from plainsight.app.screen_addresses import screen_addresses
from plainsight.engines.chain_asset import FittingAsset
from plainsight.errors import CannotRead
from plainsight.feeds.attributions_categories import load_categories
from plainsight.feeds.chain_assets import load_assets
from plainsight.feeds.chain_open import open_feed
from plainsight.stores.chain_parquet import ParquetChainLedger
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.screening import Screening
from plainsight.trace.chain.walk import Direction


class Chain:
    """A ledger of cryptocurrency in one folder, judged by the book of attributions in another.

    Raises BadValue for a book into which no list was taken: it would read as "nobody names it".
    """

    def __init__(self, folder: Path | str, *, book: Path | str) -> None:
        self._ledger = ParquetChainLedger(Path(folder))
        self._categories = load_categories(load_assets())
        self._book = wiring.open_chain_book(Path(book), self._categories)

    def ingest(self, file: Path | str, *, complete: Sequence[str] = ()) -> ChainSource:
        """Take an export or raw blocks in; `complete` names accounts whose whole history it is."""
        path = Path(file)
        if not path.is_file():
            raise CannotRead(str(path), "no such file")
        return ingest_chain(
            self._ledger,
            open_feed(path),
            name=path.name,
            sha256=sha256(path.read_bytes()).hexdigest(),
            complete_accounts=complete,
        )

    def screen(self, address: str, *, as_of: date) -> Screening:
        """Whether an address is listed on a day, by encoding and checksum and not by its label."""
        (answer,) = screen_addresses(
            [address], book=self._book, categories=self._categories, as_of=as_of
        )
        return answer

    def trace(
        self, account: str, *, as_of: date, asset: str | None = None, backward: bool = False
    ) -> Answer:
        """Where an account's money went, or came from, by every convention, with the FIFO paths.

        Amounts are base units. Raises BadValue for an account or asset the ledger never shows.
        """
        chosen = pick_asset(self._ledger, asset)
        asked = FittingAsset(self._ledger, chosen.code)
        judged = judge_accounts(
            asked.accounts(), book=self._book, categories=self._categories, as_of=as_of
        )
        question = Question(
            account=account,
            direction=Direction.BACKWARD if backward else Direction.FORWARD,
            named=judged.paid_by if backward else judged.paid_to,
        )
        return asked.ask(question)
