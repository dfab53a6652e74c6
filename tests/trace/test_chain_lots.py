from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import account_ledgers, ledger, pick_moving, utxo_chains

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import trace_accounts
from plainsight.trace.chain.lots import (
    UNOBSERVED_LOT,
    map_account_lots,
    map_utxo_lots,
    number_outputs,
)
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.utxo import OutPoint, Transaction
from plainsight.trace.chain.utxo_taint import trace_utxo
from plainsight.trace.chain.walk import Direction, End, Interval, LotMap, Piece, walk


def test_a_unit_leaves_in_the_place_in_which_it_came() -> None:
    legs = ledger(("x", "a", 5), ("y", "a", 5), ("a", "b", 7))
    rows = [(r.source_lot, r.target_lot, r.units) for r in map_account_lots(legs)]
    assert rows == [(UNOBSERVED_LOT, 0, 5), (UNOBSERVED_LOT, 1, 5), (0, 2, 5), (1, 2, 2)]


@given(account_ledgers())
def test_the_map_has_at_most_two_rows_per_transfer(legs: list[Transfer]) -> None:
    assert len(map_account_lots(legs)) <= 2 * len(legs)


@given(account_ledgers())
def test_the_rows_of_a_transfer_add_up_to_it_without_gap_or_overlap(legs: list[Transfer]) -> None:
    filled: Counter[int] = Counter()
    for row in map_account_lots(legs):
        assert row.target_offset == filled[row.target_lot]
        filled[row.target_lot] += row.units
    for lot, leg in enumerate(legs):
        moved = leg.money.units if leg.source != leg.target else 0
        assert filled[lot] == moved


@given(account_ledgers(size_min=6), st.integers(0, 23))
def test_walking_the_map_equals_pushing_units_through_queues(
    legs: list[Transfer], pick: int
) -> None:
    """The static map against the naive queue simulation, for one start payment."""
    place = pick_moving(legs, pick)
    if place is None:
        return
    started = {f"t{place}": "seized"}
    coloured = {"a0": "custodian"}
    taint = trace_accounts(legs, method=Method.FIFO, coloured=coloured, started=started)
    pieces = _walk_from(legs, place, stops=coloured)
    assert _by_account(legs, pieces, End.RESTS) == _seized(taint.held)
    assert _by_account(legs, pieces, End.STOPPED) == _seized(taint.absorbed)


@given(account_ledgers(size_min=6), st.integers(0, 23), st.sampled_from(Direction))
def test_the_pieces_of_a_walk_add_up_to_its_start(
    legs: list[Transfer], pick: int, direction: Direction
) -> None:
    place = pick_moving(legs, pick)
    if place is None:
        return
    pieces = _walk_from(legs, place, stops={}, direction=direction)
    assert sum(piece.units for piece in pieces) == legs[place].money.units


@given(account_ledgers(size_min=6), st.integers(0, 23))
def test_what_went_forward_along_a_way_comes_back_along_it(legs: list[Transfer], pick: int) -> None:
    place = pick_moving(legs, pick)
    if place is None:
        return
    lots = LotMap(map_account_lots(legs))
    for piece in _walk_from(legs, place, stops={}):
        there = Interval(lot=piece.lot, offset=piece.offset, units=piece.units)
        back = walk(
            lots,
            [there],
            direction=Direction.BACKWARD,
            stop=lambda lot: End.STOPPED if lot == place else None,
            hops_max=len(piece.way),
        )
        if len(piece.way) > 1:
            assert [(p.lot, p.units, p.way[::-1]) for p in back] == [
                (place, piece.units, piece.way)
            ]


def test_a_walk_follows_exactly_as_many_transfers_as_it_may() -> None:
    legs = ledger(("a", "b", 5), ("b", "c", 5), ("c", "d", 5), ("d", "e", 5))
    lots = LotMap(map_account_lots(legs))
    start = Interval(lot=0, offset=0, units=5)
    for hops_max in (1, 2, 3):
        (piece,) = walk(
            lots, [start], direction=Direction.FORWARD, stop=lambda lot: None, hops_max=hops_max
        )
        assert (piece.end, len(piece.way)) == (End.LIMIT, hops_max + 1)


@given(account_ledgers(size_min=6), st.integers(0, 23), st.integers(1, 5))
def test_a_walk_that_meets_its_limit_says_how_much_it_left_untraced(
    legs: list[Transfer], pick: int, pieces_max: int
) -> None:
    place = pick_moving(legs, pick)
    if place is None:
        return
    lots = LotMap(map_account_lots(legs))
    start = Interval(lot=place, offset=0, units=legs[place].money.units)
    pieces = walk(
        lots,
        [start],
        direction=Direction.FORWARD,
        stop=lambda lot: None,
        hops_max=2,
        pieces_max=pieces_max,
    )
    assert sum(piece.units for piece in pieces) == start.units
    assert all(len(piece.way) <= 3 for piece in pieces)


@given(utxo_chains(), st.data())
def test_the_same_walk_answers_for_outputs_as_the_definition_does(
    chain: list[Transaction], data: st.DataObject
) -> None:
    numbers = number_outputs(chain)
    values = {OutPoint(t.transaction_id, i): o for t in chain for i, o in enumerate(t.outputs)}
    start = data.draw(st.sampled_from([p for p, o in values.items() if o.units] or [None]))
    if start is None:
        return
    taint = trace_utxo(chain, method=Method.FIFO, started={start: "seized"})
    pieces = walk(
        LotMap(map_utxo_lots(chain)),
        [Interval(lot=numbers[start], offset=0, units=values[start].units)],
        direction=Direction.FORWARD,
        stop=lambda lot: None,
    )
    rests: Counter[int] = Counter()
    for piece in pieces:
        rests[piece.lot if piece.end is End.RESTS else -2] += piece.units
    expected = Counter({numbers[p]: m["seized"] for p, m in taint.unspent.items()})
    expected[-2] = taint.fees.get("seized", 0)
    assert +rests == +expected


def _walk_from(
    legs: list[Transfer],
    place: int,
    *,
    stops: dict[str, str],
    direction: Direction = Direction.FORWARD,
) -> tuple[Piece, ...]:
    start = Interval(lot=place, offset=0, units=legs[place].money.units)
    return walk(
        LotMap(map_account_lots(legs)),
        [start],
        direction=direction,
        stop=lambda lot: End.STOPPED if legs[lot].target in stops else None,
    )


def _by_account(legs: list[Transfer], pieces: tuple[Piece, ...], end: End) -> dict[str, int]:
    total: Counter[str] = Counter()
    for piece in pieces:
        if piece.end is end:
            total[legs[piece.lot].target] += piece.units
    return dict(total)


def _seized(masses: object) -> dict[str, int]:
    assert isinstance(masses, dict)
    return {account: m["seized"] for account, m in masses.items() if m.get("seized")}
