"""An amount named in a post, held against the flows: the join that only a platform can make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.model.money import Money
from plainsight.model.time import require_utc
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import instant_us
from plainsight.trace.flows.typology import FlowTypology


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedAmount:
    """A post offered or asked for `money`, valued in what flows are judged in, at `at`."""

    post_id: str
    account_id: str  # who wrote it
    money: Money
    at: datetime

    def __post_init__(self) -> None:
        require_utc(at=self.at)


def find_quoted(
    instance: Instance, typology: FlowTypology, quoted: Sequence[QuotedAmount]
) -> QuotedAmount | None:
    """The quoted amount nearest to the instance's own, within tolerance and time, if any."""
    quote = typology.quote
    if quote is None:
        return None
    number = instance.numbers[quote.measure]
    near = [
        each
        for each in quoted
        if abs(each.money.units - number) * 1000 <= quote.tolerance * number
        and instance.first_us - quote.within
        <= instant_us(each.at)
        <= instance.last_us + quote.within
    ]
    return min(near, key=lambda each: (abs(each.money.units - number), each.post_id), default=None)
