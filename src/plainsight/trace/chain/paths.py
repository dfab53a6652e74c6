"""Paths between an account and listed ones: each hop a transfer, each with its exact amount.

A path is a piece of a walk over the FIFO interval map, so it is time-respecting by construction
and its amount is one number from end to end. Shortest paths over a static graph are not used:
they include money that left before it came.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.lots import FEE_LOT, UNOBSERVED_LOT
from plainsight.trace.chain.walk import (
    HOPS_MAX,
    PIECES_MAX,
    Direction,
    End,
    Interval,
    LotMap,
    Piece,
    walk,
)

HUB_COUNTERPARTIES_MAX = 1000
Legs = Sequence[Transfer] | Mapping[int, Transfer]  # transfers by the number of their lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One transfer of a path. `units` of its amount belong to the path."""

    transfer: Transfer
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """`units` that went from the first hop's source to the last hop's target, in time order."""

    units: int
    hops: tuple[Hop, ...]
    end: End
    category: str  # of the account at the far end; "" when nobody named it

    @property
    def first_at(self) -> datetime:
        """When the first hop was paid."""
        return self.hops[0].transfer.at

    @property
    def last_at(self) -> datetime:
        """When the last hop was paid."""
        return self.hops[-1].transfer.at


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSearch:
    """Every piece of the start as a path, named ends first and large amounts first.

    `ends` adds up to `start_units`: nothing traced is missing from the answer.
    """

    direction: Direction
    start_units: int
    paths: tuple[Path, ...]
    ends: Mapping[End, int]


def find_hubs(
    transfers: Iterable[Transfer], *, counterparties_max: int = HUB_COUNTERPARTIES_MAX
) -> frozenset[str]:
    """Accounts with more counterparties than a person has: suspected services."""
    met: dict[str, set[str]] = {}
    for transfer in transfers:
        met.setdefault(transfer.source, set()).add(transfer.target)
        met.setdefault(transfer.target, set()).add(transfer.source)
    return frozenset(a for a, others in met.items() if len(others) > counterparties_max)


def find_paths(
    transfers: Sequence[Transfer],
    lots: LotMap,
    *,
    starts: Iterable[Interval],
    direction: Direction,
    named: Mapping[str, str],
    hubs: frozenset[str] = frozenset(),
    hops_max: int = HOPS_MAX,
    pieces_max: int = PIECES_MAX,
) -> PathSearch:
    """Follow `starts` (lots number `transfers`) until a `named` account, a hub, or rest.

    `named` maps account -> category; money is never followed through one.
    """
    begun = tuple(starts)
    pieces = walk(
        lots,
        begun,
        direction=direction,
        stop=_stopper(transfers, direction, named, hubs),
        hops_max=hops_max,
        pieces_max=pieces_max,
    )
    units = sum(start.units for start in begun)
    return search_of_pieces(pieces, transfers, start_units=units, direction=direction, named=named)


def search_of_pieces(
    pieces: Iterable[Piece],
    transfers: Legs,
    *,
    start_units: int,
    direction: Direction,
    named: Mapping[str, str],
) -> PathSearch:
    """What a walk found, as paths. `transfers` holds every transfer of the pieces' ways."""
    ends: Counter[End] = Counter()
    paths = []
    for piece in pieces:
        ends[piece.end] += piece.units
        paths.append(_path(piece, transfers, direction, named))
    return PathSearch(
        direction=direction,
        start_units=start_units,
        paths=tuple(sorted(paths, key=_importance)),
        ends=dict(ends),
    )


def starts_of_account(
    transfers: Sequence[Transfer], account: str, *, direction: Direction
) -> tuple[Interval, ...]:
    """Whole lots to begin from: what an account sent (forward) or received (backward)."""
    forward = direction is Direction.FORWARD
    return tuple(
        Interval(lot=lot, offset=0, units=transfer.money.units)
        for lot, transfer in enumerate(transfers)
        if (transfer.source if forward else transfer.target) == account
        and transfer.source != transfer.target
        and transfer.money.units
    )


def far_end(transfer: Transfer, direction: Direction) -> str:
    """The account a walk reaches by a transfer."""
    return transfer.target if direction is Direction.FORWARD else transfer.source


def _stopper(
    transfers: Sequence[Transfer],
    direction: Direction,
    named: Mapping[str, str],
    hubs: frozenset[str],
) -> Callable[[int], End | None]:
    def stop(lot: int) -> End | None:
        account = far_end(transfers[lot], direction)
        if account in named:
            return End.STOPPED
        return End.HUB if account in hubs else None

    return stop


def _importance(path: Path) -> tuple[bool, int, int, str]:
    return (not path.category, -path.units, len(path.hops), path.hops[0].transfer.transfer_id)


def _path(piece: Piece, transfers: Legs, direction: Direction, named: Mapping[str, str]) -> Path:
    way = [lot for lot in piece.way if lot not in (UNOBSERVED_LOT, FEE_LOT)]
    far = far_end(transfers[way[-1]], direction)
    if direction is Direction.BACKWARD:
        way.reverse()
    return Path(
        units=piece.units,
        hops=tuple(Hop(transfer=transfers[lot], units=piece.units) for lot in way),
        end=piece.end,
        category=named.get(far, ""),
    )
