"""Flow alerts that stand no longer leave the queue, and nothing that a person said of them does."""

import json
from datetime import timedelta

from tests.strategies.casework import ANN, decided, policy
from tests.strategies.flow_findings import START, flow_finding

from plainsight.app.casework.list_queue import list_queue
from plainsight.app.casework.take_alert import release_alert, take_alert
from plainsight.app.stored import AlertState
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept, keep_flow_alerts
from plainsight.casework.decision import Outcome
from plainsight.casework.review import Stand
from plainsight.stores.records import SqlRecords
from plainsight.trace.flows.finding import FlowFinding

LATER = START + timedelta(days=3)


def keep(
    records: SqlRecords, *findings: FlowFinding, day: int = 1, minutes: int = 60
) -> FlowAlertsKept:
    with records.begin() as unit:
        return keep_flow_alerts(
            unit,
            findings,
            policy_digest="0123",
            as_of=START + timedelta(days=day),
            now=START + timedelta(days=day, minutes=minutes),
        )


def outcomes(records: SqlRecords, *alert_ids: str) -> list[tuple[Stand, Outcome | None]]:
    with records.read() as reading:
        found = [reading.casework.queue.get(alert_id) for alert_id in alert_ids]
    return [(review.stand, review.outcome) for review in found]


def waiting(records: SqlRecords) -> list[str]:
    page = list_queue(records, actor=ANN, now=LATER)
    return [review.alert_id for review in page.reviews]


def test_a_withdrawn_alert_waits_for_nobody_until_it_is_found_again(records: SqlRecords) -> None:
    (alert_id,) = keep(records, flow_finding([1, 2])).alert_ids.values()
    assert waiting(records) == [alert_id]
    keep(records, day=2)
    assert waiting(records) == []
    assert outcomes(records, alert_id) == [(Stand.DECIDED, None)]
    with records.read() as reading:
        (closed,) = reading.alerts.queue(state=AlertState.CLOSED)
        assert (closed.alert_id, reading.alerts.count(state=AlertState.OPEN)) == (alert_id, 0)
    keep(records, flow_finding([1, 2]), day=3)
    assert waiting(records) == [alert_id]
    with records.read() as reading:
        assert reading.alerts.count(state=AlertState.OPEN) == 1
        (entry,) = reading.audit.about(alert_id, tag="alert:reopened")
    assert json.loads(entry.canonical)["body"]["why"] == "apart"


def test_whoever_works_on_a_withdrawn_alert_keeps_it_until_they_give_it_back(
    records: SqlRecords,
) -> None:
    (alert_id,) = keep(records, flow_finding([1, 2])).alert_ids.values()
    at = START + timedelta(days=2)
    take_alert(records, alert_id, actor=ANN, policy=policy(), now=at)
    keep(records, day=2, minutes=1)
    assert outcomes(records, alert_id) == [(Stand.TAKEN, None)]
    release_alert(records, alert_id, actor=ANN, now=at + timedelta(minutes=2))
    keep(records, day=2, minutes=3)
    assert outcomes(records, alert_id) == [(Stand.DECIDED, None)]


def test_what_was_decided_of_a_withdrawn_alert_stands(records: SqlRecords) -> None:
    (alert_id,) = keep(records, flow_finding([1, 2])).alert_ids.values()
    decided(records, alert_id, Outcome.BENIGN, at=START + timedelta(days=1, hours=2))
    keep(records, day=2)
    assert outcomes(records, alert_id) == [(Stand.DECIDED, Outcome.BENIGN)]
    keep(records, flow_finding([1, 2]), day=3)
    assert outcomes(records, alert_id) == [(Stand.DECIDED, Outcome.BENIGN)]


def test_an_alert_nobody_saw_brings_the_decided_one_back_that_it_is_joined_to(
    records: SqlRecords,
) -> None:
    kept = keep(records, flow_finding([1, 2, 3, 4, 5, 6], key="a"), flow_finding([8, 9], key="b"))
    elder, younger = kept.alert_ids["flow:a:t01"], kept.alert_ids["flow:b:t08"]
    decided(records, elder, Outcome.BENIGN, at=START + timedelta(days=1, hours=2))
    keep(records, flow_finding([1, 2, 3, 4, 5, 6, 8], key="a"), day=2)
    assert outcomes(records, younger) == [(Stand.DECIDED, None)]
    assert waiting(records) == [elder]
    keep(records, flow_finding([1, 2, 3, 4, 5, 6, 8], key="a"), day=3)
    assert waiting(records) == [elder]
