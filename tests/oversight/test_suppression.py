"""What a table hides, held against a reader who tries every table that could stand behind it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.oversight.suppression import Relation, hidden_cells

COLUMNS = ("requests", "answered", "productions", "refused")
RELATIONS = (
    Relation(whole="answered", parts=("productions", "refused"), at_least=True),
    Relation(whole="requests", parts=("answered",)),
)
FEW = 3  # in place of ten, so that every table can be tried
Counts = tuple[int, ...]
View = list[list[int | None]]


def summed(rows: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in COLUMNS}


def published(rows: Sequence[Mapping[str, int]]) -> View:
    """The rows and their total as they are shown."""
    every = [*rows, summed(rows)]
    small = [frozenset(n for n in COLUMNS if 0 < row[n] < FEW) for row in every]
    hidden = hidden_cells(every, small, relations=RELATIONS, cell_min=FEW)
    return [
        [None if name in names else row[name] for name in COLUMNS]
        for row, names in zip(every, hidden, strict=True)
    ]


def behind(view: View, rows: Sequence[Mapping[str, int]]) -> list[list[set[int]]]:
    """Of each cell, every count that it has in some table which would be shown alike.

    The reader knows which relations hold of which row: more than anybody can be sure of.
    """
    every = [*rows, summed(rows)]
    lines = [list(possible(line, row)) for line, row in zip(view, every, strict=True)]
    totals = set(lines[-1])
    found: list[list[set[int]]] = [[set() for _ in COLUMNS] for _ in view]
    for chosen in product(*lines[:-1]):
        total = tuple(map(sum, zip(*chosen, strict=True)))
        if total in totals:
            for place, counts in enumerate([*chosen, total]):
                for column, count in enumerate(counts):
                    found[place][column].add(count)
    return found


def possible(line: Sequence[int | None], row: Mapping[str, int]) -> Iterator[Counts]:
    """Every filling of a row that its relations allow."""
    told = row["productions"] + row["refused"]
    top = max(row.values()) + FEW
    choices = [range(1, top + 1) if count is None else (count,) for count in line]
    for requests, answered, productions, refused in product(*choices):
        if row["answered"] <= row["requests"] and answered > requests:
            continue
        if told <= row["answered"] and productions + refused > answered:
            continue
        if told >= row["answered"] and productions + refused < answered:
            continue
        yield requests, answered, productions, refused


def row_of(productions: int, refused: int, open_: int, more: int) -> dict[str, int]:
    answered = productions + refused + more
    return {
        "requests": answered + open_,
        "answered": answered,
        "productions": productions,
        "refused": refused,
    }


def floor(row: Mapping[str, int], name: str) -> int:
    """The least that a count can be to a reader to whom nothing but zeros is shown."""
    parts = (row["productions"] > 0) + (row["refused"] > 0)
    if name in ("productions", "refused") or not row["answered"]:
        return min(1, row[name])
    return max(1, parts)


counts = st.integers(0, 5)
tables = st.lists(
    st.builds(row_of, counts, st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)),
    min_size=1,
    max_size=2,
)


@given(tables)
@example([row_of(5, 1, 0, 0), row_of(0, 0, 0, 0)])  # 6 answered, 5 productions: 1 refused
@example([row_of(5, 1, 0, 0), row_of(4, 0, 0, 0)])
@example([row_of(3, 0, 0, 0), row_of(1, 0, 0, 0)])
def test_no_reader_can_work_out_a_small_cell(rows: list[dict[str, int]]) -> None:
    view = published(rows)
    found = behind(view, rows)
    for place, row in enumerate([*rows, summed(rows)]):
        among = rows if place == len(rows) else [row]
        for column, name in enumerate(COLUMNS):
            if 0 < row[name] < FEW:
                assert view[place][column] is None, (place, name)
                could_be = found[place][column]
                least = sum(floor(each, name) for each in among)
                assert min(could_be) == least, (place, name, could_be, view)
                assert max(could_be) >= FEW, (place, name, could_be, view)


@pytest.mark.parametrize(
    "rows",
    [
        [row_of(3, 2, 0, 0), row_of(0, 0, 1, 2), row_of(5, 2, 0, 2)],
        [row_of(1, 3, 1, 1), row_of(2, 0, 0, 0), row_of(2, 0, 0, 0)],
        [row_of(4, 0, 0, 0), row_of(1, 0, 0, 0), row_of(1, 3, 1, 2)],
        [row_of(1, 3, 0, 2), row_of(0, 2, 0, 1), row_of(2, 3, 1, 2)],
    ],
)
def test_no_small_cell_follows_from_several_sums_at_once(rows: list[dict[str, int]]) -> None:
    view = published(rows)
    found = behind(view, rows)
    for place, row in enumerate([*rows, summed(rows)]):
        for column, name in enumerate(COLUMNS):
            if 0 < row[name] < FEW:
                assert len(found[place][column]) > 1, (place, name, view)


@given(tables)
def test_what_is_shown_is_true_and_no_zero_is_hidden(rows: list[dict[str, int]]) -> None:
    for line, row in zip(published(rows), [*rows, summed(rows)], strict=True):
        for count, name in zip(line, COLUMNS, strict=True):
            assert count is None or count == row[name]
            assert count is not None or row[name]


def test_a_table_without_small_cells_is_shown_whole() -> None:
    rows = [row_of(5, 3, 0, 0), row_of(4, 4, 0, 0)]
    assert None not in [count for line in published(rows) for count in line]


def test_a_part_is_hidden_beside_a_small_one_and_its_whole_stays() -> None:
    first, _, total = published([row_of(5, 2, 0, 0), row_of(4, 2, 0, 0)])
    assert first == [7, 7, None, None]
    assert total == [13, 13, 9, 4]
