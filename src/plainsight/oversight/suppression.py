"""Which cells of a table are hidden, so that no small one can be worked out from those shown.

A reader adds and subtracts: down a column to its total, and along a row, where columns hold parts
of one another. So beside the small cells others are hidden, until what is shown leaves each small
one room from 1 to 10 or more. Zeros are shown: nobody stands behind them.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from plainsight.oversight.elimination import settled

CELL_MIN = 10  # respond.md 2.4; counts of fewer could tell of a person

Cell = tuple[int, str]  # place of the row, column; the totals stand at the last place
_UNBOUNDED = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How columns of one row hang together: parts add up to the whole, or to no more, or no less.

    Each direction is used where the row's own counts keep it: a reader who takes it for given
    elsewhere only errs.
    """

    whole: str
    parts: tuple[str, ...]
    at_most: bool = True  # the parts come to no more than the whole
    at_least: bool = False  # and to no less


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    whole: Cell
    parts: tuple[Cell, ...]
    at_most: bool
    at_least: bool


class _Table:
    """Counts, what is hidden of them, and what a reader can tell of that."""

    def __init__(
        self, rows: Sequence[Mapping[str, int]], small: Sequence[frozenset[str]], *, cell_min: int
    ) -> None:
        self._cell_min = cell_min
        self._counts = {
            (place, name): count for place, row in enumerate(rows) for name, count in row.items()
        }
        self._last = len(rows) - 1
        self._columns = tuple(rows[-1])
        self.small = {(place, name) for place, names in enumerate(small) for name in names}
        self.hidden: set[Cell] = set()
        # What the parts of a whole leave open, in a column of its own that is never shown: it adds
        # up to its total as every column does, so that rows tell of one another through it.
        self._rests: set[Cell] = set()
        self._sums: dict[Cell, list[_Sum]] = {cell: [] for cell in self._counts}
        self._every: list[_Sum] = []
        self._bounds: dict[Cell, tuple[int, int]] = {}
        self._floors: dict[Cell, int] = {}

    def relate(self, relations: Sequence[Relation]) -> None:
        """Take in the columns' totals, and the relations that hold of each row."""
        for name in self._columns:
            rows = tuple((place, name) for place in range(self._last))
            self._add(_Sum(whole=(self._last, name), parts=rows, at_most=True, at_least=True))
        for number, relation in enumerate(relations):
            self._relate(relation, f"rest {number}")
        # Were all hidden but the zeros: a whole of two parts is 2 or more, and no less can be had.
        self.tell({cell for cell, count in self._counts.items() if count})
        self._floors = {cell: low for cell, (low, _) in self._bounds.items()}

    def _relate(self, relation: Relation, rest: str) -> None:
        places = range(self._last + 1)
        rests = [self._rest(relation, place) for place in places]
        with_rest = relation.at_most and min(rests) >= 0
        for place in places:
            parts = tuple((place, name) for name in relation.parts)
            whole = (place, relation.whole)
            at_most = relation.at_most and rests[place] >= 0
            at_least = relation.at_least and rests[place] <= 0
            if with_rest:
                self._counts[place, rest], self._sums[place, rest] = rests[place], []
                parts, at_least = (*parts, (place, rest)), True
                if rests[place] or not relation.at_least:
                    self._rests.add((place, rest))
            if at_most or at_least:
                self._add(_Sum(whole=whole, parts=parts, at_most=at_most, at_least=at_least))
        if with_rest:
            rows = tuple((place, rest) for place in range(self._last))
            whole = (self._last, rest)
            self._add(_Sum(whole=whole, parts=rows, at_most=True, at_least=True))

    def _rest(self, relation: Relation, place: int) -> int:
        told = sum(self._counts[place, name] for name in relation.parts)
        return self._counts[place, relation.whole] - told

    def hide(self, cell: Cell) -> None:
        """Hide a cell; a total never without the rows that would give it away."""
        self.hidden.add(cell)
        if cell[0] == self._last:
            self.hidden.update(
                (place, cell[1]) for place in range(self._last) if self._counts[place, cell[1]]
            )

    def hide_down(self, name: str) -> None:
        """Hide the small cells of a column, and the next smallest until each has room."""
        shown = [(place, name) for place in range(self._last) if self._counts[place, name]]
        small = [cell for cell in shown if cell in self.small]
        others = sorted(
            (cell for cell in shown if cell not in self.small), key=lambda c: (self._counts[c], c)
        )
        while small and others and not self._has_room(small):
            small.append(others.pop(0))
        self.hidden.update(small)
        total = (self._last, name)
        if (small and not self._has_room(small)) or total in self.small:
            self.hide(total)

    def tell(self, hidden: Set[Cell]) -> None:
        """Work out, as a reader would, between what each hidden cell must lie."""
        open_ = hidden | self._rests
        self._bounds = {
            cell: self._widest(cell) if cell in open_ else (count, count)
            for cell, count in self._counts.items()
        }
        waiting = dict.fromkeys(self._every)
        while waiting:
            each = next(iter(waiting))
            del waiting[each]
            for cell, bounds in self._narrowed(each):
                if bounds != self._bounds[cell]:
                    self._bounds[cell] = bounds
                    waiting.update(dict.fromkeys(self._sums[cell]))

    def too_narrow(self) -> list[Cell]:
        """The small cells that a reader can tell too closely."""
        return sorted(cell for cell in self.small & self.hidden if self._is_narrow(cell))

    def solved(self) -> list[Cell]:
        """The small cells that follow from several equations at once, without any bounds."""
        exact = (
            each
            for each in self._every
            if each.at_most and each.at_least and self._rests.isdisjoint((*each.parts, each.whole))
        )
        equations: list[dict[Cell, int]] = [
            {part: 1 for part in each.parts if part in self.hidden}
            | ({each.whole: -1} if each.whole in self.hidden else {})
            for each in exact
        ]
        follow: frozenset[Cell] = settled(equations)
        return sorted(self.small & follow)

    def near(self, cell: Cell) -> Cell | None:
        """The smallest shown cell in a sum with this one: parts before wholes."""
        among = {
            (other == each.whole, self._counts[other], other)
            for each in self._sums[cell]
            for other in (*each.parts, each.whole)
            if self._is_shown(other)
        }
        return min(among)[2] if among else None

    def next_to_hide(self, cell: Cell, seen: set[Cell]) -> Cell | None:
        """What shown cell the bounds of a hidden one come from: parts before wholes."""
        seen.add(cell)
        wholes: list[Cell] = []
        further: list[Cell] = []
        for each in self._sums[cell]:
            if not self._binds(each, cell):
                continue
            around = [other for other in (*each.parts, each.whole) if other != cell]
            shown = [other for other in around if self._is_shown(other)]
            parts = [other for other in shown if other != each.whole]
            if parts:
                return min(parts, key=lambda c: (self._counts[c], c))
            wholes += shown
            further += [o for o in around if o in self.hidden or o in self._rests]
        for other in further:
            found = None if other in seen else self.next_to_hide(other, seen)
            if found is not None:
                return found
        return wholes[0] if wholes else None

    def _add(self, each: _Sum) -> None:
        self._every.append(each)
        for cell in (*each.parts, each.whole):
            self._sums[cell].append(each)

    def _widest(self, cell: Cell) -> tuple[int, int]:
        return (0 if cell in self._rests else 1), _UNBOUNDED

    def _is_shown(self, cell: Cell) -> bool:
        return bool(self._counts[cell]) and cell not in self.hidden and cell not in self._rests

    def _has_room(self, cells: Sequence[Cell]) -> bool:
        """Whether their sum, which the total tells, leaves each of them room."""
        return len(cells) > 1 and sum(map(self._counts.__getitem__, cells)) > (
            len(cells) + self._cell_min - 2
        )

    def _is_narrow(self, cell: Cell) -> bool:
        low, high = self._bounds[cell]
        return low > self._floors[cell] or high < self._cell_min

    def _binds(self, each: _Sum, cell: Cell) -> bool:
        """Whether this sum alone tells one of the cell's bounds."""
        kept = self._bounds[cell]
        self._bounds[cell] = self._widest(cell)
        alone = dict(self._narrowed(each)).get(cell, self._bounds[cell])
        self._bounds[cell] = kept
        tells_low = alone[0] == kept[0] > self._floors[cell]
        tells_high = alone[1] == kept[1] < _UNBOUNDED
        return tells_low or tells_high

    def _narrowed(self, each: _Sum) -> Iterator[tuple[Cell, tuple[int, int]]]:
        """The bounds of each hidden cell of a sum, as the others leave them."""
        bounds, whole = self._bounds, self._bounds[each.whole]
        lows = sum(bounds[part][0] for part in each.parts)
        highs = sum(bounds[part][1] for part in each.parts)
        if whole[0] < whole[1]:
            low, high = whole
            yield (
                each.whole,
                (
                    max(low, lows) if each.at_most else low,
                    min(high, highs) if each.at_least else high,
                ),
            )
        for part in each.parts:
            low, high = bounds[part]
            if low < high:
                yield (
                    part,
                    (
                        max(low, whole[0] - (highs - high)) if each.at_least else low,
                        min(high, whole[1] - (lows - low)) if each.at_most else high,
                    ),
                )


def hidden_cells(
    rows: Sequence[Mapping[str, int]],
    small: Sequence[frozenset[str]],
    *,
    relations: Sequence[Relation],
    cell_min: int = CELL_MIN,
) -> tuple[frozenset[str], ...]:
    """The columns to hide of each row; the last row holds the totals.

    `small` are the columns of each row that tell of too few. What is hidden to cover them is chosen
    small and near, first down the column; nothing is ever shown again, so that it comes to an end.
    """
    table = _Table(rows, small, cell_min=cell_min)
    table.relate(relations)
    for name in rows[-1]:
        table.hide_down(name)
    while True:
        table.tell(table.hidden)
        found = {table.next_to_hide(cell, set()) for cell in table.too_narrow()} - {None}
        found = found or {table.near(cell) for cell in table.solved()} - {None}
        if not found:
            break
        for cell in found:
            if cell is not None:
                table.hide(cell)
    return tuple(
        frozenset(name for name in row if (place, name) in table.hidden)
        for place, row in enumerate(rows)
    )
