"""EVM event logs -> token transfers: the Transfer event of ERC-20, told by its first topic."""

from collections.abc import Mapping
from typing import Any

from plainsight.errors import BadRecord
from plainsight.feeds.chain.fields import whole_number

# EIP-20: the Keccak-256 of its Transfer event with address, address, uint256.
TRANSFER_TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_ALIASES = {
    "block_number": ("block_number", "blockId", "blockNumber"),
    "transaction_index": ("transaction_index", "transactionIndex"),
    "log_index": ("log_index", "logIndex"),
    "transaction_hash": ("transaction_hash", "txHash", "transactionHash"),
    "block_timestamp": ("block_timestamp", "blockTimestamp", "timestamp"),
    "token_address": ("address",),
}


def is_event_log(row: Mapping[str, Any]) -> bool:
    """True when a row has the columns of a log."""
    return "topics" in row and "data" in row and "address" in row


def as_token_transfer(row: Mapping[str, Any], record: str) -> dict[str, Any] | None:
    """The row in the columns of ethereum-etl's token transfers; None for any other event.

    An ERC-721 transfer has the same first topic and a fourth one, and moves no amount.
    """
    topics = _topics(row["topics"])
    if len(topics) != 3 or topics[0].lower() != TRANSFER_TOPIC:
        return None
    data = str(row["data"])
    if len(data) != 66:
        raise BadRecord(record, "data", "a Transfer carries one word of 32 bytes")
    transfer = {
        name: next((row[alias] for alias in aliases if row.get(alias) is not None), None)
        for name, aliases in _ALIASES.items()
    }
    transfer["from_address"] = "0x" + topics[1][-40:].lower()
    transfer["to_address"] = "0x" + topics[2][-40:].lower()
    transfer["value"] = whole_number(data, "data", record)
    return transfer


def _topics(written: object) -> list[str]:
    if isinstance(written, str):
        return [topic.strip(" \"'") for topic in written.strip("[]").split(",")]
    return [str(topic) for topic in written] if isinstance(written, list) else []
