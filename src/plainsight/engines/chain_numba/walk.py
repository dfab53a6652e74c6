"""Walks over an indexed map: equal to walk.walk, piece for piece."""

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.fifo_map import LotIndex
from plainsight.errors import BadValue
from plainsight.trace.chain.lots import UNOBSERVED_LOT
from plainsight.trace.chain.walk import HOPS_MAX, PIECES_MAX, Direction, End, Interval, Piece

_ENDS = (End.RESTS, End.STOPPED, End.HUB, End.UNOBSERVED, End.FEE, End.LIMIT)
_RESTS, _STOPPED, _HUB, _UNOBSERVED, _FEE, _LIMIT = range(6)
_OPEN = -1  # not an end: the walk passed through
STOPPED, HUB = np.int8(1), np.int8(2)  # values of a stop column


def walk_columns(
    index: LotIndex,
    starts: Sequence[Interval],
    *,
    direction: Direction,
    stops: NDArray[np.int8],
    hops_max: int = HOPS_MAX,
    pieces_max: int = PIECES_MAX,
) -> tuple[Piece, ...]:
    """`stops` has one entry per lot: 0 to go on, STOPPED or HUB to end there."""
    for start in starts:
        if start.units <= 0:
            raise BadValue("units", start.units, "a start needs at least one base unit")
    begun = np.array([(s.lot, s.offset, s.units) for s in starts], dtype=np.int64).reshape(-1, 3)
    columns = index.columns
    forward = direction is Direction.FORWARD
    nodes = _walk(
        begun,
        forward,
        index.onward_starts if forward else index.back_starts,
        index.onward_rows,
        columns.target_lot if forward else columns.source_lot,
        columns.units,
        columns.source_offset if forward else columns.target_offset,
        columns.target_offset if forward else columns.source_offset,
        stops,
        hops_max,
        pieces_max,
    )
    return _pieces(nodes)


def _pieces(nodes: NDArray[np.int64]) -> tuple[Piece, ...]:
    # A node stands after its parent, so every way is one step longer than a way known already.
    ways: dict[int, tuple[int, ...]] = {-1: ()}
    pieces = []
    for node, (lot, offset, units, parent, end) in enumerate(nodes[:, :5].tolist()):
        way = ways[parent] if end == _RESTS else (*ways[parent], lot)
        if end == _OPEN:
            ways[node] = way
        else:
            pieces.append(Piece(lot=lot, offset=offset, units=units, way=way, end=_ENDS[end]))
    return tuple(sorted(pieces, key=lambda piece: (piece.way, piece.offset)))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _walk(
    begun: Any,  # noqa: ANN401
    forward: bool,
    row_starts: Any,  # noqa: ANN401
    row_order: Any,  # noqa: ANN401
    there_lot: Any,  # noqa: ANN401
    row_units: Any,  # noqa: ANN401
    here_offset: Any,  # noqa: ANN401
    there_offset: Any,  # noqa: ANN401
    stops: Any,  # noqa: ANN401
    hops_max: int,
    pieces_max: int,
) -> Any:  # noqa: ANN401
    """Nodes: lot, offset, units, parent node, end or _OPEN while passed through, hops."""
    nodes = np.empty((max(64, 4 * begun.shape[0]), 6), dtype=np.int64)
    stack = np.empty(max(64, 4 * begun.shape[0]), dtype=np.int64)
    count = waiting = ended = 0
    for start in range(begun.shape[0]):
        _put(nodes, count, begun[start, 0], begun[start, 1], begun[start, 2], -1, _OPEN, 1)
        stack[waiting] = count
        waiting += 1
        count += 1
    while waiting > 0:
        waiting -= 1
        node = stack[waiting]
        lot, offset, units, hops = nodes[node, 0], nodes[node, 1], nodes[node, 2], nodes[node, 5]
        if stops[lot] != 0:
            nodes[node, 4] = _STOPPED if stops[lot] == 1 else _HUB
        elif hops > hops_max or ended + waiting >= pieces_max:
            nodes[node, 4] = _LIMIT
        if nodes[node, 4] != _OPEN:
            ended += 1
            continue
        position = offset
        finish = offset + units
        first, last = row_starts[lot], row_starts[lot + 1]
        nodes = _with_room(nodes, count, 2 * (last - first) + 2)
        if waiting + (last - first) + 1 > stack.shape[0]:
            longer = np.empty(2 * stack.shape[0] + last - first, dtype=np.int64)
            longer[:waiting] = stack[:waiting]
            stack = longer
        for place in range(first, last):
            row = row_order[place] if forward else place
            low = max(offset, here_offset[row])
            high = min(finish, here_offset[row] + row_units[row])
            if low >= high:
                continue
            if low > position:
                _put(nodes, count, lot, position, low - position, node, _RESTS, hops)
                count += 1
                ended += 1
            position = high
            step = there_lot[row]
            there = there_offset[row] + low - here_offset[row]
            end = _OPEN if step >= 0 else _UNOBSERVED if step == UNOBSERVED_LOT else _FEE
            _put(nodes, count, step, there, high - low, node, end, hops + 1)
            if end == _OPEN:
                stack[waiting] = count
                waiting += 1
            else:
                ended += 1
            count += 1
        if position < finish:
            _put(nodes, count, lot, position, finish - position, node, _RESTS, hops)
            count += 1
            ended += 1
    return nodes[:count]


@numba.njit(cache=True, inline="always")  # type: ignore[untyped-decorator,unused-ignore]
def _put(
    nodes: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    lot: Any,  # noqa: ANN401
    offset: Any,  # noqa: ANN401
    units: Any,  # noqa: ANN401
    parent: Any,  # noqa: ANN401
    end: Any,  # noqa: ANN401
    hops: Any,  # noqa: ANN401
) -> None:
    nodes[place, 0] = lot
    nodes[place, 1] = offset
    nodes[place, 2] = units
    nodes[place, 3] = parent
    nodes[place, 4] = end
    nodes[place, 5] = hops


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _with_room(nodes: Any, count: Any, more: Any) -> Any:  # noqa: ANN401
    if count + more <= nodes.shape[0]:
        return nodes
    wider = np.empty((2 * nodes.shape[0] + more, nodes.shape[1]), dtype=np.int64)
    wider[:count] = nodes[:count]
    return wider
