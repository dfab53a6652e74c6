"""Who is new to whom is told only where the ledger reaches far enough to tell it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.flows import HOUR, IN, START, USD, ledger, measure, stage, typology, view

from plainsight.model.account import Account
from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import view_flows
from plainsight.trace.flows.typology import DAY_US, Bound, Counts, LegTest
from plainsight.trace.flows.watch_notes import watch_note, watch_notes
from plainsight.trace.flows.watched import (
    HOLE_US,
    after_sql,
    before_sql,
    in_all_sql,
    known_since,
    known_since_sql,
    stretches,
    watched_after,
    watched_before,
    watched_in_all,
)

DAY = 24
NEW = LegTest(relation_younger_than=5 * DAY_US, watched_for=35 * DAY_US)
FROM_STRANGERS = typology(
    [stage("in", "pc", 5 * DAY, *IN, where=NEW)], [Bound(measure="payers", least=2)], many="p"
)


def found(
    rows: list[Transfer], accounts: Sequence[Account] = (), feeds: Mapping[str, str] | None = None
) -> list[Instance]:
    return judge_flows(view(rows, accounts, feeds=feeds), [FROM_STRANGERS])


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


def opened(account: str, day: float) -> Account:
    return Account(account_id=account, opened_at=START + timedelta(days=day))


def test_an_account_opened_while_the_ledger_was_watched_is_new_to_all_who_pay_it() -> None:
    rows = days(("x", "y", 0), ("a", "c", 2), ("b", "c", 3), ("x", "y", 9))
    assert not found(rows)
    assert found(rows, [opened("c", 1)])
    assert found(rows, [opened("a", 1), opened("b", 2)]), "whichever end it is"
    assert not found(rows, [opened("c", -1)]), "opened before the ledger begins"
    assert not found(rows, [opened("c", 5)]), "opened after it was paid: the day is wrong"


def test_what_a_feed_brings_is_watched_from_its_own_beginning() -> None:
    old = [("x", "y", day) for day in (0, 25, 50, 75)]
    rows = days(*old, ("a", "c", 60), ("b", "c", 61))
    joined = {"t004": "wallets", "t005": "wallets"}
    assert found(rows)
    assert not found(rows, feeds=joined), "a platform that joins is not new to its customers"
    assert found(rows, [opened("c", 60)], joined)
    rows = days(*old, ("p", "q", 20), ("p", "q", 45), ("a", "c", 60), ("b", "c", 61))
    joined = {f"t{number:03}": "wallets" for number in (4, 5, 6, 7)}
    assert found(rows, feeds=joined), "it has been watched for five weeks by now"


def test_what_is_quiet_around_was_watched_or_does_not_count() -> None:
    where = LegTest(watched_in_all=21 * DAY_US)
    quick = typology(
        [stage("in", "pc", 5 * DAY, *IN, where=where)], [Bound(measure="payers", least=2)], many="p"
    )
    paid = ("a", "c", 10), ("b", "c", 11)
    assert not judge_flows(view(days(("x", "y", 0), *paid, ("x", "y", 20))), [quick])
    assert judge_flows(view(days(("x", "y", 0), *paid, ("x", "y", 21))), [quick])


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
        assert watched_in_all(at, watched) == own[1] - own[0]
    for (_, last), (first, _) in pairwise(watched):
        assert first - last > HOLE_US
        assert watched_before(first - 1, watched) == watched_after(last + 1, watched) == 0
    assert watched_in_all(watched[0][0] - 1, watched) == 0
    by_day: dict[int, list[int]] = {}
    for at in seen:
        by_day.setdefault(at // (3 * DAY_US), []).append(at)
    assert stretches((min(each), max(each)) for each in by_day.values()) == watched


def test_stretches_are_said_alike_in_sql() -> None:
    one = {"": ((10, 20), (900, 950))}
    two = one | {"wallets": ((15, 18),)}
    for watch, feeds in ((one, ("", "")), (two, ("", "wallets")), ({"": ()}, ("", ""))):
        for feed, at in ((feeds[0], 12), (feeds[1], 17), (feeds[1], 40), (feeds[0], 930)):
            (row,) = duckdb.sql(
                f"SELECT {before_sql('t', watch)}, {after_sql('t', watch)}, "
                f"{in_all_sql('t', watch)}, "
                f"{known_since_sql('t', before_sql('t', watch), ('a', 'b'))} "
                f"FROM (SELECT {at} AS t, {list(watch).index(feed)} AS feed, NULL AS a, 16 AS b)"
            ).fetchall()
            seen = watch[feed]
            before = watched_before(at, seen)
            assert row == (
                before,
                watched_after(at, seen),
                watched_in_all(at, seen),
                known_since(at, before, (None, 16)),
            )


@pytest.mark.parametrize(
    ("length", "told"),
    [(20, "F99 find nothing yet, but at accounts opened since: who is new to whom can be told from "
          "2026-02-05 on, 35 days"),
     (90, "F99: who is new to whom can be told from 2026-02-05 on, 35 days after the ledger")],
)  # fmt: skip
def test_a_search_says_from_when_it_can_tell(length: int, told: str) -> None:
    begun = int(START.timestamp()) * 1_000_000
    watched = ((begun, begun + length * DAY_US),)
    (note,) = watch_notes([FROM_STRANGERS], {"": watched})
    assert note.startswith(told)
    both = watch_notes([FROM_STRANGERS], {"": watched, "wallets": watched, "none yet": ()})
    assert both == [note, f"wallets: {note}"]
    (of_finding,) = watch_note(FROM_STRANGERS, begun + DAY_US, [watched])
    assert of_finding.startswith("The ledger reaches back to 2026-01-01 for these transfers.")
    later = ((begun + 9 * DAY_US, begun + 99 * DAY_US),)
    (joined,) = watch_note(FROM_STRANGERS, begun + DAY_US, [watched, later])
    assert joined.startswith("The ledger reaches back to 2026-01-10 for these transfers.")


def test_a_typology_that_grades_who_is_new_goes_by_what_is_sudden_till_then() -> None:
    graded = typology(
        [stage("in", "pc", 5 * DAY, *IN, measure("new", Counts.PEERS, where=NEW))], many="p"
    )
    begun = int(START.timestamp()) * 1_000_000
    (note,) = watch_notes([graded], {"": ((begun, begun + 30 * DAY_US),)})
    assert note.startswith("F99 go by what is sudden, not by who is new")


def test_a_typology_that_does_not_ask_who_is_new_says_nothing_of_it() -> None:
    plain = typology([stage("in", "pc", 5, *IN)], [Bound(measure="payers", least=2)], many="p")
    assert not watch_notes([plain], {"": ((0, HOUR),)})
    assert not watch_note(plain, 0, [((0, HOUR),)])
