import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chain_data import chain_data

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import BadBlock, BadUndo, BadValue, EmptyExport, MissingPrevout
from plainsight.feeds.chain.bitcoin_block import RawBlock, blocks_of, read_block
from plainsight.feeds.chain.bitcoin_etl import BitcoinEtl
from plainsight.feeds.chain.bitcoin_script import script_address
from plainsight.feeds.chain.bitcoin_transactions import (
    KnownOutputs,
    coinbase_height,
    transactions_of,
)
from plainsight.feeds.chain.bitcoin_undo import Prevout, read_core_undo, read_plain_undo
from plainsight.model.address import read_address
from plainsight.trace.chain.merkle import merkle_branch, merkle_root, root_of_branch
from plainsight.trace.chain.utxo import Transaction

KEY_HASH = bytes(range(20))
P2PKH = b"\x76\xa9\x14" + KEY_HASH + b"\x88\xac"
COINBASE_POINT = bytes(32) + b"\xff\xff\xff\xff"


def _compact(number: int) -> bytes:
    return bytes([number]) if number < 253 else b"\xfd" + number.to_bytes(2, "little")


def _output(units: int, script: bytes) -> bytes:
    return units.to_bytes(8, "little") + _compact(len(script)) + script


def _raw_transaction(points: list[bytes], outputs: list[bytes], witness: bytes = b"") -> bytes:
    marker = b"\0\1" if witness else b""
    ins = b"".join(point + b"\0" + b"\xff\xff\xff\xff" for point in points)
    body = _compact(len(points)) + ins + _compact(len(outputs)) + b"".join(outputs)
    return b"\2\0\0\0" + marker + body + witness + bytes(4)


def _hash2(data: bytes) -> bytes:
    return sha256(sha256(data).digest()).digest()


def _block(*transactions: bytes, ids: list[bytes] | None = None) -> bytes:
    leaves = ids or [_hash2(transaction) for transaction in transactions]
    header = b"\1\0\0\0" + bytes(32) + merkle_root(leaves) + (1_700_000_000).to_bytes(4, "little")
    return header + bytes(8) + _compact(len(transactions)) + b"".join(transactions)


COINBASE = _raw_transaction([COINBASE_POINT], [_output(50, P2PKH)])


def test_a_block_is_read_when_its_transactions_hash_to_its_header() -> None:
    block = read_block(_block(COINBASE))
    (transaction,) = transactions_of(block, height=1)
    assert transaction.is_coinbase
    assert transaction.outputs[0].units == 50
    assert transaction.outputs[0].script_kind == "p2pkh"
    assert transaction.at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_a_witness_does_not_change_a_transactions_id() -> None:
    plain = _raw_transaction([COINBASE_POINT], [_output(50, P2PKH)])
    with_witness = _raw_transaction([COINBASE_POINT], [_output(50, P2PKH)], b"\1\3abc")
    block = read_block(_block(with_witness, ids=[_hash2(plain)]))
    assert block.transaction_ids == (_hash2(plain),)
    assert block.stripped_transaction(0) == plain


@given(st.integers(0, len(_block(COINBASE)) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_rejected_or_leaves_header_fields_only(place: int, flip: int) -> None:
    data = bytearray(_block(COINBASE))
    data[place] ^= flip
    if place < 36 or 68 <= place < 80:
        # Version, previous hash, time, bits and nonce are the header's own word.
        assert read_block(bytes(data)).transaction_ids == (_hash2(COINBASE),)
        return
    with pytest.raises(BadBlock):
        read_block(bytes(data))


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_block_reader(data: bytes) -> None:
    with pytest.raises(BadBlock):
        read_block(_block(COINBASE)[:80] + data)


def test_a_cut_block_and_a_padded_one_are_told_apart() -> None:
    with pytest.raises(BadBlock, match="too early"):
        read_block(_block(COINBASE)[:-1])
    with pytest.raises(BadBlock, match="follow"):
        read_block(_block(COINBASE) + b"\0")


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20, unique=True))
def test_every_branch_leads_to_the_root(leaves: list[bytes]) -> None:
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        branch = merkle_branch(leaves, index)
        assert root_of_branch(leaf, branch) == root
        assert root_of_branch(bytes(32), branch) != root or leaf == bytes(32)


