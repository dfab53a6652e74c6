"""A transfer: one movement of one asset from one account to one account; the unit of tracing."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.errors import BadValue
from plainsight.model.money import Money
from plainsight.model.time import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Bank, platform wallet or chain: `source` pays `target` at `at`."""

    transfer_id: str
    source: str  # account id
    target: str  # account id
    money: Money
    at: datetime
    channel: str = ""  # wire, p2p, cash, card, chain ...
    memo_commitment: str = ""  # a memo is not a post: at most its salted hash is kept

    def __post_init__(self) -> None:
        require_utc(at=self.at)
        if self.money.units < 0:
            raise BadValue("money", self.money.units, "a transfer is not negative; swap its ends")
