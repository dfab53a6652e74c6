"""Filing officers are told what is to be filed, each step once; nobody else learns of it."""

import json
from datetime import datetime

import pytest
from tests.strategies.casework import ANN, DAY, FIL, HOUR, NOON, campaign, decided, drafted, raised

from plainsight.app.casework.leave_unfiled import leave_unfiled
from plainsight.app.casework.tell_filing import FilingChannel, Told, tell_filing
from plainsight.app.casework.work_case import open_case
from plainsight.app.deliver_webhooks import TAGS, sign
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.stores.records import SqlRecords

CHANNEL = FilingChannel(
    url="https://filing.example/in", secret=b"a secret of sixteen", terms=load_report_terms().sar
)


class Receiver:
    """Takes what is sent, or says what is wrong."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.problem = ""

    def check(self, url: str) -> None:
        assert url == CHANNEL.url

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        assert url == CHANNEL.url
        if not self.problem:
            self.bodies.append(body)
            self.signatures.append(signature)
        return self.problem

    def due(self) -> list[tuple[str, str, str]]:
        """Of the last message: kind, id and step."""
        return [(each["kind"], each["id"], each["step"]) for each in self.last()["due"]]

    def last(self) -> dict[str, list[dict[str, str]]]:
        told: dict[str, list[dict[str, str]]] = json.loads(self.bodies[-1])
        return told


def told(records: SqlRecords, receiver: Receiver, now: datetime) -> Told:
    return tell_filing(records, channel=CHANNEL, sender=receiver, now=now)


def test_each_step_of_a_clock_is_told_once(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)  # due at the end of the thirtieth day
    receiver = Receiver()
    for day, count, step in (
        (19, 0, ""), (21, 1, "10_days"), (22, 0, ""), (28, 1, "3_days"), (30, 0, ""),
        (31, 1, "overdue"), (60, 0, ""),
    ):  # fmt: skip
        now = NOON + day * DAY
        assert told(records, receiver, now).count == count, day
        if count:
            assert receiver.due() == [("alert", alert, step)]
            assert receiver.signatures[-1] == sign(
                receiver.bodies[-1], secret=CHANNEL.secret, at=now
            )


def test_what_nobody_looked_at_in_time_is_told_as_it_stands(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)
    receiver = Receiver()
    assert told(records, receiver, NOON + 45 * DAY).count == 1
    assert receiver.due() == [("alert", alert, "overdue")]


def test_drafts_cases_and_alerts_are_told_and_what_ended_is_not(records: SqlRecords) -> None:
    alerts = raised(records, *(campaign(key) for key in "abcd"))
    for alert in alerts:
        decided(records, alert)
    reported, bare = (
        open_case(records, "A", alert_ids=[alert], actor=ANN, now=NOON + DAY).case_id
        for alert in alerts[:2]
    )
    report_id = drafted(records, reported, form="sar").report_id
    leave_unfiled(records, alerts[3], why="payroll", actor=FIL, now=NOON + 2 * DAY)
    receiver = Receiver()
    assert told(records, receiver, NOON + 25 * DAY).count == 3
    assert sorted(receiver.due()) == [
        ("alert", alerts[2], "10_days"),
        ("case", bare, "10_days"),
        ("report", report_id, "10_days"),
    ]


def test_a_message_names_no_person_no_account_and_no_finding(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a", accounts=("acc-secret",), typologies=("T04",)))
    decided(records, alert)
    case = open_case(records, "Wei Example", alert_ids=[alert], actor=ANN, now=NOON + DAY)
    receiver = Receiver()
    told(records, receiver, NOON + 25 * DAY)
    assert receiver.last() == {
        "what": "to_be_filed",
        "at": "2026-04-07T12:00:00Z",
        "due": [{"kind": "case", "id": case.case_id, "due_on": "2026-04-12", "step": "10_days"}],
    }


def test_what_the_receiver_did_not_take_is_sent_again(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)
    receiver = Receiver()
    receiver.problem = "answered 500"
    assert told(records, receiver, NOON + 25 * DAY) == Told(count=0, problem="answered 500")
    receiver.problem = ""
    assert told(records, receiver, NOON + 25 * DAY + HOUR).count == 1


def test_neither_the_desk_nor_the_log_nor_a_webhook_hears_of_it(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)
    with records.read() as view:
        before = view.audit.size()
    receiver = Receiver()
    assert told(records, receiver, NOON + 45 * DAY).count == 1
    with records.read() as view:
        assert view.audit.size() == before
        assert view.desk.watch.alarms(count_max=10) == ()
        assert view.identity.machines.webhooks() == ()
    assert not any(tag.startswith(("report:", "case:", "alarm:")) for tag in TAGS)


@pytest.mark.parametrize("fails", [True, False])
def test_a_message_that_cannot_leave_changes_nothing_else(records: SqlRecords, fails: bool) -> None:
    receiver = Receiver()
    receiver.problem = "answered 500" if fails else ""
    assert told(records, receiver, NOON) == Told(count=0), "nothing is due: nothing is sent"
    assert receiver.bodies == []
