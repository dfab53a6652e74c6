"""An officer's key is changed by two people after a call; a withdrawn officer gets nothing."""

from datetime import timedelta

import pytest
from tests.strategies.respond import NOON, Seal, make_seal

from plainsight.app.respond.change_officer import change_officer_key, withdraw_officer
from plainsight.app.respond.stored import Actor, Officer
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import INTAKE, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, SamePerson, WrongRecipient
from plainsight.respond.data_class import DataClass

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("another"))


def changed(desk: DemoDesk, key: str, *, second: Actor = VERIFIER) -> Officer:
    return change_officer_key(
        desk.records, OFFICER_ID, key, "Lieutenant M. Dorsey", sealer=desk.seals.sealer,
        actor=INTAKE, second=second, now=NOON,
    )  # fmt: skip


def verified(desk: DemoDesk, *, hours: int) -> str:
    now = NOON + hours * HOUR
    request = demo_request("us-subpoena", DataClass.PHONE)
    return receive_and_verify(desk, request, checks=good_checks(now), now=now).stored.request_id


def test_two_people_change_a_key_and_whom_they_called_is_kept(
    desk: DemoDesk, another: Seal
) -> None:
    with pytest.raises(SamePerson):
        changed(desk, another.recipient, second=INTAKE)
    officer = changed(desk, another.recipient)
    assert (officer.recipient_key, officer.enrolled_at) == (another.recipient, NOON)
    with pytest.raises(BadValue, match="already"):
        changed(desk, another.recipient)
    with desk.records.read() as view:
        assert view.desk.registry.officer_by_email(officer.email) == officer
        tags = [entry.tag for entry in view.audit.about(officer.agency_id)]
    assert tags[-1] == "officer:key_changed"


def test_a_key_that_was_changed_after_the_verification_gets_no_package_for_72_hours(
    desk: DemoDesk, another: Seal
) -> None:
    request_id = verified(desk, hours=-2)
    changed(desk, another.recipient)
    with pytest.raises(GuardUnmet, match="72 hours"):
        produce(desk, request_id, now=NOON + HOUR)


def test_a_withdrawn_officer_gets_no_package_until_two_people_enrol_a_key_again(
    desk: DemoDesk, another: Seal
) -> None:
    request_id = verified(desk, hours=-2)
    with pytest.raises(BadValue, match="say what is meant"):
        withdraw_officer(desk.records, OFFICER_ID, " ", actor=INTAKE, now=NOON)
    withdraw_officer(desk.records, OFFICER_ID, "left the agency", actor=INTAKE, now=NOON)
    with pytest.raises(WrongRecipient, match="withdrawn"):
        produce(desk, request_id, now=NOON + HOUR)
    assert changed(desk, another.recipient).withdrawn_at is None
