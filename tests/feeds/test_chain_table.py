import base64
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chain_data import chain_data
from tests.strategies.chains import tron_account

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import BadPolicy, EmptyExport, UnknownLayout
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.layout import read_layout, shipped_layouts
from plainsight.feeds.chain.table import ChainItem, ChainTable
from plainsight.trace.chain.rows import ChainTransfer, Gap, SetAside, SetAsideReason

ALICE, BOB = tron_account(1), tron_account(2)
USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
TX = "ab" * 32


def _tronscan(**changes: object) -> dict[str, Any]:
    row: dict[str, Any] = {
        "transaction_id": TX,
        "block": 60_000_000,
        "block_ts": 1_700_000_000_000,
        "from_address": ALICE,
        "to_address": BOB,
        "quant": "1500000000",
        "contract_address": USDT,
        "tokenInfo": {"tokenAbbr": "USDT", "tokenDecimal": 6},
        "contractRet": "SUCCESS",
        "finalResult": "SUCCESS",
        "confirmed": True,
        "revert": False,
    }
    return {**row, **changes}


def _read(path: Path, content: object) -> list[ChainItem]:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return list(ChainTable(path, layouts=shipped_layouts(), assets=load_assets()))


def _tron(tmp_path: Path, *rows: dict[str, Any], **around: object) -> list[ChainItem]:
    return _read(tmp_path / "page.json", {"token_transfers": list(rows), **around})


