"""Transactions of a UTXO chain: outputs are spent whole, by reference, in order."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.errors import BadValue
from plainsight.model.time import require_utc


@dataclass(frozen=True, slots=True)
class OutPoint:
    """One output of one transaction. The unit that a UTXO trace follows."""

    transaction_id: str  # 64 hex digits as explorers print them
    index: int

    def __str__(self) -> str:
        return f"{self.transaction_id}:{self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a transaction creates."""

    units: int
    address: str | None  # None for scripts that name no single address (bare multisig, data)
    script_kind: str = ""  # p2pk, p2pkh, p2sh, p2wpkh, p2wsh, p2tr, multisig, data ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a transaction spends, with the output's own value and address resolved."""

    spent: OutPoint
    units: int
    address: str | None
    script_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction. A coinbase has no inputs and makes its outputs from nothing."""

    transaction_id: str
    block: int
    at: datetime
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    declared_coinjoin: bool = False  # the feed says so; its own finding, kept apart from ours

    def __post_init__(self) -> None:
        require_utc(at=self.at)
        if self.inputs and self.fee < 0:
            raise BadValue("outputs", -self.fee, "outputs exceed inputs; prevouts are wrong")

    @property
    def is_coinbase(self) -> bool:
        """True when the outputs are newly made."""
        return not self.inputs

    @property
    def fee(self) -> int:
        """Units left to the miner; 0 for a coinbase."""
        if not self.inputs:
            return 0
        return sum(i.units for i in self.inputs) - sum(o.units for o in self.outputs)
