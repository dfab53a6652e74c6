"""What a chain export holds, row by row: transfers, rows set aside with the reason, and gaps."""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.model.address.network import Network
from plainsight.model.transfer import Transfer


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """Where in the ledger a transfer stands. The total order that FIFO needs."""

    block: int
    transaction_index: int = 0
    log_index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainTransfer:
    """A transfer as a chain recorded it."""

    transfer: Transfer
    network: Network
    transaction_id: str
    position: Position
    symbol: str = ""  # what the export calls the token; for people, decides nothing


class SetAsideReason(StrEnum):
    """Why a readable row is not money that moved."""

    FAILED = "failed"  # the transaction was reverted or ran out of energy
    UNCONFIRMED = "unconfirmed"  # not final yet; ingest again later
    ZERO_VALUE = "zero_value"  # moves nothing; the usual carrier of address poisoning
    DUST_POISONING = "dust_poisoning"  # a trifle from an address that imitates a counterparty
    IMITATION = "imitation"  # calls itself a known token, from another contract
    UNLISTED_ASSET = "unlisted_asset"  # a contract that attributions/assets.yaml does not list
    NOT_A_TRANSFER = "not_a_transfer"  # approval, contract call or other event


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that was read, understood, and left out of the ledger; counted, never silent."""

    record: str
    reason: SetAsideReason
    transaction_id: str
    source: str
    target: str
    units: int
    contract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A sign that rows are missing. What depends on them is coloured UNOBSERVED, not clean."""

    place: str  # file, account
    why: str


def in_ledger_order(transfers: list[ChainTransfer]) -> list[ChainTransfer]:
    """Sort by time and position; rows that share both keep the order of the export.

    Time leads because some exports give no block: two exports of one account still interleave.
    """
    return sorted(transfers, key=lambda row: (row.transfer.at, row.position))
