"""What the chain commands share: where the ledger and the book lie, and how files are read."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from plainsight import wiring
from plainsight.app.chain_ports import ChainItem, ChainLedger
from plainsight.app.judge_accounts import Judged, judge_accounts
from plainsight.errors import BadValue
from plainsight.feeds.attributions_categories import load_categories
from plainsight.feeds.attributions_pack import read_pack
from plainsight.feeds.chain_assets import load_assets
from plainsight.feeds.chain_bitcoin_etl import BitcoinEtl
from plainsight.feeds.chain_bitcoin_file import BitcoinBlocks
from plainsight.feeds.chain_layout import read_layout, shipped_layouts
from plainsight.feeds.chain_table import ChainTable
from plainsight.feeds.policy_root import policy_root
from plainsight.model.asset import Asset
from plainsight.model.fact import Fact
from plainsight.model.transfer import Transfer
from plainsight.stores.attributions_book import FolderBook
from plainsight.stores.chain_parquet import ParquetChainLedger
from plainsight.trace.chain.attribution import AttributionBook, Basis, merge_books
from plainsight.trace.chain.category import Categories

LedgerFolder = Annotated[
    Path,
    typer.Option("--ledger", help="Folder of the chain ledger.", envvar="PLAINSIGHT_CHAIN"),
]
BookFolder = Annotated[
    Path,
    typer.Option("--book", help="Folder of the attributions.", envvar="PLAINSIGHT_ATTRIBUTIONS"),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Judge by what held on this day (UTC)."),
]
BasisOption = Annotated[
    Basis, typer.Option(help="effective: what held that day; known: what could be read that day.")
]
AssetOption = Annotated[
    str | None, typer.Option("--asset", help="Symbol or code; may be left out when there is one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]
T = TypeVar("T")
DEFAULT_LEDGER = Path("plainsight-chain")
DEFAULT_BOOK = Path("plainsight-attributions")
_BLOCK_SUFFIXES = (".raw", ".dat", ".bz2", ".blk")


def open_ledger(folder: Path) -> ChainLedger:
    """The ledger in a folder. Raises BadValue when nothing was ever taken into it."""
    if not (folder / "manifest.json").exists():
        raise BadValue("ledger", str(folder), "take exports in first: plainsight chain ingest FILE")
    return ParquetChainLedger(folder)


def open_book(folder: Path, categories: Categories) -> AttributionBook:
    """The operator's book together with the packs that ship with the policy."""
    packs = sorted((policy_root() / "attributions" / "packs").glob("*.yaml"))
    shipped = [AttributionBook(read_pack(path, categories).attributions) for path in packs]
    return merge_books([FolderBook(folder).book(), *shipped])


def day_of(as_of: datetime | None) -> date:
    """The day asked for, or today."""
    return as_of.date() if as_of is not None else wiring.read_clock().date()


def pick_asset(ledger: ChainLedger, written: str | None) -> Asset:
    """The asset meant. Raises BadValue when it is not one of the ledger's, or left open."""
    held = ledger.assets()
    chosen = [
        rows.asset
        for rows in held
        if written is None or written in (rows.asset.code, rows.asset.symbol)
    ]
    if len(chosen) != 1:
        known = ", ".join(f"{rows.asset.symbol} ({rows.asset.code})" for rows in held)
        raise BadValue("asset", written, f"name one of: {known}")
    return chosen[0]


def judge_ledger(
    accounts: Iterable[str], book_folder: Path, *, as_of: date, basis: Basis
) -> tuple[Judged, Categories]:
    """Judge the accounts of a ledger by the book."""
    categories = load_categories(load_assets())
    book = open_book(book_folder, categories)
    judged = judge_accounts(accounts, book=book, categories=categories, as_of=as_of, basis=basis)
    return judged, categories


def open_feed(
    path: Path,
    *,
    layout: Path | None,
    blocks: Path | None,
    undo: Path | None,
    first_height: int,
) -> Iterable[ChainItem]:
    """Choose the reader by the file: raw blocks, bitcoin-etl, or a table of transfers."""
    if path.suffix.lower() in _BLOCK_SUFFIXES:
        return BitcoinBlocks(path, undo=undo, first_height=first_height)
    if _is_bitcoin_etl(path):
        return BitcoinEtl(path)
    layouts = (read_layout(layout),) if layout is not None else shipped_layouts()
    times = dict(_block_times(blocks)) if blocks is not None else {}
    return ChainTable(path, layouts=layouts, assets=load_assets(), block_times=times)


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


def _is_bitcoin_etl(path: Path) -> bool:
    if path.suffix.lower() not in (".json", ".jsonl", ".ndjson"):
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.readline(2000)
    return '"outputs"' in head and '"is_coinbase"' in head


def _block_times(path: Path) -> Iterator[tuple[int, datetime]]:
    """number,timestamp of ethereum-etl's blocks.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            with suppress(KeyError, ValueError):
                yield int(row["number"]), datetime.fromtimestamp(int(row["timestamp"]), UTC)
