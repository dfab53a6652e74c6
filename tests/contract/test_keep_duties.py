"""The desk's hourly and daily duties, with a clock that moves: done in time, failures told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import text
from tests.strategies.desk_alarms import kinds
from tests.strategies.respond import NOON, Seal, instruments

from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.duty_roster import add_shifts
from plainsight.app.respond.extend_hold import ask_again, confirm_hold
from plainsight.app.respond.keep_duties import Diary, Duty, DutyDone, desk_duties, keep_duties
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.settle_request import send_notice
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import CUSTODIAN, INTAKE
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import NonDisclosureOrder
from plainsight.respond.roster import Shift
from plainsight.respond.states import Holding, Notice
from plainsight.stores.records import SqlRecords

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Scheduler:
    """A running installation: a look each quarter of an hour, as fast as a test can move."""

    desk: DemoDesk
    now: datetime = NOON
    diary: Diary = field(default_factory=Diary)

    def look(self, now: datetime) -> list[DutyDone]:
        self.now = now
        duties = desk_duties(self.desk.records, instruments=instruments())
        return list(keep_duties(self.desk.records, duties, diary=self.diary, now=now))

    def days(self, count: int) -> None:
        for _ in range(count):
            for done in self.look(self.now + DAY):
                assert not done.problem


def told(desk: DemoDesk, kind: AlarmKind) -> list[str]:
    with desk.records.read() as view:
        found = view.desk.watch.alarms(kinds=[kind])
    return [f"{(each.at - NOON).days}: {each.says}" for each in reversed(found)]


def confirmed(desk: DemoDesk, instrument: str = "us-preservation-2703f") -> str:
    judged = receive_and_verify(
        desk, demo_request(instrument, DataClass.PHONE), checks=good_checks(NOON), now=NOON
    )
    request_id = judged.stored.request_id
    confirm_hold(desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON)
    return request_id


def notice(desk: DemoDesk, request_id: str) -> Notice:
    with desk.records.read() as view:
        return view.desk.requests.get(request_id).state.notice


def test_every_duty_is_done_at_the_start_and_again_when_its_period_is_over(desk: DemoDesk) -> None:
    scheduler = Scheduler(desk)
    every = [each.name for each in scheduler.look(NOON)]
    assert every == [
        "place missing holds", "watch the desk", "watch the installation", "settle notices",
        "review holds", "lapse holds", "settle with the platform", "verify holds",
    ]  # fmt: skip
    assert scheduler.look(NOON + timedelta(minutes=59)) == []
    hourly = [each.name for each in scheduler.look(NOON + HOUR)]
    assert hourly == ["place missing holds", "watch the desk", "watch the installation"]
    assert [each.name for each in scheduler.look(NOON + DAY)] == every
    # A clock that was wrong by years, and is set right, keeps nothing from being done.
    scheduler.look(NOON + 4_000 * DAY)
    assert [each.name for each in scheduler.look(NOON + 2 * DAY)] == every


def test_a_held_record_that_was_altered_is_found_within_a_day_and_alarmed(
    desk: DemoDesk, records: SqlRecords
) -> None:
    confirmed(desk)
    scheduler = Scheduler(desk)
    scheduler.look(NOON)
    assert AlarmKind.HOLD_CORRUPTED not in kinds(desk)
    with records._engine.begin() as hand:
        if hand.dialect.name == "postgresql":
            hand.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in hand.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                hand.execute(text(f'DROP TRIGGER "{name}"'))
        hand.execute(text("UPDATE directory_records SET fields = '{}'"))
    scheduler.days(1)
    assert kinds(desk).count(AlarmKind.HOLD_CORRUPTED) == 1


def test_holds_are_put_up_for_review_and_each_attempt_that_nobody_made_is_an_alarm(
    desk: DemoDesk,
) -> None:
    request_id = confirmed(desk)  # its floor is the ninetieth day
    scheduler = Scheduler(desk)
    scheduler.days(59)
    assert told(desk, AlarmKind.HOLD_REVIEW) == []
    scheduler.days(18)
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).state.holding is Holding.REVIEW_DUE
    attempts = [each.partition(",")[0] for each in told(desk, AlarmKind.HOLD_REVIEW)]
    where = "ask the agency of LER-2026-000001 whether its case is open: attempt"
    assert attempts == [f"60: {where} 1", f"76: {where} 2"]
    for day in (78, 86):
        ask_again(desk.records, request_id, actor=CUSTODIAN, now=NOON + day * DAY)
    scheduler.days(120)
    attempts = [each.partition(",")[0] for each in told(desk, AlarmKind.HOLD_REVIEW)]
    assert attempts[2:] == [f"120: {where} 4", f"150: {where} 5", f"180: {where} 6"]


def test_a_provisional_hold_of_a_requester_never_verified_lapses_after_its_days(
    desk: DemoDesk,
) -> None:
    receipt = receive_request(
        desk.records,
        demo_request("us-subpoena", DataClass.PHONE),
        instruments=instruments(),
        actor=INTAKE,
        now=NOON,
    )
    scheduler = Scheduler(desk)
    for day, holding in ((13, Holding.PROVISIONAL), (2, Holding.RELEASED)):
        scheduler.days(day)
        with desk.records.read() as view:
            assert view.desk.requests.get(receipt.stored.request_id).state.holding is holding


def test_notice_that_an_order_forbids_becomes_due_with_its_end_and_is_alarmed_twice(
    desk: DemoDesk, seal: Seal
) -> None:
    order = NonDisclosureOrder(reference="NDO 7", until=date(2026, 4, 12))  # thirty days
    request = replace(demo_request("us-subpoena", DataClass.PHONE), non_disclosure_order=order)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    produce(desk, request_id, now=NOON + HOUR)
    scheduler = Scheduler(desk)
    scheduler.days(30)
    assert notice(desk, request_id) is Notice.BLOCKED_UNTIL
    assert told(desk, AlarmKind.NOTICE_DUE) == []
    scheduler.days(1)
    assert notice(desk, request_id) is Notice.DUE
    says = f"the user of {judged.stored.reference} is to be told, or counsel waives it:"
    assert told(desk, AlarmKind.NOTICE_DUE) == [f"31: {says} due by 2026-04-20 (T32)"]
    scheduler.days(20)
    assert len(told(desk, AlarmKind.NOTICE_DUE)) == 1
    assert told(desk, AlarmKind.NOTICE_OVERDUE) == [f"39: {says} it was due by 2026-04-20 (T32)"]


def test_notice_after_an_emergency_is_due_on_the_ninetieth_day_without_anybody_asking(
    desk: DemoDesk, seal: Seal
) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    produce(desk, request_id, now=NOON)
    scheduler = Scheduler(desk)
    scheduler.days(1)
    assert notice(desk, request_id) is Notice.BLOCKED_UNTIL
    scheduler.days(88)
    assert notice(desk, request_id) is Notice.BLOCKED_UNTIL
    scheduler.days(1)
    assert notice(desk, request_id) is Notice.DUE
    assert len(told(desk, AlarmKind.NOTICE_DUE)) == 1
    send_notice(
        desk.records, request_id, instruments=instruments(), actor=INTAKE, now=scheduler.now
    )
    scheduler.days(30)
    assert told(desk, AlarmKind.NOTICE_OVERDUE) == []
    assert len(told(desk, AlarmKind.REVIEW_OVERDUE)) == 1  # nobody reviewed it within 7 days


def test_nobody_on_duty_is_told_once_however_often_the_roster_is_looked_at(desk: DemoDesk) -> None:
    shifts = [
        Shift(actor_id="ada", level=1, starts_at=NOON + 2 * DAY, ends_at=NOON + 60 * DAY),
        Shift(actor_id="bo", level=2, starts_at=NOON, ends_at=NOON + 60 * DAY),
    ]
    add_shifts(desk.records, shifts, actor=INTAKE, now=NOON)
    scheduler = Scheduler(desk)
    for hour in range(48):
        scheduler.look(NOON + hour * HOUR)
    assert len(told(desk, AlarmKind.ROSTER_GAP)) == 1
    scheduler.look(NOON + 50 * HOUR)
    assert len(told(desk, AlarmKind.ROSTER_GAP)) == 1


def test_a_duty_that_fails_is_an_alarm_a_day_and_keeps_no_other_from_being_done(
    records: SqlRecords, desk: DemoDesk
) -> None:
    done: list[datetime] = []

    def fails(now: datetime) -> None:
        raise RuntimeError("the platform burns")

    def works(now: datetime) -> None:
        done.append(now)

    def one(name: str, run: Callable[[datetime], object]) -> Duty:
        return Duty(name=name, every=DAY, run=run)

    duties, diary = (one("look", fails), one("work", works)), Diary()
    for minutes in range(0, 24 * 60, 15):
        keep_duties(records, duties, diary=diary, now=NOON + timedelta(minutes=minutes))
    assert done == [NOON]
    failures = told(desk, AlarmKind.DUTY_FAILED)
    assert len(failures) == 2  # of the thirteenth and of the fourteenth
    assert "the duty to look did not end, and is tried again: RuntimeError" in failures[0]
    assert "the platform burns" in failures[0]
