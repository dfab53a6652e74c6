"""Four legal requests from receipt to their end: an emergency, a preservation, a subpoena, and an
impostor who gets nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from plainsight.app.respond.approve_scope import refuse_request
from plainsight.app.respond.delete_account import delete_account
from plainsight.app.respond.extend_hold import confirm_hold
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.app.respond.verify_requester import Checks
from plainsight.demo.accounts import PRESERVED
from plainsight.demo.agency import AGENCY, SUPERVISOR
from plainsight.demo.desk import DemoDesk, Told
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.platform import prepare_platform
from plainsight.demo.staff import COUNSEL, CUSTODIAN
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
from plainsight.respond.legal_request import Intake
from plainsight.respond.reason import Reason


def run_respond_demo(desk: DemoDesk, *, tell: Callable[[Told], None]) -> tuple[Told, ...]:
    """Run the four, telling each as it ends."""
    prepare_platform(desk)
    outcomes = []
    for scene in (_emergency, _preservation, _subpoena, _impostor):
        outcome = scene(desk)
        tell(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def _emergency(desk: DemoDesk) -> Told:
    now = desk.started_at
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(now), now=now)
    stored, package = produce(
        desk, judged.stored.request_id, now=now + timedelta(hours=1, minutes=10)
    )
    return Told(
        title="An emergency: a person is in danger of death",
        reference=stored.reference,
        says=(
            "held at receipt, picked up after 4 minutes, all four gates open after 20",
            "two approvers of two departments; wallet transfers were asked and not given",
            f"answered after 1 h 10 min of 48 h, with {package.line_count} lines",
        ),
        package=package,
    )


def _preservation(desk: DemoDesk) -> Told:
    now = desk.started_at + timedelta(hours=2)
    request = demo_request("us-preservation-2703f", account_id=PRESERVED)
    judged = receive_and_verify(desk, request, checks=good_checks(now), now=now)
    stored = confirm_hold(
        desk.records,
        judged.stored.request_id,
        instruments=desk.instruments,
        actor=CUSTODIAN,
        now=now + timedelta(minutes=30),
    )
    is_gone = delete_account(desk.records, PRESERVED, now=now + timedelta(minutes=40))
    found = verify_holds(desk.records, now=now + timedelta(minutes=50))
    return Told(
        title="A preservation letter: keep everything, disclose nothing",
        reference=stored.reference,
        says=(
            "held at receipt, silently; confirmed after 30 minutes of 48 h; nothing was disclosed",
            "its holder then deletes the account and sees no difference: "
            f"{'it is gone' if is_gone else 'closed, and every held record is kept'}",
            f"{found.checked_count} holds verified by hash, {len(found.corrupted)} corrupted",
        ),
    )


def _subpoena(desk: DemoDesk) -> Told:
    now = desk.started_at + timedelta(hours=3)
    classes = (each for each in DataClass if each != "D10")
    request = demo_request("us-subpoena", *classes, account_id=desk.sought)
    judged = receive_and_verify(desk, request, checks=good_checks(now), now=now)
    stored, package = produce(desk, judged.stored.request_id, now=now + timedelta(days=2))
    return Told(
        title="A subpoena that asks for more than it may",
        reference=stored.reference,
        says=(
            f"{package.line_count} lines of the six statutory items",
            f"{package.not_produced_count} parts refused, each with a reason code and a route",
            "the user was told before the package left, as no order forbids it",
        ),
        package=package,
    )


def _impostor(desk: DemoDesk) -> Told:
    now = desk.started_at + timedelta(hours=5)
    request = replace(emergency_request(), intake=Intake.EMAIL)
    checks = Checks(
        mail_authenticated=True,  # the mailbox is real, and stolen
        agency_denies=True,
        call_back=CallBack(
            dialled=AGENCY.call_back_number, spoke_with=SUPERVISOR, confirms_request=False, at=now
        ),
    )
    judged = receive_and_verify(desk, request, checks=checks, now=now)
    refused = refuse_request(
        desk.records,
        judged.stored.request_id,
        [Reason.AUTHENTICITY_NOT_ESTABLISHED],
        actor=COUNSEL,
        now=now + timedelta(hours=1),
    )
    return Told(
        title="An impostor with a stolen mailbox",
        reference=refused.reference,
        says=(
            f"fraud suspected: {judged.gates.contradictions[0]}",
            *(
                f"{gate.gate} shut: {gate.says}"
                for gate in judged.gates.gates
                if not gate.is_passed
            ),
            "nothing was disclosed; the provisional hold lapses after 30 days",
        ),
    )
