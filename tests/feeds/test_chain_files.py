"""Exports of chains, whatever their bytes: a row is read or set aside with its mend, not lost."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import tron_account

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import BadRecord, BadValue, EmptyExport, UnknownLayout, UnreadableFeed
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.layout import shipped_layouts
from plainsight.feeds.chain.open import open_feed
from plainsight.feeds.chain.table import ChainItem, ChainTable
from plainsight.stores.chain.incoming import Incoming
from plainsight.trace.chain.rows import ChainTransfer, Gap

ALICE, BOB = tron_account(1), tron_account(2)
USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
COLUMNS = "network,transaction_id,block,at,source,target,units,contract,symbol\n"
LAYOUTS, ASSETS = shipped_layouts(), load_assets()


def _csv(number: int, *, symbol: str = "USDT", block: object = 7) -> str:
    at = "2026-01-01T00:00:00Z"
    return f"tron,tx{number},{block},{at},{ALICE},{BOB},{number}000,{USDT},{symbol}\n"


def _json(number: int, **changes: object) -> dict[str, Any]:
    row = {"network": "tron", "transaction_id": f"tx{number}", "block": 7}
    row |= {"at": "2026-01-01T00:00:00Z", "source": ALICE, "target": BOB}
    return row | {"units": 1_000 * number, "contract": USDT, "symbol": "USDT"} | changes


def _read(path: Path, content: bytes) -> list[ChainItem]:
    path.write_bytes(content)
    return list(ChainTable(path, layouts=LAYOUTS, assets=ASSETS))


def _ids(items: list[ChainItem]) -> list[str]:
    return [item.transaction_id for item in items if isinstance(item, ChainTransfer)]


def _only_quarantined(items: list[ChainItem]) -> QuarantinedRecord:
    (wrong,) = (item for item in items if isinstance(item, QuarantinedRecord))
    return wrong


def test_an_open_quote_is_quarantined_with_the_lines_that_it_took(tmp_path: Path) -> None:
    rows = [_csv(1), _csv(2, symbol='"USDT'), _csv(3), _csv(4)]
    items = _read(tmp_path / "t.csv", (COLUMNS + "".join(rows)).encode())
    wrong = _only_quarantined(items)
    assert _ids(items) == ["tx1"]
    assert (wrong.record, wrong.field) == ("t.csv row 2", "csv")
    assert "lines 3 to 5" in wrong.mend
    assert wrong.raw == rows[1].encode()
    # What they held is missing from every trace, so it is called so.
    gaps = [item.why for item in items if isinstance(item, Gap)]
    assert gaps == ["lines 3 to 5 could not be read"]


@pytest.mark.parametrize(
    ("row", "field", "mend"),
    [
        (_csv(2).replace(",7,", ","), "csv", "8 cells, 9 columns"),
        (_csv(2).replace("\n", ",\n"), "csv", "10 cells, 9 columns"),
        (_csv(2, block=2**70), "block", "below 2^63"),
        (_csv(2).replace("2000,", f"{10**38},"), "units", "below 10^38"),
        (_csv(2).replace("2000,", "2_000,"), "units", "not a whole number"),
        (_csv(2).replace("2026-", "0001-"), "at", "no day between 2009"),
    ],
)
def test_a_row_of_csv_that_cannot_be_kept_costs_itself(
    tmp_path: Path, row: str, field: str, mend: str
) -> None:
    items = _read(tmp_path / "t.csv", (COLUMNS + _csv(1) + row + _csv(3)).encode())
    wrong = _only_quarantined(items)
    assert _ids(items) == ["tx1", "tx3"]
    assert wrong.field == field
    assert mend in wrong.mend


def test_bytes_that_are_no_text_cost_their_row(tmp_path: Path) -> None:
    bad = _csv(2, symbol="?").encode().replace(b"?", b"\xff")
    items = _read(tmp_path / "t.csv", (COLUMNS + _csv(1)).encode() + bad + _csv(3).encode())
    wrong = _only_quarantined(items)
    assert _ids(items) == ["tx1", "tx3"]
    assert (wrong.field, wrong.raw) == ("symbol", bad.rstrip(b"\n") + b"\r\n")


def test_a_cell_longer_than_the_library_would_take_is_read(tmp_path: Path) -> None:
    rows = COLUMNS + _csv(1, symbol="x" * 200_000) + _csv(2)
    assert _ids(_read(tmp_path / "t.csv", rows.encode())) == ["tx1", "tx2"]


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="stands twice"):
        _read(tmp_path / "t.csv", (COLUMNS.replace("symbol", "units") + _csv(1)).encode())


@pytest.mark.parametrize(
    ("line", "field", "mend"),
    [
        (b'{"source": "\\ud800"}', "row", "surrogate pair"),
        (b"[" * 100_000, "row", "one JSON object in UTF-8"),
        (b'{"symbol": "\xff"}', "row", "one JSON object in UTF-8"),
        (b"7", "row", "one JSON object in UTF-8"),
        (b'{"units": ' + b"9" * 5_000 + b"}", "network", "missing"),
    ],
    ids=["half a pair", "deep", "bytes", "number", "digits"],
)
def test_a_line_of_json_that_is_no_row_costs_itself(
    tmp_path: Path, line: bytes, field: str, mend: str
) -> None:
    first, last = (json.dumps(_json(number)).encode() for number in (1, 3))
    items = _read(tmp_path / "t.jsonl", b"\n".join([first, line, last]))
    wrong = _only_quarantined(items)
    assert _ids(items) == ["tx1", "tx3"]
    assert wrong.field == field
    assert mend in wrong.mend


def _with_amount_twice(number: int) -> str:
    return json.dumps(_json(number, units=1_000_012)).replace(
        '"contract"', '"units": 7, "contract"'
    )


def test_an_amount_that_stands_twice_is_not_believed(tmp_path: Path) -> None:
    rows = [json.dumps(_json(1)), _with_amount_twice(2), json.dumps(_json(3))]
    for items in (
        _read(tmp_path / "t.jsonl", "\n".join(rows).encode()),
        _read(tmp_path / "t.json", f"[{', '.join(rows)}]".encode()),
    ):
        wrong = _only_quarantined(items)
        assert _ids(items) == ["tx1", "tx3"]
        assert (wrong.field, wrong.mend) == ("units", "a key that stands once")


def test_a_number_of_json_keeps_every_digit(tmp_path: Path) -> None:
    (item,) = _read(tmp_path / "t.jsonl", json.dumps(_json(1, units=10**37 + 1)).encode())
    assert isinstance(item, ChainTransfer)
    assert item.transfer.money.units == 10**37 + 1


def test_what_is_read_can_be_spooled(tmp_path: Path) -> None:
    edges = [_json(1, units=10**38 - 1), _json(2, block=2**63 - 1, log_index=2**63 - 1)]
    content = "\n".join(json.dumps(row) for row in edges).encode()
    with Incoming(tmp_path) as incoming:
        for item in _read(tmp_path / "t.jsonl", content):
            assert isinstance(item, ChainTransfer)
            incoming.add(item)
    assert incoming.counts["transfers"] == 2


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"\xff\xfe[\0", "is UTF-16"),
        (b'["\xff"]', "not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"data": [], "data": []}', "stands twice"),
        (b"7", "neither an object nor a list"),
    ],
)
def test_a_page_that_is_none_is_refused_with_what_it_is(
    tmp_path: Path, content: bytes, mend: str
) -> None:
    with pytest.raises((BadValue, UnreadableFeed), match=mend):
        _read(tmp_path / "t.json", content)


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        ("1,500.25", 1_500_250_000),
        ("12.5000000", 12_500_000),
        ("90071992547409931234567.000001", 90071992547409931234567000001),
        ("-5", None),
        ("1500,25", None),
        ("1_000", None),
        ("1e3", None),
        ("Infinity", None),
        ("0.0000001", None),
        ("١٢", None),
    ],
)
def test_a_decimal_of_the_web_page_is_read_exactly_or_not_at_all(
    tmp_path: Path, amount: str, units: int | None
) -> None:
    text = (
        "Txn Hash,Block,Time(UTC),From,To,Amount/TokenID,Token Contract,Token Symbol,Result\n"
        f'ab,60000000,2023-11-14 22:13:20,{ALICE},{BOB},"{amount}",{USDT},USDT,SUCCESS\n'
    )
    (item,) = _read(tmp_path / "web.csv", text.encode())
    if units is None:
        assert isinstance(item, QuarantinedRecord)
        assert item.field == "amount"
    else:
        assert isinstance(item, ChainTransfer)
        assert item.transfer.money.units == units


def test_a_blocks_file_that_cannot_be_read_is_not_half_believed(tmp_path: Path) -> None:
    export, blocks = tmp_path / "token_transfers.csv", tmp_path / "blocks.csv"
    export.write_text("a\n")
    for bad in ("15,yesterday", "15", '15,"1700000000', "15,7"):
        blocks.write_text(f"number,timestamp\n14,1700000000\n{bad}\n")
        with pytest.raises(BadRecord, match="row 2"):
            open_feed(export, blocks=blocks)


PIECES = [b'"', b",", b"\n", b"\r", b"\xff", b"\0", b"[", b"{", b"}", b"\\ud800", b"7", b"null"]
PIECES += [json.dumps(_json(1)).encode(), _with_amount_twice(1).encode(), _csv(1).encode()]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


def _survives(name: str, content: bytes, read: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with suppress(UnreadableFeed, BadValue, BadRecord, EmptyExport, UnknownLayout):
            read(path)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.json"])
@given(content=CONTENT)
def test_whatever_the_bytes_a_table_is_read_or_refused_in_words(name: str, content: bytes) -> None:
    head = COLUMNS.encode() if name == "t.csv" else b""
    _survives(name, head + content, lambda path: list(open_feed(path)))


ETL = {
    "hash": "ab" * 32,
    "block_number": 1,
    "block_timestamp": 1_700_000_000,
    "is_coinbase": False,
    "inputs": [
        {
            "index": 0,
            "spent_transaction_hash": "cd" * 32,
            "spent_output_index": 0,
            "value": 5,
            "type": "pubkeyhash",
            "addresses": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
        }
    ],
    "outputs": [{"index": 0, "value": 5, "type": "nulldata", "addresses": []}],
}
_ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just(2**70)
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(list(ETL)), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*ETL, "index", "value"]), _ANYTHING, max_size=3))
def test_whatever_a_line_of_bitcoin_etl_holds_the_next_is_read(changes: dict[str, Any]) -> None:
    inner = {**ETL["outputs"][0], **changes}  # type: ignore[index]
    rows = [ETL, {**ETL, **changes}, {**ETL, "outputs": [inner]}, ETL]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows))
        items = list(open_feed(path))
    assert len(items) == 4
    assert items[0] == items[3]
    assert not isinstance(items[0], QuarantinedRecord)


@given(CONTENT)
def test_whatever_the_bytes_of_bitcoin_etl_each_line_is_one_item(content: bytes) -> None:
    lines = [json.dumps(ETL).encode(), *content.split(b"\n"), json.dumps(ETL).encode()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        path.write_bytes(b"\n".join(lines))
        assert len(list(open_feed(path))) == len(lines)


_LAYOUT_COLUMNS = sorted(
    {column for layout in LAYOUTS for names in layout.fields.values() for column in names}
    | {"topics", "data", "address", "token_info", "tokenInfo", "meta", "total"}
)


@given(
    st.lists(st.dictionaries(st.sampled_from(_LAYOUT_COLUMNS), _ANYTHING, max_size=3), max_size=3),
    st.sampled_from(LAYOUTS),
)
def test_whatever_rows_of_any_layout_hold_each_becomes_an_item(
    rows: list[dict[str, Any]], layout: Any
) -> None:
    first = dict.fromkeys(layout.marks, "1") | {"token_info": {"address": USDT}}
    page = {"data": [first, *({**first, **row} for row in rows)], "total": 10**30}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.json"
        path.write_text(json.dumps(page))
        items = list(ChainTable(path, layouts=LAYOUTS, assets=ASSETS))
    assert len([item for item in items if not isinstance(item, Gap)]) == len(rows) + 1


def test_a_file_of_no_rows_is_told_from_one_of_broken_rows(tmp_path: Path) -> None:
    with pytest.raises(EmptyExport):
        _read(tmp_path / "t.csv", COLUMNS.encode())
    (only,) = _read(tmp_path / "t.csv", (COLUMNS + '"').encode())
    assert isinstance(only, QuarantinedRecord)
