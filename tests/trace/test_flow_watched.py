"""Who is new to whom is told only where the ledger reaches far enough to tell it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.flows import HOUR, IN, START, USD, ledger, stage, typology, view

from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import view_flows
from plainsight.trace.flows.typology import DAY_US, Bound, LegTest
from plainsight.trace.flows.watch_notes import watch_note, watch_notes
from plainsight.trace.flows.watched import (
    HOLE_US,
    after_sql,
    before_sql,
    stretches,
    watched_after,
    watched_before,
)

DAY = 24
NEW = LegTest(relation_younger_than=5 * DAY_US, watched_for=35 * DAY_US)
FROM_STRANGERS = typology(
    [stage("in", "pc", 5 * DAY, *IN, where=NEW)], [Bound(measure="payers", least=2)], many="p"
)


def found(rows: list[Transfer]) -> list[Instance]:
    return judge_flows(view(rows), [FROM_STRANGERS])


def days(*rows: tuple[str, str, float]) -> list[Transfer]:
    return ledger(*((source, target, day * DAY, 5) for source, target, day in rows))


def test_in_a_new_ledger_the_customers_of_a_shop_are_not_new_to_it() -> None:
    month = [("a", "shop", 0.5 + 9 * n) for n in range(3)] + [
        ("b", "shop", 9.0 * n) for n in (1, 2)
    ]
    assert not found(days(*month))


def test_after_five_weeks_who_never_paid_before_is_new() -> None:
    early = ("x", "y", 0), ("x", "y", 20)
    assert found(days(*early, ("a", "c", 35), ("b", "c", 36)))
    assert not found(days(*early, ("a", "c", 34.9), ("b", "c", 36)))


def test_of_early_payments_the_weeks_behind_them_tell_as_much() -> None:
    payments = ("a", "c", 1), ("b", "c", 2)
    assert found(days(*payments, ("x", "y", 20), ("x", "y", 37)))
    assert not found(days(*payments, ("x", "y", 20), ("x", "y", 36.9)))
    again = ("b", "c", 8)  # a standing relation: what came before the ledger is anybody's guess
    assert not found(days(*payments, again, ("x", "y", 30), ("x", "y", 60)))


def test_a_stray_row_of_an_old_date_does_not_make_a_ledger_old() -> None:
    stray = ("x", "y", -9000)
    assert not found(days(stray, ("a", "c", 1), ("b", "c", 2), ("x", "y", 10)))


def test_who_paid_before_the_search_begins_is_not_new_in_it() -> None:
    rows = days(("a", "c", 0), ("b", "c", 1), ("x", "y", 25), ("a", "c", 50), ("b", "c", 51))
    since = START + timedelta(days=40)
    seen = view_flows(rows, rates=Rates(USD, ()), since=since)
    assert [leg.transfer_id for leg in seen.legs] == ["t003", "t004"]
    assert not judge_flows(seen, [FROM_STRANGERS])
    others = days(("x", "y", 0), ("x", "y", 25), ("a", "c", 50), ("b", "c", 51))
    assert judge_flows(view_flows(others, rates=Rates(USD, ()), since=since), [FROM_STRANGERS])


@given(instants=st.lists(st.integers(0, 200), min_size=1, max_size=12))
def test_a_ledger_is_watched_but_in_its_holes(instants: list[int]) -> None:
    seen = [day * DAY_US for day in instants]
    watched = stretches((at, at) for at in seen)
    for at in seen:
        (own,) = (each for each in watched if each[0] <= at <= each[1])
        assert watched_before(at, watched) == at - own[0]
        assert watched_after(at, watched) == own[1] - at
    for (_, last), (first, _) in pairwise(watched):
        assert first - last > HOLE_US
    by_day: dict[int, list[int]] = {}
    for at in seen:
        by_day.setdefault(at // (3 * DAY_US), []).append(at)
    assert stretches((min(each), max(each)) for each in by_day.values()) == watched


def test_stretches_are_said_alike_in_sql() -> None:
    watched = ((10, 20), (900, 950))
    assert before_sql("t", watched[:1]) == "t - 10"
    assert before_sql("t", ()) == "0", "an empty ledger is a query too"
    assert before_sql("t", watched) == "CASE WHEN t >= 900 THEN t - 900 ELSE t - 10 END"
    assert after_sql("t", watched) == "CASE WHEN t >= 900 THEN 950 - t ELSE 20 - t END"


@pytest.mark.parametrize(
    ("length", "told"),
    [(20, "F99 find nothing yet: who is new to whom can be told from 2026-02-05 on, 35 days"),
     (90, "F99: who is new to whom can be told from 2026-02-05 on, 35 days after the ledger")],
)  # fmt: skip
def test_a_search_says_from_when_it_can_tell(length: int, told: str) -> None:
    begun = int(START.timestamp()) * 1_000_000
    watched = ((begun, begun + length * DAY_US),)
    (note,) = watch_notes([FROM_STRANGERS], watched)
    assert note.startswith(told)
    (of_finding,) = watch_note(FROM_STRANGERS, begun + DAY_US, watched)
    assert of_finding.startswith("The ledger reaches back to 2026-01-01.")


def test_a_typology_that_does_not_ask_who_is_new_says_nothing_of_it() -> None:
    plain = typology([stage("in", "pc", 5, *IN)], [Bound(measure="payers", least=2)], many="p")
    assert not watch_notes([plain], ((0, HOUR),))
    assert not watch_note(plain, 0, ((0, HOUR),))
