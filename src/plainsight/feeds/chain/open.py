"""Choose the reader of a chain export by the file: raw blocks, bitcoin-etl, or a table."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from plainsight.app.trace.chain_ports import ChainItem
from plainsight.errors import BadRecord
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.bitcoin_etl import BitcoinEtl
from plainsight.feeds.chain.bitcoin_file import BitcoinBlocks
from plainsight.feeds.chain.fields import read_instant, whole_number
from plainsight.feeds.chain.files import NoRow, csv_rows
from plainsight.feeds.chain.layout import read_layout, shipped_layouts
from plainsight.feeds.chain.table import ChainTable

_BLOCK_SUFFIXES = (".raw", ".dat", ".bz2", ".blk")


def open_feed(
    path: Path,
    *,
    layout: Path | None = None,
    blocks: Path | None = None,
    undo: Path | None = None,
    first_height: int = 0,
) -> Iterable[ChainItem]:
    """The rows of an export.

    `layout` describes another table, `blocks` gives times to exports without them, `undo` values
    to the inputs of raw blocks, `first_height` the height of blocks too old to say theirs.
    """
    if path.suffix.lower() in _BLOCK_SUFFIXES:
        return BitcoinBlocks(path, undo=undo, first_height=first_height)
    if _is_bitcoin_etl(path):
        return BitcoinEtl(path)
    layouts = (read_layout(layout),) if layout is not None else shipped_layouts()
    times = dict(_block_times(blocks)) if blocks is not None else {}
    return ChainTable(path, layouts=layouts, assets=load_assets(), block_times=times)


def _is_bitcoin_etl(path: Path) -> bool:
    if path.suffix.lower() not in (".json", ".jsonl", ".ndjson"):
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.readline(2000)
    return '"outputs"' in head and '"is_coinbase"' in head


def _block_times(path: Path) -> Iterator[tuple[int, datetime]]:
    """number,timestamp of ethereum-etl's blocks.csv. Raises BadRecord, UnreadableFeed."""
    for number, row in enumerate(csv_rows(path), start=1):
        record = f"{path.name} row {number}"
        if isinstance(row, NoRow):
            # A block without its time would send transfers to quarantine that are all right.
            raise BadRecord(record, row.field, row.mend)
        block = whole_number(row.get("number"), "number", record)
        yield block, read_instant(row.get("timestamp"), "unix_s", record)
