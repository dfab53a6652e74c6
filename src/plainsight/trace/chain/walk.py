"""Walking the FIFO interval map: from a start down to where its units are now, or back to where
they came from. Every piece has one exact amount, so its way is evidence and not a guess.

The walk ends at coloured accounts and custodians, at accounts with more counterparties than
`hub_counterparties_max` (an unlabelled account that busy is probably a service, and FIFO through
a service is fiction), and at limits. What an end or a limit leaves untraced is in the answer:
pieces at the ends sum to the start exactly.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.trace.chain.lots import FEE_LOT, UNOBSERVED_LOT, LotRow

HOPS_MAX = 64
PIECES_MAX = 1_000_000


class Direction(StrEnum):
    """Which way units are followed."""

    FORWARD = "forward"  # where did it go
    BACKWARD = "backward"  # where did it come from


class End(StrEnum):
    """Why a piece is followed no further."""

    RESTS = "rests"  # forward: unspent; backward: newly made (coinbase, mint)
    STOPPED = "stopped"  # a custodian, a listed party, or another coloured account
    HUB = "hub"  # too many counterparties for an unlabelled person
    UNOBSERVED = "unobserved"  # the ledger does not show where it came from
    FEE = "fee"  # left to the miner
    LIMIT = "limit"  # the walk's own limit; nothing is known beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`units` of a lot that descend from the start, and the end that closed them.

    `way` lists the lots passed, start first, this lot last.
    """

    lot: int
    offset: int
    units: int
    way: tuple[int, ...]
    end: End


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A run of units of a lot to begin from."""

    lot: int
    offset: int
    units: int


class LotMap:
    """The rows of a map, findable from both sides."""

    def __init__(self, rows: Iterable[LotRow]) -> None:
        self._onward: dict[int, list[LotRow]] = {}
        self._back: dict[int, list[LotRow]] = {}
        for row in rows:
            self._onward.setdefault(row.source_lot, []).append(row)
            self._back.setdefault(row.target_lot, []).append(row)

    def onward(self, lot: int) -> Sequence[LotRow]:
        """Rows that carry this lot on."""
        return self._onward.get(lot, ())

    def back(self, lot: int) -> Sequence[LotRow]:
        """Rows that this lot was made of."""
        return self._back.get(lot, ())


def walk(
    lots: LotMap,
    starts: Iterable[Interval],
    *,
    direction: Direction,
    stop: Callable[[int], End | None],
    hops_max: int = HOPS_MAX,
    pieces_max: int = PIECES_MAX,
) -> tuple[Piece, ...]:
    """Follow `starts` until every unit has an end. Pieces come in order of way, then offset.

    `stop(lot)` says whether a lot is an end by whose it is, a start included: what was paid to a
    custodian directly is not followed either. Raises BadValue for a start of no units.
    """
    ended: list[Piece] = []
    pending = [_begin(start) for start in starts]
    while pending:
        run = pending.pop()
        end = _end_here(run, stop, hops_max)
        if end is None and len(ended) + len(pending) >= pieces_max:
            end = End.LIMIT
        if end is not None:
            ended.append(_close(run, end))
            continue
        carried = 0
        for step in _steps(lots, run, direction):
            carried += step.units
            off_map = _OFF_MAP.get(step.lot)
            if off_map is None:
                pending.append(step)
            else:
                ended.append(_close(step, off_map))
        if carried < run.units:
            ended.extend(_rest(lots, run, direction))
    return tuple(sorted(ended, key=lambda piece: (piece.way, piece.offset)))


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece still on its way."""

    lot: int
    offset: int
    units: int
    way: tuple[int, ...]


_OFF_MAP: Mapping[int, End] = {UNOBSERVED_LOT: End.UNOBSERVED, FEE_LOT: End.FEE}


def _begin(start: Interval) -> _Run:
    if start.units <= 0:
        raise BadValue("units", start.units, "a start needs at least one base unit")
    return _Run(start.lot, start.offset, start.units, (start.lot,))


def _end_here(run: _Run, stop: Callable[[int], End | None], hops_max: int) -> End | None:
    end = stop(run.lot)
    if end is None and len(run.way) > hops_max:
        return End.LIMIT
    return end


def _close(run: _Run, end: End) -> Piece:
    return Piece(lot=run.lot, offset=run.offset, units=run.units, way=run.way, end=end)


def _sides(lots: LotMap, lot: int, direction: Direction) -> list[tuple[int, int, int, int]]:
    """Rows of a lot as (offset here, units, lot there, offset there), in order of offset here."""
    if direction is Direction.FORWARD:
        rows = [(r.source_offset, r.units, r.target_lot, r.target_offset) for r in lots.onward(lot)]
    else:
        rows = [(r.target_offset, r.units, r.source_lot, r.source_offset) for r in lots.back(lot)]
    return sorted(rows)


def _steps(lots: LotMap, run: _Run, direction: Direction) -> Iterable[_Run]:
    """Cut a run along the rows of its lot."""
    for here, units, lot, there in _sides(lots, run.lot, direction):
        low = max(run.offset, here)
        high = min(run.offset + run.units, here + units)
        if low < high:
            yield _Run(lot, there + low - here, high - low, (*run.way, lot))


def _rest(lots: LotMap, run: _Run, direction: Direction) -> Iterable[Piece]:
    """The parts of a run that no row carries on."""
    position, finish = run.offset, run.offset + run.units
    for here, units, _, _ in _sides(lots, run.lot, direction):
        if here >= finish:
            break
        if here > position:
            yield _close(_Run(run.lot, position, here - position, run.way), End.RESTS)
        position = max(position, here + units)
    if position < finish:
        yield _close(_Run(run.lot, position, finish - position, run.way), End.RESTS)
