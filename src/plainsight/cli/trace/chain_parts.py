"""What the chain commands share: where the ledger and the book lie, and how files are read."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from plainsight import wiring
from plainsight.app.trace.chain_ports import ChainLedger
from plainsight.app.trace.judge_accounts import Judged, judge_accounts
from plainsight.errors import BadValue
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.chain.assets import load_assets
from plainsight.model.fact import Fact
from plainsight.model.transfer import Transfer
from plainsight.settings import Setting
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.category import Categories

LedgerFolder = Annotated[
    Path, typer.Option("--ledger", help="Folder of the chain ledger.", envvar=Setting.CHAIN)
]
BookFolder = Annotated[
    Path, typer.Option("--book", help="Folder of the attributions.", envvar=Setting.ATTRIBUTIONS)
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], metavar="DAY", help="Judge by what held on this day (UTC)."
    ),
]
BasisOption = Annotated[
    Basis, typer.Option(help="effective: what held that day; known: what could be read that day.")
]
AssetOption = Annotated[
    str | None, typer.Option("--asset", help="Symbol or code; may be left out when there is one.")
]
T = TypeVar("T")
DEFAULT_LEDGER = Path("plainsight-chain")
DEFAULT_BOOK = Path("plainsight-attributions")


def open_ledger(folder: Path) -> ChainLedger:
    """The ledger in a folder. Raises BadValue when nothing was ever taken into it."""
    if not (folder / "manifest.json").exists():
        raise BadValue("ledger", str(folder), "take exports in first: plainsight chain ingest FILE")
    return ParquetChainLedger(folder)


def open_lists(folder: Path) -> FolderBook:
    """The book in a folder. Raises BadValue when no list was ever taken into it, or BadList."""
    book = FolderBook(folder)
    book.whole_book()
    return book


def day_of(as_of: datetime | None) -> date:
    """The day asked for, or today."""
    return as_of.date() if as_of is not None else wiring.read_clock().date()


def judge_ledger(
    accounts: Iterable[str], book_folder: Path, *, as_of: date, basis: Basis
) -> tuple[Judged, Categories]:
    """Judge the accounts of a ledger by the book."""
    categories = load_categories(load_assets())
    book = wiring.open_chain_book(book_folder, categories)
    judged = judge_accounts(accounts, book=book, categories=categories, as_of=as_of, basis=basis)
    return judged, categories


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def commit_fact(records_url: str | None, make: Callable[[], tuple[T, Fact]]) -> T:
    """Do a piece of work and enter its fact into the audit log, when records are named."""
    if records_url is None:
        return make()[0]
    store = wiring.open_records(records_url)
    try:
        with store.begin() as unit:
            answer, fact = make()
            unit.record(fact)
    finally:
        store.close()
    return answer


def accounts_of(transfers: Sequence[Transfer]) -> frozenset[str]:
    """Both ends of every transfer."""
    return frozenset(end for t in transfers for end in (t.source, t.target))
