"""A transfer: one movement of one asset from one account to one account; the unit of tracing."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.errors import BadValue
from plainsight.model.money import Money
from plainsight.model.time import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Bank, platform wallet or chain: `source` pays `target` at `at` (spec/transfer.md)."""

    transfer_id: str
    source: str  # account id
    target: str  # account id
    money: Money  # what left the source
    at: datetime
    channel: str = ""  # wire, p2p, cash, card, chain ...
    memo_commitment: str = ""  # a memo is not a post: at most its salted hash is kept
    received: Money | None = None  # what reached the target, when the asset changed on the way
    purpose: str = ""  # ISO 20022 external purpose code, for example SALA or STDY
    place: str = ""  # branch, machine or town of the hand-over, as coarse as the feed gives it
    source_country: str = ""  # ISO 3166-1 alpha-2 of the source's institution
    target_country: str = ""

    def __post_init__(self) -> None:
        require_utc(at=self.at)
        if self.money.units < 0:
            raise BadValue("money", self.money.units, "a transfer is not negative; swap its ends")
        if self.received is not None and self.received.units < 0:
            raise BadValue("received", self.received.units, "an arrival is not negative")