def test_a_tree_with_two_equal_neighbours_is_refused_as_forged() -> None:
    with pytest.raises(BadValue, match="forged"):
        merkle_root([b"a" * 32, b"b" * 32, b"b" * 32, b"b" * 32])


def test_an_input_without_its_prevout_stops_the_block() -> None:
    spend = _raw_transaction([b"\7" * 32 + bytes(4)], [_output(5, P2PKH)])
    block = read_block(_block(COINBASE, spend))
    with pytest.raises(MissingPrevout, match="undo data, or the block"):
        list(transactions_of(block, height=1, known=KnownOutputs()))
    with pytest.raises(MissingPrevout, match="ends before"):
        list(transactions_of(block, height=1, undo=()))
    with pytest.raises(MissingPrevout, match="more outputs"):
        list(transactions_of(block, height=1, undo=(Prevout(9, P2PKH), Prevout(9, P2PKH))))


def test_undo_data_gives_each_input_its_value_and_address() -> None:
    spend = _raw_transaction([b"\7" * 32 + bytes(4)], [_output(5, P2PKH)])
    undo = read_plain_undo(_output(9, b"\xa9\x14" + KEY_HASH + b"\x87"))
    _, spent = transactions_of(read_block(_block(COINBASE, spend)), height=1, undo=undo)
    assert spent.inputs[0].units == 9
    assert spent.inputs[0].address == script_address("p2sh", KEY_HASH)
    assert spent.fee == 4


def test_the_compressed_undo_data_of_bitcoin_core_is_read() -> None:
    key = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    # One transaction with one input: height 1 from a coinbase, 50 coins (code 0x32), a whole key.
    coins = b"\1\1" + b"\3\0" + b"\x32" + b"\4" + key
    (prevout,) = read_core_undo(coins)
    assert prevout.units == 50 * 100_000_000
    kind, whole = prevout.kind_and_key
    assert kind == "p2pk"
    assert whole[:33] == b"\4" + key
    with pytest.raises(BadUndo, match="ends at byte"):
        read_core_undo(coins[:-1])
    with pytest.raises(BadUndo, match="follow"):
        read_core_undo(coins + b"\0")


@pytest.mark.parametrize(
    ("kind", "key"),
    [("p2pkh", 20), ("p2sh", 20), ("p2wpkh", 20), ("p2wsh", 32), ("p2tr", 32), ("p2pk", 33)],
)
def test_every_script_with_one_owner_has_an_address_that_reads_back(kind: str, key: int) -> None:
    address = script_address(kind, b"\2" + bytes(key - 1))
    assert address is not None
    assert read_address(address) is not None


@pytest.mark.data
def test_every_input_of_block_300025_is_valued_and_every_address_is_right() -> None:
    folder = chain_data("btc_raw_blocks")
    block: RawBlock = next(blocks_of(folder / "bcoin_block300025.raw"))
    undo = read_plain_undo((folder / "bcoin_block300025-undo.raw").read_bytes())
    assert coinbase_height(block) == 300_025
    transactions = list(transactions_of(block, height=300_025, undo=undo))
    assert len(transactions) == 461
    spends = [spent for transaction in transactions for spent in transaction.inputs]
    assert len(spends) == 1427
    assert all(spent.units > 0 for spent in spends)
    # Satoshi for satoshi: the miner took the subsidy and exactly the fees of all others.
    fees = sum(transaction.fee for transaction in transactions)
    assert transactions[0].outputs[0].units == 25 * 100_000_000 + fees
    named = [spent for spent in spends if spent.script_kind == "p2pkh"]
    assert len(named) == 1424
    for spent in named:
        assert spent.address is not None
        assert read_address(spent.address) is not None
    _assert_keys_hash_to_addresses(block, transactions)


