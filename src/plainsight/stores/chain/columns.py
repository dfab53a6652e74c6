"""Rows of the chain ledger as Arrow columns, and back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.rows import ChainTransfer, Position
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = pa.decimal128(38, 0)  # more than every coin and every listed token counts

TRANSFERS = pa.schema(
    [
        ("transfer_id", pa.string()),
        ("network", pa.string()),
        ("transaction_id", pa.string()),
        ("block", pa.int64()),
        ("transaction_index", pa.int64()),
        ("log_index", pa.int64()),
        ("rank", pa.int64()),  # place in the export, when nothing else orders two rows
        ("at_us", pa.int64()),  # microseconds since 1970 UTC
        ("source", pa.string()),
        ("target", pa.string()),
        ("units", _UNITS),
        ("asset_code", pa.string()),
        ("asset_symbol", pa.string()),
        ("decimals", pa.int32()),
    ]
)
_SPENT = pa.struct(
    [
        ("transaction_id", pa.string()),
        ("index", pa.int64()),
        ("units", pa.int64()),
        ("address", pa.string()),
        ("script_kind", pa.string()),
    ]
)
_MADE = pa.struct([("units", pa.int64()), ("address", pa.string()), ("script_kind", pa.string())])
TRANSACTIONS = pa.schema(
    [
        ("transaction_id", pa.string()),
        ("block", pa.int64()),
        ("rank", pa.int64()),
        ("at_us", pa.int64()),
        ("inputs", pa.list_(_SPENT)),
        ("outputs", pa.list_(_MADE)),
        ("declared_coinjoin", pa.bool_()),
    ]
)
EVIDENCE = pa.schema(
    [
        ("transaction_id", pa.string()),
        ("raw", pa.binary()),
        ("header", pa.binary()),
        ("branch_index", pa.int64()),
        ("branch", pa.list_(pa.binary())),
    ]
)


def transfer_row(item: ChainTransfer, *, rank: int) -> dict[str, Any]:
    """One row of TRANSFERS."""
    leg, asset = item.transfer, item.transfer.money.asset
    return {
        "transfer_id": leg.transfer_id,
        "network": item.network.value,
        "transaction_id": item.transaction_id,
        "block": item.position.block,
        "transaction_index": item.position.transaction_index,
        "log_index": item.position.log_index,
        "rank": rank,
        "at_us": _micros(leg.at),
        "source": leg.source,
        "target": leg.target,
        "units": leg.money.units,
        "asset_code": asset.code,
        "asset_symbol": asset.symbol,
        "decimals": asset.decimals,
    }


def transfer_of(row: Mapping[str, Any]) -> Transfer:
    """A row of TRANSFERS as a transfer; its position stays in the id and the order."""
    asset = Asset(code=row["asset_code"], decimals=row["decimals"], symbol=row["asset_symbol"])
    return Transfer(
        transfer_id=row["transfer_id"],
        source=row["source"],
        target=row["target"],
        money=Money(units=int(row["units"]), asset=asset),
        at=_instant(row["at_us"]),
        channel="chain",
    )


def chain_transfer_of(row: Mapping[str, Any]) -> ChainTransfer:
    """A row of TRANSFERS with its place on the chain."""
    return ChainTransfer(
        transfer=transfer_of(row),
        network=Network(row["network"]),
        transaction_id=row["transaction_id"],
        position=Position(
            block=row["block"],
            transaction_index=row["transaction_index"],
            log_index=row["log_index"],
        ),
    )


def transaction_row(item: Transaction, *, rank: int) -> dict[str, Any]:
    """One row of TRANSACTIONS."""
    return {
        "transaction_id": item.transaction_id,
        "block": item.block,
        "rank": rank,
        "at_us": _micros(item.at),
        "inputs": [
            {
                "transaction_id": spent.spent.transaction_id,
                "index": spent.spent.index,
                "units": spent.units,
                "address": spent.address,
                "script_kind": spent.script_kind,
            }
            for spent in item.inputs
        ],
        "outputs": [
            {"units": o.units, "address": o.address, "script_kind": o.script_kind}
            for o in item.outputs
        ],
        "declared_coinjoin": item.declared_coinjoin,
    }


def transaction_of(row: Mapping[str, Any]) -> Transaction:
    """A row of TRANSACTIONS."""
    return Transaction(
        transaction_id=row["transaction_id"],
        block=row["block"],
        at=_instant(row["at_us"]),
        inputs=tuple(
            Input(
                spent=OutPoint(spent["transaction_id"], spent["index"]),
                units=spent["units"],
                address=spent["address"],
                script_kind=spent["script_kind"],
            )
            for spent in row["inputs"]
        ),
        outputs=tuple(Output(**made) for made in row["outputs"]),
        declared_coinjoin=row["declared_coinjoin"],
    )


def evidence_row(item: RawEvidence) -> dict[str, Any]:
    """One row of EVIDENCE."""
    return {
        "transaction_id": item.transaction_id,
        "raw": item.raw,
        "header": item.header,
        "branch_index": item.branch_index,
        "branch": list(item.branch),
    }


def evidence_of(row: Mapping[str, Any]) -> RawEvidence:
    """A row of EVIDENCE."""
    return RawEvidence(
        transaction_id=row["transaction_id"],
        raw=row["raw"],
        header=row["header"],
        branch_index=row["branch_index"],
        branch=tuple(row["branch"]),
    )


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
