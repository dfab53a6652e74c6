"""The daily rounds over holds: one that nobody can deal with is told, and ends nobody else's."""

from datetime import timedelta

import pytest
from tests.strategies.respond import NOON, Seal, instruments, make_desk, make_seal

from plainsight.app.respond import verify_holds as round_of
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.stored import StoredHold
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.app.respond.watch_desk import list_alarms
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import CUSTODIAN, INTAKE
from plainsight.errors import PlatformTrouble
from plainsight.model.fact import JsonValue
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass
from plainsight.stores.records import SqlRecords
from plainsight.stores.respond.directory import SqlDirectory

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def desk(records: SqlRecords, seal: Seal) -> DemoDesk:
    return make_desk(records, seal)


def held(desk: DemoDesk, instrument_id: str = "us-subpoena") -> StoredHold:
    request = demo_request(instrument_id, DataClass.PHONE)
    return receive_request(
        desk.records, request, instruments=instruments(), actor=INTAKE, now=NOON
    ).holds[0]


def confirmed(desk: DemoDesk, instrument_id: str) -> StoredHold:
    judged = receive_and_verify(
        desk, demo_request(instrument_id), checks=good_checks(NOON), now=NOON
    )
    request_id = judged.stored.request_id
    confirm_hold(desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON)
    with desk.records.read() as view:
        return view.desk.holds.of_request(request_id)[0]


def silent_for(monkeypatch: pytest.MonkeyPatch, *hold_ids: str) -> None:
    """The platform has these holds and answers 500 for them."""
    real = SqlDirectory.digest

    def digest(self: SqlDirectory, hold: StoredHold) -> str:
        if hold.hold_id in hold_ids:
            raise PlatformTrouble("platform", f"/v1/holds/{hold.hold_id} answered 500")
        return real(self, hold)

    monkeypatch.setattr(SqlDirectory, "digest", digest)


def rounds(records: SqlRecords) -> list[dict[str, JsonValue]]:
    with records.read() as view:
        entries = [parse_entry(each.canonical) for each in view.audit.entries()]
    return [dict(each.body) for each in entries if each.tag == "holds:checked"]


def passed_over(records: SqlRecords, duty: str) -> list[str]:
    """Which requests' holds an alarm of this duty names."""
    return [
        alarm.subject
        for alarm in list_alarms(records)
        if alarm.kind is AlarmKind.DUTY_FAILED and f"to {duty} passed over" in alarm.says
    ]


def test_a_hold_that_the_platform_does_not_answer_for_ends_no_others_check(
    desk: DemoDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = sorted((held(desk) for _ in range(3)), key=lambda each: each.hold_id)
    silent_for(monkeypatch, first.hold_id)
    found = verify_holds(desk.records, now=NOON + DAY)
    assert (found.checked_count, found.unreadable, found.corrupted) == (2, (first.hold_id,), ())
    assert rounds(desk.records) == [{"checked": 2, "corrupted": 0, "unreadable": 1}]
    assert passed_over(desk.records, "verify holds") == [first.request_id]
    (alarm,) = [a for a in list_alarms(desk.records) if a.subject == first.request_id]
    assert first.hold_id in alarm.says
    assert "answered 500" in alarm.says


def test_a_platform_that_answers_for_none_ends_the_round_and_says_what_was_checked(
    desk: DemoDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_of, "UNREADABLE_IN_A_ROW_MAX", 2)
    holds = sorted((held(desk) for _ in range(4)), key=lambda each: each.hold_id)
    silent_for(monkeypatch, *(each.hold_id for each in holds[1:]))
    with pytest.raises(PlatformTrouble):
        verify_holds(desk.records, now=NOON + DAY)
    assert rounds(desk.records) == [{"checked": 1, "corrupted": 0, "unreadable": 2}]


def test_a_hold_whose_instrument_is_no_longer_known_keeps_no_other_from_lapsing(
    desk: DemoDesk,
) -> None:
    lost, other = held(desk, "us-preservation-2703f"), held(desk)
    known = {name: each for name, each in instruments().items() if name != "us-preservation-2703f"}
    ended = lapse_holds(desk.records, instruments=known, now=NOON + 40 * DAY)
    assert len(ended) == 1
    with desk.records.read() as view:
        states = {each.hold_id: each.state.value for each in view.desk.holds.active()}
    assert lost.hold_id in states
    assert other.hold_id not in states
    assert passed_over(desk.records, "lapse holds") == [lost.request_id]


def test_a_hold_whose_instrument_is_no_longer_known_keeps_no_other_from_its_review(
    desk: DemoDesk,
) -> None:
    lost = confirmed(desk, "us-preservation-2703f")
    other = confirmed(desk, "us-subpoena")
    known = {k: each for k, each in instruments().items() if k != "us-preservation-2703f"}
    asked = ask_reviews(desk.records, instruments=known, now=NOON + 1_000 * DAY)
    with desk.records.read() as view:
        reference = view.desk.requests.get(other.request_id).reference  # type: ignore[union-attr]
    assert asked == (reference,)
    assert passed_over(desk.records, "review holds") == [lost.request_id]
