"""What the demo leaves open: two legal requests with running clocks, and somebody on duty.

They are of the officer whom the console lets a reader be, so that both sides of one request can be
looked at: the desk's clocks and approvals, and the officer's own status of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.approve_scope import grant_scope, triage_request
from plainsight.app.respond.duty_roster import add_shifts
from plainsight.app.respond.receive_request import Instruments, receive_request
from plainsight.app.respond.stored import Actor, Officer, StoredRequest
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.demo.personas import BUREAU, ensure_personas, persona_id
from plainsight.demo.staff import COUNSEL, VERIFIER
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.note import Signer
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
from plainsight.respond.legal_request import Identifier, IdentifierKind, LegalRequest
from plainsight.respond.roster import Shift
from plainsight.respond.states import Role

OFFICER_MAIL = "officer@demo.example"
DESK = Actor(actor_id=persona_id("desk"), role=Role.INTAKE, department="response")
ENROLLED_FOR = timedelta(days=40)  # gate G1 asks for 72 hours, or for a co-signature
ON_DUTY_FOR = timedelta(days=7)
WAITS = timedelta(hours=30)  # the subpoena, until the reader comes
JUST_NOW = timedelta(minutes=9)  # the emergency
PICKED_UP_AFTER = timedelta(minutes=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """Everything it needs from outside."""

    records: Records
    instruments: Instruments
    signer: Signer
    recipient_key: str  # what leaves for the officer is sealed to it
    sought: str  # whose records both ask for
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """References of the two that wait."""

    emergency: str
    subpoena: str


def leave_open(desk: OpenDesk) -> LeftOpen:
    """Receive an emergency and a subpoena about the broker, and answer neither."""
    ensure_personas(desk.records, now=desk.now)
    _enrol(desk, now=desk.now - ENROLLED_FOR)
    add_shifts(desk.records, _shifts(desk.now), actor=DESK, now=desk.now)
    subpoena = _await_approval(desk, at=desk.now - WAITS)
    at = desk.now - JUST_NOW
    emergency = _receive(desk, emergency_request(), at=at)
    # Picked up, so that its quarter of an hour does not run out while the reader looks around.
    start_verifying(desk.records, emergency.request_id, actor=DESK, now=at + PICKED_UP_AFTER)
    return LeftOpen(emergency=emergency.reference, subpoena=subpoena.reference)


def _shifts(now: datetime) -> list[Shift]:
    return [
        Shift(
            actor_id=persona_id(person),
            starts_at=now - timedelta(hours=1),
            ends_at=now + ON_DUTY_FOR,
            level=level,
        )
        for level, person in enumerate(("desk", "second-desk"), start=1)
    ]


def _enrol(desk: OpenDesk, *, now: datetime) -> None:
    officer_id = persona_id("officer")
    with desk.records.begin() as unit:
        unit.desk.registry.enrol(
            Officer(
                officer_id=officer_id,
                agency_id=BUREAU.agency_id,
                email=OFFICER_MAIL,
                recipient_key=desk.recipient_key,
                enrolled_at=now,
                vouched_by=persona_id("sponsor"),
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.OFFICER_ENROLLED,
                subject=BUREAU.agency_id,
                at=now,
                personal={"officer_id": officer_id},
            )
        )


def _await_approval(desk: OpenDesk, *, at: datetime) -> StoredRequest:
    """A subpoena whose scope counsel has granted, and that nobody has approved yet."""
    records = desk.records
    asked = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    stored = _receive(desk, asked, at=at)
    request_id, called = stored.request_id, stored.request.requester.supervisor_name
    start_verifying(records, request_id, actor=DESK, now=at + PICKED_UP_AFTER)
    triage_request(records, request_id, actor=DESK, now=at + timedelta(minutes=6))
    checks = Checks(
        used_passkey=True,
        mail_authenticated=True,
        call_back=CallBack(
            dialled=BUREAU.call_back_number, spoke_with=called, confirms_request=True, at=at
        ),
    )
    verify_requester(records, request_id, checks, actor=VERIFIER, now=at + timedelta(minutes=20))
    grant_scope(
        records,
        request_id,
        instruments=desk.instruments,
        signer=desk.signer,
        actor=COUNSEL,
        now=at + timedelta(hours=2),
        confirmed=(),
    )
    return stored


def _receive(desk: OpenDesk, request: LegalRequest, *, at: datetime) -> StoredRequest:
    own = replace(
        request,
        requester=replace(
            request.requester, name="Olu Officer", agency_id=BUREAU.agency_id, email=OFFICER_MAIL
        ),
        issuing_authority=replace(request.issuing_authority, name=BUREAU.name),
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=desk.sought),),
        investigation_reference="EBI-2026-0311",
    )
    actor = Actor(actor_id=persona_id("officer"), role=Role.REQUESTER)
    received = receive_request(desk.records, own, instruments=desk.instruments, actor=actor, now=at)
    return received.stored
