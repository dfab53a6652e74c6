"""A suspicion of fraud is one person's; that it stands, or not, is said by another."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON

from plainsight.app.respond.approve_scope import approve_scope, grant_scope
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.look_again import clear_fraud, confirm_fraud
from plainsight.app.respond.verify_requester import Checks, verify_requester
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COUNSEL, INTAKE, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, SamePerson, WrongRole

SECOND = replace(VERIFIER, actor_id="staff-vera")
DENIED = Checks(agency_denies=True)


def suspected(desk: DemoDesk) -> str:
    judged = receive_and_verify(desk, emergency_request(), checks=DENIED, now=NOON)
    assert judged.stored.state.authenticity.value == "fraud_suspected"
    return judged.stored.request_id


def test_a_second_person_clears_a_suspicion_and_it_is_verified_anew(desk: DemoDesk) -> None:
    request_id = suspected(desk)
    with pytest.raises(IllegalMove, match="fraud_suspected"):
        verify_requester(desk.records, request_id, good_checks(NOON), actor=SECOND, now=NOON)
    cleared = clear_fraud(desk.records, request_id, "wrong button", actor=SECOND, now=NOON)
    assert cleared.state.authenticity.value == "verifying"
    judged = verify_requester(desk.records, request_id, good_checks(NOON), actor=VERIFIER, now=NOON)
    assert judged.stored.state.authenticity.value == "verified"
    with desk.records.read() as view:
        (said,) = view.desk.statements.of_request(request_id, kind=StatementKind.FRAUD_CLEARED)
        assert (said.actor_id, said.body["words"]) == ("staff-vera", "wrong button")
        assert [m.number for m in view.desk.requests.moves(request_id)][-2:] == ["T05b", "T04"]
        assert_intact(view)


def test_who_cleared_a_suspicion_neither_approves_nor_releases(desk: DemoDesk) -> None:
    request_id = suspected(desk)
    clear_fraud(desk.records, request_id, "wrong button", actor=SECOND, now=NOON)
    verify_requester(desk.records, request_id, good_checks(NOON), actor=VERIFIER, now=NOON)
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    looked = replace(APPROVER, actor_id=SECOND.actor_id)
    with pytest.raises(SamePerson, match="second look at the suspicion"):
        approve_scope(desk.records, request_id, actor=looked, now=NOON)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).duties.approver_id == APPROVER.actor_id
        assert_intact(view)


@pytest.mark.parametrize("duty", ["approver_id", "second_approver_id", "released_by"])
def test_the_database_keeps_the_second_look_apart(
    desk: DemoDesk, records_url: str, duty: str
) -> None:
    request_id = suspected(desk)
    clear_fraud(desk.records, request_id, "wrong button", actor=SECOND, now=NOON)
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    told = f"legal_requests_i2_looked_again_by_{duty}"
    with engine.connect() as connection, pytest.raises(IntegrityError, match=told):
        connection.execute(
            text(f"UPDATE legal_requests SET {duty} = :by WHERE request_id = :id"),
            {"by": SECOND.actor_id, "id": request_id},
        )
    engine.dispose()


def test_what_a_second_person_confirmed_stays(desk: DemoDesk) -> None:
    request_id = suspected(desk)
    stored = confirm_fraud(desk.records, request_id, "they sent nothing", actor=COUNSEL, now=NOON)
    assert stored.state.authenticity.value == "fraud_suspected"
    for look in (clear_fraud, confirm_fraud):
        with pytest.raises(GuardUnmet, match="confirmed this suspicion already"):
            look(desk.records, request_id, "again", actor=SECOND, now=NOON)
    with desk.records.read() as view:
        assert_intact(view)


@pytest.mark.parametrize("look", [clear_fraud, confirm_fraud])
def test_who_suspected_does_not_look_again_nor_intake_nor_without_a_reason(
    desk: DemoDesk, look: object
) -> None:
    assert callable(look)
    request_id = suspected(desk)
    with pytest.raises(GuardUnmet, match="somebody else"):
        look(desk.records, request_id, "sure", actor=VERIFIER, now=NOON)
    with pytest.raises(WrongRole):
        look(desk.records, request_id, "sure", actor=INTAKE, now=NOON)
    with pytest.raises(BadValue, match="words"):
        look(desk.records, request_id, " ", actor=SECOND, now=NOON)


def test_a_second_suspicion_needs_a_second_look_of_its_own(desk: DemoDesk) -> None:
    request_id = suspected(desk)
    clear_fraud(desk.records, request_id, "wrong button", actor=SECOND, now=NOON)
    again = verify_requester(desk.records, request_id, DENIED, actor=SECOND, now=NOON)
    assert (again.stored.duties.suspected_by, again.stored.duties.looked_again_by) == (
        "staff-vera",
        None,
    )
    with pytest.raises(GuardUnmet, match="somebody else"):
        clear_fraud(desk.records, request_id, "no", actor=SECOND, now=NOON)
    assert clear_fraud(desk.records, request_id, "no", actor=VERIFIER, now=NOON)


def test_the_database_itself_asks_for_the_second_person(desk: DemoDesk, records_url: str) -> None:
    request_id = suspected(desk)
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    for by in (None, VERIFIER.actor_id):
        with engine.connect() as connection, pytest.raises(IntegrityError, match="legal_requests"):
            connection.execute(
                text(
                    "UPDATE legal_requests SET authenticity = 'verifying', looked_again_by = :by "
                    "WHERE request_id = :id"
                ),
                {"by": by, "id": request_id},
            )
    engine.dispose()
