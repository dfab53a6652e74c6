"""Netting: brokers who settle late owe each other for a while, but their books come out even.

No leg need equal another. What one end is paid here the other pays out there, sooner or later: over
bins of a few days the net of one book is the negative of the net of the other. How well it is, says
the correlation r of the two rows of bins, -1 for a perfect mirror. What chance gives, says the same
ledger with side B moved round by every whole number of days that is clear of the truth: the share
of alignments, the truth among them, whose books mirror each other as well. Every width of bin that
is tried is paid for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainsight.trace.flows.mirror import Span
from plainsight.trace.flows.typology import DAY_US

BIN_DAYS = (3, 7)  # brokers settle within days, or by the week
BINS_MIN = 6  # fewer of them can agree by accident
MIRRORED = -400  # thousandths of correlation from which books are called mirrored
CHANCE_MAX = 100  # thousandths of alignments that may do as well
_FULL = 1000

Nets = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What one leg did to a book: received is positive, paid negative; base units of reporting."""

    at_us: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPosition:
    """Two books held against each other, in the width of bin at which they mirror best."""

    bin_days: int
    first_day: int  # days since 1970 on which the first bin begins
    nets_a: tuple[int, ...]  # received less paid in each bin, base units of reporting
    nets_b: tuple[int, ...]
    correlation: int  # thousandths; -1000 is a perfect mirror
    chance: int  # thousandths of alignments that mirror as well, both widths paid for

    @property
    def left(self) -> int:
        """What the two books together have kept: small beside `turned` when they come out even."""
        return sum(self.nets_a) + sum(self.nets_b)

    @property
    def turned(self) -> int:
        """What went through the bins of both books, without sign."""
        return sum(abs(net) for net in (*self.nets_a, *self.nets_b))

    @property
    def is_mirrored(self) -> bool:
        """Whether the books mirror each other, and hardly any other alignment of them does."""
        return self.correlation <= MIRRORED and self.chance <= CHANCE_MAX


def net_position(
    moves_a: Sequence[Move],
    moves_b: Sequence[Move],
    span: Span,
    *,
    widths: Sequence[int] = BIN_DAYS,
) -> NetPosition | None:
    """Hold two books against each other; None when too few bins say anything.

    A bin says something when money moved in it; both books need `BINS_MIN` such bins.
    """
    daily_a, daily_b = (_daily(moves, span) for moves in (moves_a, moves_b))
    tried = [
        found
        for width in widths
        if (found := _at_width(daily_a, daily_b, span, width, looks=len(widths))) is not None
    ]
    return min(tried, key=lambda each: (each.chance, each.correlation), default=None)


def _at_width(
    daily_a: Nets, daily_b: Nets, span: Span, width: int, *, looks: int
) -> NetPosition | None:
    if span.days // width < BINS_MIN:
        return None
    bins_a, bins_b = _binned(daily_a, width), _binned(daily_b, width)
    if min(np.count_nonzero(bins_a), np.count_nonzero(bins_b)) < BINS_MIN:
        return None
    truth = _correlation(bins_a, bins_b)
    moved = [
        _correlation(bins_a, _binned(np.roll(daily_b, days), width))
        for days in range(width, span.days - width + 1)
    ]
    as_good = 1 + sum(each <= truth for each in moved)
    return NetPosition(
        bin_days=width,
        first_day=span.start_us // DAY_US,
        nets_a=tuple(int(net) for net in bins_a),
        nets_b=tuple(int(net) for net in bins_b),
        correlation=truth,
        chance=min(_FULL, looks * as_good * _FULL // (1 + len(moved))),
    )


def _daily(moves: Sequence[Move], span: Span) -> Nets:
    nets = np.zeros(span.days)
    for move in moves:
        nets[(move.at_us - span.start_us) // DAY_US] += move.value
    return nets


def _binned(daily: Nets, width: int) -> Nets:
    """Sums of `width` days each; the days that fill no whole bin belong to the last one."""
    return np.add.reduceat(daily, np.arange(len(daily) // width) * width)


def _correlation(bins_a: Nets, bins_b: Nets) -> int:
    """Pearson's, in thousandths; 0 where a book never moves."""
    a, b = bins_a - bins_a.mean(), bins_b - bins_b.mean()
    length = float(np.sqrt((a @ a) * (b @ b)))
    return round(_FULL * float(a @ b) / length) if length else 0
