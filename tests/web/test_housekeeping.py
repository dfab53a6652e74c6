"""What the server does beside answering: the desk's duties, without anybody typing a command."""

import logging
import secrets
from datetime import datetime, timedelta

import pytest
from tests.strategies.respond import instruments
from tests.web.browsing import ORIGIN
from tests.web.conftest import MovedClock

from plainsight.app import keep_duties as duties
from plainsight.app.desk_stored import AlarmKind
from plainsight.app.keep_duties import Diary
from plainsight.app.watch_desk import list_alarms
from plainsight.errors import PlatformTrouble
from plainsight.stores.records import SqlRecords
from plainsight.web import housekeeping
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.housekeeping import keep_duties_once, keep_house_once


def served(records: SqlRecords, clock: MovedClock) -> WebServices:
    return WebServices(
        records=records,
        clock=clock,
        salts=secrets.token_bytes,
        settings=WebSettings(origin=ORIGIN),
        instruments=instruments(),
    )


def checks(records: SqlRecords) -> int:
    with records.read() as view:
        return sum(each.tag == "holds:checked" for each in view.audit.entries())


def test_a_running_server_verifies_the_holds_every_day(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    services, diary = served(web_records, clock), Diary()
    for _ in range(3 * 24):
        keep_duties_once(services, diary)
        clock.wait(timedelta(hours=1))
    assert checks(web_records) == 3
    alarms = [each.kind for each in list_alarms(web_records)]
    assert alarms == [AlarmKind.ROSTER_GAP] * len(alarms)
    assert len(alarms) in {1, 2}  # a week, and the next one where it begins


def test_a_duty_that_fails_is_logged_alarmed_and_tried_again(
    web_records: SqlRecords,
    clock: MovedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def burns(records: SqlRecords, *, now: datetime) -> None:
        raise PlatformTrouble("verify", "no answer")

    services, diary = served(web_records, clock), Diary()
    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(duties, "verify_holds", burns)
        keep_duties_once(services, diary)
    assert "duty to verify holds: PlatformTrouble" in caplog.text
    assert AlarmKind.DUTY_FAILED in [each.kind for each in list_alarms(web_records)]
    clock.wait(timedelta(hours=1))
    keep_duties_once(services, diary)
    assert checks(web_records) == 1


def test_what_no_error_of_ours_foresaw_ends_no_housekeeping(
    web_records: SqlRecords,
    clock: MovedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def burns(*_: object, **__: object) -> None:
        raise OSError("no file descriptor is left")

    monkeypatch.setattr(housekeeping, "check_clocks", burns)
    with caplog.at_level(logging.WARNING):
        keep_house_once(served(web_records, clock))
    assert "housekeeping: OSError: no file descriptor is left" in caplog.text
