"""A decided campaign comes back for what it became since the decision, in however many steps."""

from tests.strategies.casework import ANN, BEN, DAY, NOON, campaign, decided, policy, raised

from plainsight.app.casework.list_queue import count_queue
from plainsight.app.casework.take_alert import take_alert
from plainsight.casework.decision import Outcome
from plainsight.model.fact import JsonValue
from plainsight.stores.records import SqlRecords


def open_count(records: SqlRecords) -> int:
    return count_queue(records, actor=ANN, now=NOON + 9 * DAY).open_count


def of(count: int, *, score: int = 500) -> dict[str, JsonValue]:
    return campaign("k", score=score, accounts=[f"a{n}" for n in range(count)])


def test_small_steps_add_up_to_growth(records: SqlRecords) -> None:
    (alert,) = raised(records, of(4))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(6))
    raised(records, of(7))
    assert open_count(records) == 0
    raised(records, of(9))
    assert open_count(records) == 1


def test_small_steps_of_the_score_add_up_to_growth(records: SqlRecords) -> None:
    (alert,) = raised(records, of(4))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(4, score=599))
    assert open_count(records) == 0
    raised(records, of(4, score=600))
    assert open_count(records) == 1


def test_exactly_twice_the_accounts_is_growth(records: SqlRecords) -> None:
    (alert,) = raised(records, of(4))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(8))
    assert open_count(records) == 1


def test_a_campaign_that_shrank_and_came_back_did_not_grow(records: SqlRecords) -> None:
    (alert,) = raised(records, of(8))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(2, score=100))
    raised(records, of(8))
    assert open_count(records) == 0


def test_growth_while_it_is_in_somebodys_hands_is_part_of_what_they_decide(
    records: SqlRecords,
) -> None:
    (alert,) = raised(records, of(4))
    take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    raised(records, of(10))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(19))
    assert open_count(records) == 0
    raised(records, of(20))
    assert open_count(records) == 1


def test_a_new_decision_is_a_new_yardstick(records: SqlRecords) -> None:
    (alert,) = raised(records, of(4))
    decided(records, alert, Outcome.BENIGN)
    raised(records, of(9))
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + DAY)
    raised(records, of(17))
    assert open_count(records) == 0
    raised(records, of(18))
    assert open_count(records) == 1
