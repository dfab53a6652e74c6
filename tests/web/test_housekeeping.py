"""What the server does beside answering: the desk's duties, without anybody typing a command."""

import logging
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest
from tests.strategies.casework import campaign, decided, raised
from tests.strategies.respond import instruments
from tests.web.browsing import ORIGIN
from tests.web.conftest import MovedClock

from plainsight.app.casework.tell_filing import FilingChannel
from plainsight.app.deliver_webhooks import add_webhook
from plainsight.app.prove.resume_log import mark_restored
from plainsight.app.respond import keep_duties as duties
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.keep_duties import Diary
from plainsight.app.respond.watch_desk import list_alarms
from plainsight.errors import PlatformTrouble
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.keys.file import create_key
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import SqlRecords
from plainsight.web import housekeeping
from plainsight.web.api.webhook_sender import WebhookSender
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.housekeeping import (
    Failing,
    keep_duties_once,
    keep_house_once,
    send_webhooks_once,
    sign_log_once,
    tell_filing_once,
)


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
        keep_house_once(served(web_records, clock), Failing())
    assert "checking clocks: OSError: no file descriptor is left" in caplog.text


def test_clocks_are_checked_while_a_receiver_of_webhooks_keeps_its_sender_waiting(
    web_records: SqlRecords, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, checked, answered = Event(), Event(), Event()

    class Waiting:
        def check(self, url: str) -> None:
            """Any will do."""

        def send(self, url: str, body: bytes, *, signature: str) -> str:
            asked.set()
            return "" if answered.wait(timeout=60) else "nobody let it go"

    def check(records: SqlRecords, *, now: datetime) -> None:
        if asked.is_set():
            checked.set()

    services = replace(served(web_records, clock), webhooks=Waiting())
    add_webhook(
        web_records, url="https://hooks.example/in", tags=[AuditTag.ALERT_RAISED], by="test",
        sender=Waiting(), salts=secrets.token_bytes, now=clock(),
    )  # fmt: skip
    with web_records.begin() as unit:
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=clock()))
    monkeypatch.setattr(housekeeping, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(housekeeping, "check_clocks", check)
    over = housekeeping.keep_house(services)
    try:
        assert asked.wait(timeout=60)
        assert checked.wait(timeout=60), "the clocks waited for the receiver"
    finally:
        over.set()
        answered.set()
        for thread in enumerate_threads():
            if thread.name in {"housekeeping", "webhooks", "checkpoints", "duties"}:
                thread.join(timeout=60)


def test_the_log_is_signed_by_a_round_of_its_own(
    web_records: SqlRecords, clock: MovedClock, tmp_path: Path
) -> None:
    signer = create_key(tmp_path / "log.key", name="audit.example/log")
    with web_records.begin() as unit:
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=clock()))
    sign_log_once(replace(served(web_records, clock), signer=signer), Failing())
    with web_records.read() as view:
        latest = view.checkpoints.latest()
    assert latest is not None
    assert latest.size == 1


def test_a_restored_log_that_waits_is_an_alarm_and_one_line_of_the_servers_log(
    web_records: SqlRecords, clock: MovedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    signer = create_key(tmp_path / "log.key", name="audit.example/log")
    mark_restored(web_records, actor="ada", now=clock())
    services, failing = replace(served(web_records, clock), signer=signer), Failing()
    with caplog.at_level(logging.WARNING, "plainsight.web"):
        for _ in range(3):
            sign_log_once(services, failing)
    (line,) = caplog.messages
    assert line.startswith("signing the log: RestoredLog: ")
    keep_duties_once(services, Diary())
    told = [each.says for each in list_alarms(web_records) if each.kind is AlarmKind.DUTY_FAILED]
    assert len(told) == 1
    assert "plainsight log resume" in told[0]


def test_a_webhook_that_is_not_taken_for_a_day_is_an_alarm_once_a_day(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    clock.now = clock.now.replace(hour=0)  # days are counted
    add_webhook(
        web_records, url="https://hooks.example/in", tags=[AuditTag.ALERT_RAISED], by="test",
        sender=_Deaf(), salts=secrets.token_bytes, now=clock(),
    )  # fmt: skip
    with web_records.begin() as unit:
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=clock()))
    services, diary = replace(served(web_records, clock), webhooks=_Deaf()), Diary()
    told = []
    for _ in range(30):
        send_webhooks_once(services, Failing())
        keep_duties_once(services, diary)
        clock.wait(timedelta(hours=2))
        told.append([each.says for each in list_alarms(web_records) if "webhook" in each.says])
    assert told[12] == []
    assert len(told[-1]) == 2  # the second and the third day
    assert "hooks.example" not in told[-1][0]


class _Deaf:
    """A receiver that takes nothing."""

    def check(self, url: str) -> None:
        """Any."""

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        return "answered 500"


def test_a_filing_channel_that_fails_is_told_to_the_servers_log_and_never_to_the_desk(
    web_records: SqlRecords, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    alert = suspected(web_records, clock)
    channel = FilingChannel(
        url="https://filing.example/in", secret=b"0" * 16, terms=load_report_terms().sar
    )
    services = replace(served(web_records, clock), filing=channel, filing_sender=_Deaf())
    clock.wait(timedelta(days=45))
    with caplog.at_level(logging.WARNING, "plainsight.web"):
        tell_filing_once(services, Failing())
    (line,) = caplog.messages
    assert line == "telling the filing channel: answered 500"
    assert alert not in caplog.text
    assert list_alarms(web_records) == ()
    tell_filing_once(
        served(web_records, clock), Failing()
    )  # without a channel there is nothing to do


def test_a_channel_that_fails_is_told_when_it_begins_and_when_it_ends_and_not_each_minute(
    web_records: SqlRecords, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    suspected(web_records, clock)
    channel = FilingChannel(
        url="https://10.1.2.3/in/s3cret", secret=b"0" * 16, terms=load_report_terms().sar
    )
    clock.wait(timedelta(days=45))
    failing, outside = Failing(), WebhookSender()
    services = replace(served(web_records, clock), filing=channel, filing_sender=outside)
    with caplog.at_level(logging.WARNING, "plainsight.web"):
        for _ in range(3):
            tell_filing_once(services, failing)
        tell_filing_once(replace(services, filing_sender=_Takes()), failing)
        tell_filing_once(replace(services, filing_sender=_Takes()), failing)  # nothing is due
    assert caplog.messages == [
        "telling the filing channel: the host is inside this network; use a public one",
        "telling the filing channel: done again",
    ]
    assert "s3cret" not in caplog.text


class _Takes(_Deaf):
    """A receiver that takes everything."""

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        return ""


def suspected(records: SqlRecords, clock: MovedClock) -> str:
    """An alert that a person found suspicious."""
    (alert,) = raised(records, campaign("a"), at=clock())
    decided(records, alert, at=clock())
    return alert
