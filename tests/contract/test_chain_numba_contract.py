"""The compiled engines against the definitions: equal to the base unit, row for row.

No deadline: the first example pays for the compilation.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.chain_arrays import arrays_of
from tests.strategies.chains import account_ledgers, colourings, ledger, pick_moving

from plainsight.engines.chain_numba.arrays import UNITS_MAX, colour_column
from plainsight.engines.chain_numba.clusters import cluster_edges
from plainsight.engines.chain_numba.exposure import expose_all
from plainsight.engines.chain_numba.fifo_map import build_fifo_map, index_map
from plainsight.engines.chain_numba.haircut import exact_share, haircut_pass
from plainsight.engines.chain_numba.poison import poison_pass
from plainsight.engines.chain_numba.queues import queue_pass
from plainsight.engines.chain_numba.walk import HUB, STOPPED, walk_columns
from plainsight.errors import AmountsTooWide
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import trace_accounts
from plainsight.trace.chain.colours import colour_order
from plainsight.trace.chain.exposure import expose_accounts
from plainsight.trace.chain.links import Link, LinkRule, cluster
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.walk import Direction, End, Interval, LotMap, walk

# Amounts from one base unit to almost all that 64 bits divide exactly.
LEDGERS = st.sampled_from([3, 1_000, 10**9, UNITS_MAX // 64]).flatmap(
    lambda units_max: account_ledgers(units_max=units_max, size_min=4)
)


WIDE = st.integers(1, UNITS_MAX)


@settings(deadline=None, max_examples=1000)
@given(WIDE, WIDE, WIDE)
def test_a_product_of_two_amounts_is_divided_exactly_in_64_bits(
    whole: int, part: int, mass: int
) -> None:
    part, mass = min(part, whole), min(mass, whole)
    found = exact_share(np.int64(mass), np.int64(part), np.int64(whole), part / whole)
    assert int(found) == mass * part // whole


@settings(deadline=None)
@given(LEDGERS, colourings())
def test_haircut_equals_the_definition_transfer_by_transfer(
    legs: list[Transfer], coloured: dict[str, str]
) -> None:
    taint = trace_accounts(legs, method=Method.HAIRCUT, coloured=coloured)
    arrays = arrays_of(legs)
    order = colour_order(coloured.values())
    answer = haircut_pass(
        arrays,
        colours=colour_column(arrays.accounts, coloured, order),
        count=len(order),
        keep_carried=True,
    )
    for masses, row in zip(taint.carried, answer.carried, strict=True):
        assert dict(masses) == _named(row, order)
    for number, account in enumerate(arrays.accounts):
        assert dict(taint.held.get(account, {})) == _named(answer.held[number], order)
        assert dict(taint.absorbed.get(account, {})) == _named(answer.absorbed[number], order)
    assert dict(taint.injected) == _named(answer.injected, order)


@settings(deadline=None)
@given(LEDGERS, colourings(), colourings())
def test_exposure_of_all_accounts_equals_the_definition(
    legs: list[Transfer], paid_by: dict[str, str], paid_to: dict[str, str]
) -> None:
    expected = expose_accounts(legs, paid_by=paid_by, paid_to=paid_to)
    assert expose_all(arrays_of(legs), paid_by=paid_by, paid_to=paid_to) == expected


@settings(deadline=None)
@given(LEDGERS, colourings())
def test_poison_marks_what_the_definition_marks(
    legs: list[Transfer], coloured: dict[str, str]
) -> None:
    taint = trace_accounts(legs, method=Method.POISON, coloured=coloured)
    arrays = arrays_of(legs)
    order = colour_order(coloured.values())
    marks, balance, _ = poison_pass(
        arrays, colours=colour_column(arrays.accounts, coloured, order), count=len(order)
    )
    for number, account in enumerate(arrays.accounts):
        touched = {c for place, c in enumerate(order) if int(marks[number]) >> place & 1}
        held = {c: int(balance[number]) for c in touched if balance[number]}
        assert held == dict(taint.held.get(account, {}))


@settings(deadline=None, max_examples=200)
@given(LEDGERS, colourings(), st.booleans())
def test_queues_of_units_equal_the_definition(
    legs: list[Transfer], coloured: dict[str, str], is_lifo: bool
) -> None:
    method = Method.LIFO if is_lifo else Method.FIFO
    taint = trace_accounts(legs, method=method, coloured=coloured)
    arrays = arrays_of(legs)
    order = colour_order(coloured.values())
    answer = queue_pass(
        arrays,
        colours=colour_column(arrays.accounts, coloured, order),
        count=len(order),
        is_lifo=is_lifo,
    )
    for number, account in enumerate(arrays.accounts):
        assert dict(taint.held.get(account, {})) == _named(answer.held[number], order)
        assert dict(taint.absorbed.get(account, {})) == _named(answer.absorbed[number], order)


@settings(deadline=None)
@given(LEDGERS)
def test_the_interval_map_equals_the_definition_row_for_row(legs: list[Transfer]) -> None:
    assert build_fifo_map(arrays_of(legs)).rows() == map_account_lots(legs)


@settings(deadline=None)
@given(
    LEDGERS,
    st.integers(0, 23),
    st.sampled_from(Direction),
    st.integers(1, 6),
    st.sampled_from([1, 2, 5, 1000]),
)
def test_a_walk_equals_the_definition_piece_for_piece(
    legs: list[Transfer], pick: int, direction: Direction, hops_max: int, pieces_max: int
) -> None:
    place = pick_moving(legs, pick)
    if place is None:
        return
    start = Interval(lot=place, offset=0, units=legs[place].money.units)
    ends = {"a0": End.STOPPED, "a1": End.HUB}
    forward = direction is Direction.FORWARD
    reached = [leg.target if forward else leg.source for leg in legs]
    expected = walk(
        LotMap(map_account_lots(legs)),
        [start],
        direction=direction,
        stop=lambda lot: ends.get(reached[lot]),
        hops_max=hops_max,
        pieces_max=pieces_max,
    )
    index = index_map(build_fifo_map(arrays_of(legs)), lot_count=len(legs))
    codes = {"a0": STOPPED, "a1": HUB}
    stops = np.array([codes.get(account, 0) for account in reached], dtype=np.int8)
    found = walk_columns(
        index, [start], direction=direction, stops=stops, hops_max=hops_max, pieces_max=pieces_max
    )
    assert found == expected


EDGES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=30)


@settings(deadline=None)
@given(EDGES)
def test_clusters_equal_the_definition(edges: list[tuple[int, int]]) -> None:
    links = [
        Link(
            first=str(first),
            second=str(second),
            transaction_id="",
            rule=LinkRule.CO_SPEND,
            version=1,
            confidence_percent=95,
        )
        for first, second in edges
    ]
    expected = cluster(map(str, range(21)), links).members
    pairs = np.array(edges, dtype=np.int32).reshape(-1, 2)
    labels = cluster_edges(pairs[:, 0].copy(), pairs[:, 1].copy(), address_count=21)
    assert {str(n): str(label) for n, label in enumerate(labels.tolist())} == expected


def test_amounts_too_wide_for_exact_division_are_refused_and_not_rounded() -> None:
    with pytest.raises(AmountsTooWide, match="--engine python"):
        arrays_of(ledger(("a", "b", UNITS_MAX + 1)))
    legs = ledger(("a", "b", UNITS_MAX), ("c", "b", UNITS_MAX))
    arrays = arrays_of(legs)
    with pytest.raises(AmountsTooWide):
        haircut_pass(arrays, colours=np.full(3, -1, dtype=np.int16), count=1)


def _named(row: np.ndarray, order: tuple[str, ...]) -> dict[str, int]:
    return {order[place]: int(units) for place, units in enumerate(row.tolist()) if units}
