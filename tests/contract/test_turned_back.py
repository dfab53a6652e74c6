"""What happens on the way to a package when a scope ends or the agency denies it after all."""

from datetime import timedelta

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON

from plainsight.app.respond.approve_scope import approve_scope, grant_scope, refuse_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.release_package import release_package
from plainsight.app.respond.settle_request import send_notice
from plainsight.app.respond.verify_requester import Checks, verify_requester
from plainsight.demo.agency import AGENCY, OFFICER_ID, SUPERVISOR
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import (
    APPROVER,
    COLLECTOR,
    COUNSEL,
    INTAKE,
    QUALITY,
    SECOND_APPROVER,
    VERIFIER,
)
from plainsight.errors import IllegalMove, ScopeExpired, UnknownId
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.reason import Reason
from plainsight.respond.states import Production

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 4 * DAY  # a scope token lasts 72 hours
WAY = ("scoped", "approved", "collected", "qa_passed", "packaged")
DENIED = Checks(
    call_back=CallBack(
        dialled=AGENCY.call_back_number, spoke_with=SUPERVISOR, confirms_request=False, at=LATER
    ),
    agency_denies=True,
)


def brought_to(desk: DemoDesk, station: str, request: LegalRequest | None = None) -> str:
    """A legal request that stands at one station of the way to its package."""
    request = request or demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id, key = judged.stored.request_id, desk.seals.signer.key
    taken = WAY[: WAY.index("qa_passed" if station == "nil" else station) + 1]
    if "scoped" in taken:
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=COUNSEL, now=NOON,
        )  # fmt: skip
    if "approved" in taken:
        stored = approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
        if stored.two_departments:
            approve_scope(desk.records, request_id, actor=SECOND_APPROVER, now=NOON)
    if "collected" in taken:
        collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON)
    if "qa_passed" in taken:
        pass_quality(desk.records, request_id, key=key, actor=QUALITY, now=NOON)
    if "packaged" in taken:
        package_disclosure(
            desk.records, request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
            seals=desk.seals, now=NOON,
        )  # fmt: skip
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).state.production.value == station
    return request_id


@pytest.mark.parametrize("station", ["scoped", "approved", "collected", "qa_passed", "nil"])
def test_a_scope_that_ended_is_granted_approved_and_collected_again(
    desk: DemoDesk, station: str
) -> None:
    nobody = demo_request("us-subpoena", DataClass.PHONE, account_id="wx-unknown")
    request_id = brought_to(desk, station, nobody if station == "nil" else None)
    if station == "approved":
        with pytest.raises(ScopeExpired, match="granted again"):
            collect_records(
                desk.records, request_id, key=desk.seals.signer.key, actor=COLLECTOR, now=LATER
            )
    stored, package = produce(desk, request_id, now=LATER)
    assert stored.state.production is Production.RELEASED
    assert package.line_count == (0 if station == "nil" else 1)
    with desk.records.read() as view:
        assert_intact(view)


def test_a_scope_granted_again_needs_all_its_approvals_again(desk: DemoDesk) -> None:
    request_id = brought_to(desk, "collected", emergency_request())
    again = grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=LATER,
    )  # fmt: skip
    assert again.stored.duties.approver_id is None
    assert again.stored.duties.second_approver_id is None
    with desk.records.read() as view, pytest.raises(UnknownId):
        view.desk.requests.collected(request_id)
    stored = approve_scope(desk.records, request_id, actor=APPROVER, now=LATER)
    assert stored.state.production is Production.SCOPED


@pytest.mark.parametrize("station", [*WAY, "nil"])
def test_a_denial_after_the_verification_stops_everything_until_the_package_left(
    desk: DemoDesk, station: str
) -> None:
    nobody = demo_request("us-subpoena", DataClass.PHONE, account_id="wx-unknown")
    request_id = brought_to(desk, station, nobody if station == "nil" else None)
    judged = verify_requester(desk.records, request_id, DENIED, actor=VERIFIER, now=LATER)
    assert judged.stored.state.authenticity.value == "fraud_suspected"
    with pytest.raises((IllegalMove, ScopeExpired)):
        produce(desk, request_id, now=NOON + HOUR)
    with pytest.raises((IllegalMove, UnknownId)):
        release_package(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    refused = refuse_request(
        desk.records, request_id, [Reason.AUTHENTICITY_NOT_ESTABLISHED], actor=COUNSEL, now=LATER
    )
    assert refused.state.production is Production.REFUSED
    with desk.records.read() as view:
        with pytest.raises(UnknownId):
            view.desk.requests.collected(request_id)
        with pytest.raises(UnknownId):
            view.desk.packages.of_request(request_id)
        assert view.desk.requests.disclosures(request_id) == ()
        assert_intact(view)


def test_what_has_left_is_not_called_back_by_a_later_denial(desk: DemoDesk) -> None:
    request_id = brought_to(desk, "packaged")
    send_notice(desk.records, request_id, instruments=desk.instruments, actor=INTAKE, now=NOON)
    release_package(desk.records, request_id, actor=APPROVER, now=NOON)
    with pytest.raises(IllegalMove, match="production is released"):
        verify_requester(desk.records, request_id, DENIED, actor=VERIFIER, now=LATER)
