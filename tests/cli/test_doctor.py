"""What `plainsight doctor` looks at beyond the installation: who does not take what is sent."""

import secrets
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.app.deliver_webhooks import add_webhook, deliver_webhooks, stop_webhook
from plainsight.app.prove.resume_log import mark_restored
from plainsight.cli.run import doctor
from plainsight.model.fact import AuditTag, Fact


class Deaf:
    """A receiver that takes nothing."""

    def check(self, url: str) -> None:
        """Any."""

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        return "answered 500"


def test_doctor_tells_which_receivers_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    records = wiring.open_records(url)
    receiver, at = Deaf(), wiring.read_clock()
    add_webhook(
        records, url="https://hooks.example/in", tags=[AuditTag.ALERT_RAISED], by="a",
        sender=receiver, salts=secrets.token_bytes, now=at,
    )  # fmt: skip
    with records.begin() as unit:
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=at))
    monkeypatch.setenv("PLAINSIGHT_FILING_HOOK", "https://user:word@filing.example/in")
    found = {each.what: each for each in doctor.look(url)}
    assert found["webhooks"].said == "1 kept, none fails"
    assert found["filing channel"].health is doctor.Health.BAD
    assert "word@" not in found["filing channel"].said
    deliver_webhooks(records, sender=receiver, clock=wiring.read_clock)
    said = {each.what: each for each in doctor.look(url)}["webhook"].said
    assert said.endswith(": answered 500; tried 1 time, 1 entry of the log behind")
    with records.read() as view:
        (hook,) = view.identity.machines.webhooks()
    stop_webhook(records, hook.webhook_id, by="a", now=at)
    assert "webhook" not in {each.what for each in doctor.look(url)}


def test_doctor_tells_of_a_restored_log_that_nobody_may_sign(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    records = wiring.open_records(url)
    assert "log" not in {each.what for each in doctor.look(url)}
    mark_restored(records, actor="ada", now=wiring.read_clock())
    found = {each.what: each for each in doctor.look(url)}["log"]
    assert found.health is doctor.Health.BAD
    assert found.said.startswith("it was never signed; the log was restored")
    assert "plainsight log resume" in found.said
