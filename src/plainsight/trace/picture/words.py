"""Words that fit: widths of labels in any script, short amounts, days and hours."""

import unicodedata
from datetime import datetime
from decimal import Decimal

from plainsight.model.money import Money

_WIDE = 1.0  # of the font size: Chinese, Japanese, Korean, full width
_NARROW = 0.56
_STEPS = ((1_000_000_000, "bn"), (1_000_000, "M"))


def width_of(text: str, size: float) -> float:
    """About how wide a text is drawn, in the unit of `size`."""
    return sum(_character(character) for character in text) * size


def shorten(text: str, width: float, size: float) -> str:
    """The text, or its beginning and end around an ellipsis where it does not fit."""
    if width_of(text, size) <= width:
        return text
    for kept in range(len(text) - 1, 1, -1):
        head = kept - kept // 3
        cut = f"{text[:head]}…{text[len(text) - kept // 3 :]}"
        if width_of(cut, size) <= width:
            return cut
    return "…"


def short_amount(money: Money) -> str:
    """An amount as short as it stays honest: 9,800; 12.4 M; cents only below a hundred."""
    amount = Decimal(money.units).scaleb(-money.asset.decimals)
    for step, word in _STEPS:
        if amount >= step:
            return f"{amount / step:.1f} {word}"
    return f"{amount:,.2f}" if amount < 100 and amount != int(amount) else f"{amount:,.0f}"


def day(instant: datetime) -> str:
    """2026-01-31."""
    return f"{instant:%Y-%m-%d}"


def clock(instant: datetime) -> str:
    """14:05."""
    return f"{instant:%H:%M}"


def _character(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _NARROW
