"""Numbers of features in the words of an analyst."""

from enum import StrEnum
from math import exp

from plainsight.model.asset import Asset
from plainsight.model.money import Money

_SPANS = ((86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"))
_NOTHING_NEAR = 8.9  # logarithms at and beyond it stand for "nothing to compare with"


class Unit(StrEnum):
    """What a feature's number counts."""

    COUNT = "count"
    MONEY = "money"  # base units
    SPAN = "span"  # microseconds
    AGO = "ago"  # microseconds before the transfer, -1 for never
    SHARE = "share"
    TIMES = "times"
    LOG = "log"  # natural logarithm of a ratio


def tell(value: float, unit: Unit, asset: Asset | None) -> str:
    """The number in words; without an asset, amounts are called base units."""
    match unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.MONEY:
            units = round(value)
            return str(Money(units=units, asset=asset)) if asset else f"{units:,} base units"
        case Unit.SPAN:
            return _span(value) if value >= 0 else "unknown time"
        case Unit.AGO:
            return f"{_span(value)} earlier" if value >= 0 else "not within memory"
        case Unit.SHARE:
            return f"{value:.0%}"
        case Unit.TIMES:
            return f"{value:,.2f}"
        case Unit.LOG:
            if abs(value) >= _NOTHING_NEAR:
                return "nothing to compare with"
            return f"{exp(value) - 1:+.1%} apart"


def _span(value: float) -> str:
    for length, word in _SPANS:
        if value >= length:
            count = round(value / length, 1)
            shown = f"{count:.0f}" if count == int(count) else f"{count}"
            return f"{shown} {word}{'' if count == 1 else 's'}"
    return "the same moment" if value == 0 else "less than a minute"