def test_a_tronscan_row_becomes_a_transfer_of_the_contracts_token(tmp_path: Path) -> None:
    (item,) = _tron(tmp_path, _tronscan())
    assert isinstance(item, ChainTransfer)
    assert (item.transfer.source, item.transfer.target) == (ALICE, BOB)
    assert str(item.transfer.money) == "1,500.000000 USDT"
    assert item.transfer.at.isoformat() == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"contractRet": "OUT_OF_ENERGY"}, SetAsideReason.FAILED),
        ({"revert": True}, SetAsideReason.FAILED),
        ({"confirmed": False}, SetAsideReason.UNCONFIRMED),
        ({"quant": "0"}, SetAsideReason.ZERO_VALUE),
        ({"contract_address": BOB}, SetAsideReason.IMITATION),
        (
            {"contract_address": BOB, "tokenInfo": {"tokenAbbr": "ＵＳＤＴ"}},
            SetAsideReason.IMITATION,
        ),
        (
            {"contract_address": BOB, "tokenInfo": {"tokenAbbr": "CATS"}},
            SetAsideReason.UNLISTED_ASSET,
        ),
    ],
)
def test_what_moved_no_listed_money_is_set_aside_with_the_reason(
    tmp_path: Path, changes: dict[str, Any], reason: SetAsideReason
) -> None:
    (item,) = _tron(tmp_path, _tronscan(**changes))
    assert isinstance(item, SetAside)
    assert item.reason is reason


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_address": ALICE[:-1] + "r"}, "source"),
        ({"quant": "12.5"}, "units"),
        ({"quant": "-3"}, "units"),
        ({"block_ts": "yesterday"}, "at"),
        ({"transaction_id": None}, "transaction_id"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_with_field_and_mend(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    bad, good = _tron(tmp_path, _tronscan(**changes), _tronscan())
    assert isinstance(bad, QuarantinedRecord)
    assert bad.field == field
    assert bad.mend
    assert isinstance(good, ChainTransfer)


def test_an_export_of_ten_thousand_rows_is_reported_as_cut(tmp_path: Path) -> None:
    rows = [_tronscan(block=n) for n in range(10_000)]
    gaps = [item for item in _tron(tmp_path, *rows) if isinstance(item, Gap)]
    assert "10000 at most" in gaps[0].why


def test_an_export_that_counts_more_rows_than_it_holds_is_reported_as_cut(tmp_path: Path) -> None:
    gaps = [i for i in _tron(tmp_path, _tronscan(), rangeTotal=77) if isinstance(i, Gap)]
    assert "1 rows of the 77" in gaps[0].why


def test_a_trongrid_page_that_announces_a_next_one_is_reported_as_cut(tmp_path: Path) -> None:
    row = {
        "transaction_id": TX,
        "token_info": {"symbol": "USDT", "address": USDT, "decimals": 6, "name": "Tether USD"},
        "block_timestamp": 1_700_000_000_000,
        "from": ALICE,
        "to": BOB,
        "type": "Transfer",
        "value": "5",
    }
    page = {"data": [row, {**row, "type": "Approval"}], "meta": {"links": {"next": "x"}}}
    moved, approved, gap = _read(tmp_path / "grid.json", page)
    assert isinstance(moved, ChainTransfer)
    assert isinstance(approved, SetAside)
    assert approved.reason is SetAsideReason.NOT_A_TRANSFER
    assert isinstance(gap, Gap)


def test_the_csv_of_the_web_page_is_read_with_its_decimal_amounts(tmp_path: Path) -> None:
    text = (
        "Txn Hash,Block,Time(UTC),From,To,Amount/TokenID,Token Contract,Token Symbol,Result\n"
        f'{TX},60000000,2023-11-14 22:13:20,{ALICE},{BOB},"1,500.25",{USDT},USDT,SUCCESS\n'
    )
    (item,) = _read(tmp_path / "web.csv", text)
    assert isinstance(item, ChainTransfer)
    assert item.transfer.money.units == 1_500_250_000


def test_the_same_movement_in_two_overlapping_exports_has_one_id(tmp_path: Path) -> None:
    (first,) = _tron(tmp_path, _tronscan())
    (second,) = _tron(tmp_path, _tronscan(), other="page")
    assert isinstance(first, ChainTransfer)
    assert isinstance(second, ChainTransfer)
    assert first.transfer.transfer_id == second.transfer.transfer_id


def test_two_equal_movements_of_one_transaction_stay_two(tmp_path: Path) -> None:
    items = _tron(tmp_path, _tronscan(), _tronscan())
    ids = {item.transfer.transfer_id for item in items if isinstance(item, ChainTransfer)}
    assert len(ids) == 2


def test_gas_is_a_payment_in_the_native_coin_even_when_the_transaction_failed(
    tmp_path: Path,
) -> None:
    text = (
        "hash,block_number,transaction_index,from_address,to_address,value,gas,gas_price,"
        "block_timestamp,receipt_gas_used,receipt_status\n"
        f"0x{TX},15,3,0x{'a' * 40},0x{'b' * 40},1000,21000,7,1700000000,21000,0\n"
    )
    failed, fee = _read(tmp_path / "transactions.csv", text)
    assert isinstance(failed, SetAside)
    assert isinstance(fee, ChainTransfer)
    assert (fee.transfer.target, fee.transfer.money.units) == ("fees:ethereum", 147_000)


def test_a_token_export_without_times_asks_for_the_blocks_file(tmp_path: Path) -> None:
    text = (
        "token_address,from_address,to_address,value,transaction_hash,log_index,block_number\n"
        f"0xdac17f958d2ee523a2206206994597c13d831ec7,0x{'a' * 40},0x{'b' * 40},9,0x{TX},4,15\n"
    )
    (item,) = _read(tmp_path / "token_transfers.csv", text)
    assert isinstance(item, QuarantinedRecord)
    assert "--blocks" in item.mend


def test_the_times_of_bigquerys_export_are_read(tmp_path: Path) -> None:
    text = (
        "token_address,from_address,to_address,value,transaction_hash,log_index,block_number,"
        "block_timestamp\n"
        f"0xdac17f958d2ee523a2206206994597c13d831ec7,0x{'a' * 40},0x{'b' * 40},9,0x{TX},4,15,"
    )
    path = tmp_path / "token_transfers.csv"
    (exported,) = _read(path, text + "2023-11-14 22:13:20 UTC\n")
    (counted,) = _read(path, text + "1700000000\n")
    (wrong,) = _read(path, text + "14/11/2023\n")
    assert isinstance(exported, ChainTransfer)
    assert exported == counted
    assert isinstance(wrong, QuarantinedRecord)
    assert "write seconds since 1970 such as" in wrong.mend


def test_an_export_without_rows_is_an_error_and_not_a_quiet_nothing(tmp_path: Path) -> None:
    with pytest.raises(EmptyExport):
        _tron(tmp_path)


def test_unknown_columns_are_refused_with_the_layouts_that_exist(tmp_path: Path) -> None:
    with pytest.raises(UnknownLayout, match="tronscan-trc20"):
        _read(tmp_path / "x.csv", "a,b\n1,2\n")


def test_an_operators_own_layout_is_checked_like_a_compiler_would(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("layout: mine\nmarks: [a]\nat_form: stardate\nfields: {sorce: [a]}\n")
    with pytest.raises(BadPolicy) as caught:
        read_layout(path)
    text = str(caught.value)
    assert "mine.yaml:3" in text
    assert "'sorce'" in text
    assert "network is missing" in text


_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


@given(st.dictionaries(st.sampled_from(sorted(_tronscan())), _ANYTHING, max_size=4))
def test_whatever_a_row_holds_it_becomes_one_item_and_the_next_row_is_read(
    changes: dict[str, Any],
) -> None:
    with TemporaryDirectory() as folder:
        items = _tron(Path(folder), _tronscan(), _tronscan(**changes), _tronscan(block=7))
    assert len([item for item in items if not isinstance(item, Gap)]) == 3
    assert isinstance(items[0], ChainTransfer)
    assert isinstance(items[2], ChainTransfer)


@pytest.mark.data
def test_usdt_at_ethereum_block_fifteen_million_equals_the_reference(tmp_path: Path) -> None:
    folder = chain_data("graphsense_fixtures") / "eth_tokens"
    with (folder / "USDT_token_transfers.json").open() as file:
        reference = Counter(_reference_row(json.loads(line)) for line in file)
    path = tmp_path / "logs.jsonl"
    # The fixture's logs carry no time; the block's own is given to each.
    with (folder / "logs.json").open() as logs, path.open("w") as file:
        for line in logs:
            file.write(json.dumps({**json.loads(line), "timestamp": 1_655_778_535}) + "\n")
    items = list(ChainTable(path, layouts=shipped_layouts(), assets=load_assets()))
    found = Counter(_found_row(i) for i in items if _is_usdt(i))
    assert found == Counter({row: n for row, n in reference.items() if row[-1]})
    assert sum(reference.values()) == 143
    assert not any(isinstance(item, QuarantinedRecord) for item in items)


def _reference_row(row: dict[str, Any]) -> tuple[int, int, str, str, str, int]:
    words = ["0x" + base64.b64decode(row[name]).hex() for name in ("txHash", "from", "to")]
    return (row["blockId"], row["logIndex"], words[0], words[1], words[2], row["value"])


def _is_usdt(item: ChainItem) -> bool:
    code = "ethereum:0xdac17f958d2ee523a2206206994597c13d831ec7"
    return isinstance(item, ChainTransfer) and item.transfer.money.asset.code == code


def _found_row(item: ChainItem) -> tuple[int, int, str, str, str, int]:
    assert isinstance(item, ChainTransfer)
    leg, place = item.transfer, item.position
    return (
        place.block,
        place.log_index,
        item.transaction_id,
        leg.source,
        leg.target,
        leg.money.units,
    )
