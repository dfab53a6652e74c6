"""Several people at one queue in the same instant, on both databases."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.strategies.casework import ANN, NOON, SOL, campaign, policy, raised

from plainsight.app.casework.list_queue import count_queue
from plainsight.app.casework.stored import Workload
from plainsight.app.casework.take_alert import set_workload, take_alert, take_next
from plainsight.errors import AlertTaken, WorkloadFull
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords, open_records


def test_analysts_who_race_never_hold_one_alert_twice(
    records: SqlRecords, records_url: str
) -> None:
    raised(records, *(campaign(f"k{n}", score=n) for n in range(12)))
    people = [make_staff(f"p{n}", Role.ANALYST) for n in range(6)]
    start = Barrier(len(people))

    def work(number: int) -> list[str]:
        own = open_records(records_url, salts=secrets.token_bytes)
        start.wait()
        taken = [
            review.alert_id
            for _ in range(3)
            if (review := take_next(own, actor=people[number], policy=policy(), now=NOON))
        ]
        own.close()
        return taken

    with ThreadPoolExecutor(len(people)) as pool:
        taken = [alert for done in pool.map(work, range(len(people))) for alert in done]
    assert len(taken) == len(set(taken)) == 12
    assert count_queue(records, actor=ANN, now=NOON).held_count == 12


def test_a_race_for_the_one_alert_has_one_winner(records: SqlRecords, records_url: str) -> None:
    (alert,) = raised(records, campaign("k"))
    start = Barrier(5)

    def work(number: int) -> bool:
        own = open_records(records_url, salts=secrets.token_bytes)
        start.wait()
        try:
            person = make_staff(f"p{number}", Role.ANALYST)
            take_alert(own, alert, actor=person, policy=policy(), now=NOON)
        except AlertTaken:
            return False
        finally:
            own.close()
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(work, range(5))) == 1


def test_one_person_taking_twice_at_once_stays_below_the_cap(
    records: SqlRecords, records_url: str
) -> None:
    raised(records, *(campaign(f"k{n}") for n in range(10)))
    set_workload(records, Workload(staff_id="ann", held_max=3), actor=SOL, now=NOON)
    start = Barrier(5)

    def work(_number: int) -> bool:
        own = open_records(records_url, salts=secrets.token_bytes)
        start.wait()
        try:
            return take_next(own, actor=ANN, policy=policy(), now=NOON) is not None
        except WorkloadFull:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(work, range(5))) == 3
