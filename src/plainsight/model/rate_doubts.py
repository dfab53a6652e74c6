"""Rates that cannot be so: two directions of one day that disagree, and rates upside down.

Who asks how much a yuan is and enters how many yuan a dollar is has every value wrong by the square
of the rate: a search believes it without a word, and no mirror is ever met.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from math import log

SPREAD_MAX = Decimal("1.05")  # between two directions of one day: what a bank keeps is less
REMEMBERED_DAYS = 31  # a rate older than this says nothing of one that jumped
_DOUBLED = log(2)  # a smaller jump to the reciprocal may be a market's
_NEARER = 8  # so many times nearer to the reciprocal than to the rate, on a logarithmic scale
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """What one `asset` is said to be worth of `reporting` on a day."""

    day: int  # since 1970, UTC
    asset: str
    reporting: str
    rate: Decimal
    published_by: str
    on_trial: bool = False  # it may be refused for what it says
    corrects: bool = False  # who published it says that what stood was wrong; a jump is no wonder

    def __str__(self) -> str:
        return (
            f"1 {self.asset} = {self.rate.normalize():f} {self.reporting} on {self.date} "
            f"({self.published_by})"
        )

    @property
    def date(self) -> date:
        """The day as people write it."""
        return _EPOCH + timedelta(days=self.day)

    @property
    def pair(self) -> tuple[str, str]:
        """The two codes in one order, whichever is told in the other."""
        return min(self.asset, self.reporting), max(self.asset, self.reporting)

    @property
    def forward(self) -> Decimal:
        """What the first of the pair is worth of the second."""
        return self.rate if self.asset == self.pair[0] else 1 / self.rate


def is_upside_down(said: float, known: float) -> bool:
    """Whether `said` is rather the reciprocal of `known`, and at least twice or half of it."""
    jump = abs(log(said) - log(known))
    return jump > _DOUBLED and abs(log(said) + log(known)) * _NEARER < jump


def doubt_rates(rows: Iterable[RateRow]) -> list[tuple[RateRow, str]]:
    """Rows that contradict others, each with what to do about it; of several reasons the first.

    Of two rows that contradict each other, those on trial are named, both where both are. Where
    neither is, as in a ledger that holds both, the later one is.
    """
    doubts = []
    ordered = sorted(rows, key=lambda row: (row.pair, row.day, row.asset))
    for _, of_pair in groupby(ordered, key=lambda row: row.pair):
        lines = list(of_pair)
        contradicted = _two_ways(lines)
        doubts += contradicted
        refused = {row for row, _ in contradicted}
        doubts += _jumps([row for row in lines if row not in refused])
    return doubts


def _two_ways(lines: Sequence[RateRow]) -> list[tuple[RateRow, str]]:
    doubts = []
    for _, of_day in groupby(lines, key=lambda row: row.day):
        both = list(of_day)
        for there in both:
            for back in both:
                if there.asset != back.reporting or there.asset >= back.asset:
                    continue
                if 1 / SPREAD_MAX <= there.rate * back.rate <= SPREAD_MAX:
                    continue
                tried = [row for row in (there, back) if row.on_trial]
                doubts += [(row, _contradiction(there, back, tried)) for row in tried or [back]]
    return doubts


def _contradiction(there: RateRow, back: RateRow, tried: Sequence[RateRow]) -> str:
    if len(tried) == 1:
        stands = back if tried[0] is there else there
        return (
            f"{tried[0]} contradicts {stands}, which stands, by more than 5 %: mend it, "
            "or let that be corrected first by who published it"
        )
    said = f"{there} and {back} contradict each other by more than 5 %: "
    if tried:
        return said + "mend the wrong one, or leave it out, and take the file in again"
    return said + "who published the wrong one corrects it in a later file"


def _jumps(lines: Sequence[RateRow]) -> list[tuple[RateRow, str]]:
    doubts = []
    believed: RateRow | None = None
    day, value = 0, 0.0
    for row in lines:
        forward = float(row.forward)
        near = believed is not None and row.day - day <= REMEMBERED_DAYS
        if believed is not None and near and is_upside_down(forward, value) and not row.corrects:
            doubts.append((row, _upside_down(row, believed)))
            if row.on_trial:
                # What is refused moves on with the market: the next is held against it turned.
                day, value = row.day, 1 / forward
                continue
        believed, day, value = row, row.day, forward
    return doubts


def _upside_down(row: RateRow, believed: RateRow) -> str:
    if not row.on_trial:
        return (
            f"{row} is upside down beside {believed}: who published the wrong one corrects it "
            "in a later file"
        )
    return (
        f"{row} is upside down beside {believed}: write it as "
        f"1 {row.reporting} = {row.rate.normalize():f} {row.asset}, "
        "or let that be corrected first by who published it"
    )