def _assert_keys_hash_to_addresses(block: RawBlock, transactions: list[Transaction]) -> None:
    """Independent of the undo data: the key that signed must hash to the address."""
    checked = 0
    spends = [i for t in transactions for i in t.inputs]
    for at, spent in zip(block.inputs[1:, 0].tolist(), spends, strict=True):
        script = block.data[at + 37 : at + 37 + block.data[at + 36]]
        signature = script[0] if script else 0
        key = script[signature + 2 :]
        if (
            spent.script_kind == "p2pkh"
            and len(key) in (33, 65)
            and script[signature + 1] == len(key)
        ):
            assert script_address("p2pk", key) == spent.address
            checked += 1
    assert checked > 1400


@pytest.mark.data
def test_the_first_blocks_verify_and_value_one_another() -> None:
    known = KnownOutputs()
    count = 0
    path = chain_data("btc_raw_blocks") / "btcd_blocks1-256.bz2"
    for height, block in enumerate(blocks_of(path), start=1):
        count += len(list(transactions_of(block, height=height, known=known)))
    assert (height, count) == (255, 262)


ETL = {
    "hash": "ab" * 32,
    "block_number": 7,
    "block_timestamp": 1_700_000_000,
    "is_coinbase": False,
    "inputs": [
        {
            "index": 0,
            "spent_transaction_hash": "cd" * 32,
            "spent_output_index": 1,
            "type": "pubkeyhash",
            "addresses": ["12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"],
            "value": 70,
        }
    ],
    "outputs": [
        {"index": 1, "type": "nulldata", "addresses": [], "value": 0},
        {
            "index": 0,
            "type": "scripthash",
            "addresses": ["3P14159f73E4gFr7JterCCQh9QjiTjiZrG"],
            "value": 60,
        },
    ],
}


def _etl(tmp_path: Path, *rows: dict[str, Any] | str) -> list[Transaction | QuarantinedRecord]:
    path = tmp_path / "transactions.json"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows))
    return list(BitcoinEtl(path))


def test_a_bitcoin_etl_line_becomes_a_transaction_with_outputs_in_order(tmp_path: Path) -> None:
    (transaction,) = _etl(tmp_path, ETL)
    assert isinstance(transaction, Transaction)
    assert [output.units for output in transaction.outputs] == [60, 0]
    assert transaction.fee == 10


def _as_bigquery_writes_it(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_bigquery_writes_it(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_bigquery_writes_it(each) for each in value]
    return str(value) if type(value) is int else value


def test_bigquerys_export_of_the_same_table_is_the_same_transaction(tmp_path: Path) -> None:
    exported = {**_as_bigquery_writes_it(ETL), "block_timestamp": "2023-11-14 22:13:20 UTC"}
    assert _etl(tmp_path, exported) == _etl(tmp_path, ETL)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"inputs": [{**ETL["inputs"][0], "value": None}]}, "inputs.value"),  # type: ignore[index]
        ({"hash": "xyz"}, "hash"),
        ({"outputs": [{"index": 0, "value": 999, "addresses": []}]}, "outputs"),
        ({"outputs": [{"index": 0, "value": 1, "addresses": ["1Bad"]}]}, "addresses"),
        ({"outputs": None}, "line"),
        ({"block_number": "²"}, "block_number"),
        ({"block_number": "1e3"}, "block_number"),
        ({"block_timestamp": None}, "at"),
        ({"block_timestamp": "2023-11-14 22:13:20 CET"}, "at"),
    ],
)
def test_a_line_that_cannot_be_believed_is_quarantined(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    bad, good = _etl(tmp_path, {**ETL, **changes}, ETL)
    assert isinstance(bad, QuarantinedRecord)
    assert bad.field == field
    assert isinstance(good, Transaction)


def test_an_empty_bitcoin_export_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmptyExport):
        _etl(tmp_path)
