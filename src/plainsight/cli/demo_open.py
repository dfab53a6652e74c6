"""What the demo leaves open: two legal requests with running clocks, and somebody on duty.

They are of the officer whom the console lets a reader be, so that both sides of one request can be
looked at: the desk's clocks and approvals, and the officer's own status of it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from plainsight import wiring
from plainsight.app.approve_scope import grant_scope, triage_request
from plainsight.app.duty_roster import add_shifts
from plainsight.app.ports import Records
from plainsight.app.receive_request import Instruments, receive_request
from plainsight.app.respond_demo import COUNSEL, VERIFIER, demo_request, emergency_request
from plainsight.app.respond_stored import Actor, Officer, StoredRequest
from plainsight.app.verify_requester import Checks, start_verifying, verify_requester
from plainsight.cli.write_file import write_whole
from plainsight.feeds.deadlines_yaml import load_instruments
from plainsight.keys.file import FileKey
from plainsight.keys.seal_age import create_identity
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
from plainsight.respond.legal_request import Identifier, IdentifierKind, LegalRequest
from plainsight.respond.roster import Shift
from plainsight.respond.states import Role
from plainsight.web.identity.demo import AGENCY, ensure_personas, persona_id

OFFICER_MAIL = "officer@demo.example"
DESK = Actor(actor_id=persona_id("desk"), role=Role.INTAKE, department="response")
ENROLLED_FOR = timedelta(days=40)  # gate G1 asks for 72 hours, or for a co-signature
ON_DUTY_FOR = timedelta(days=7)
WAITS = timedelta(hours=30)  # the subpoena, until the reader comes
JUST_NOW = timedelta(minutes=9)  # the emergency
PICKED_UP_AFTER = timedelta(minutes=4)


def leave_open(
    screen: Console, store: Records, out: Path, *, sought: str, signer: FileKey
) -> tuple[str, str]:
    """Receive an emergency and a subpoena about the broker, and answer neither: references."""
    now, instruments = wiring.read_clock(), load_instruments()
    ensure_personas(store, now=now)
    _enrol(store, out, now=now - ENROLLED_FOR)
    shifts = [
        Shift(
            actor_id=persona_id(person),
            starts_at=now - timedelta(hours=1),
            ends_at=now + ON_DUTY_FOR,
            level=level,
        )
        for level, person in enumerate(("desk", "second-desk"), start=1)
    ]
    add_shifts(store, shifts, actor=DESK, now=now)
    subpoena = _await_approval(store, sought, instruments, signer=signer, now=now)
    emergency = _receive(store, emergency_request(), sought, instruments, at=now - JUST_NOW)
    # Picked up, so that its quarter of an hour does not run out while the reader looks around.
    start_verifying(store, emergency.request_id, actor=DESK, now=now - JUST_NOW + PICKED_UP_AFTER)
    screen.print(
        f"{emergency.reference}, an emergency of {JUST_NOW // timedelta(minutes=1)} minutes ago, "
        f"and {subpoena}, a subpoena that awaits its approval, are left open for the console.",
        soft_wrap=True,
    )
    return emergency.reference, subpoena


def _enrol(store: Records, out: Path, *, now: datetime) -> None:
    identity, recipient = create_identity()
    write_whole(out / "officer.age-key", f"{identity}\n")
    officer_id = persona_id("officer")
    with store.begin() as unit:
        unit.desk.registry.enrol(
            Officer(
                officer_id=officer_id,
                agency_id=AGENCY.agency_id,
                email=OFFICER_MAIL,
                recipient_key=recipient,
                enrolled_at=now,
                vouched_by=persona_id("sponsor"),
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.OFFICER_ENROLLED,
                subject=AGENCY.agency_id,
                at=now,
                personal={"officer_id": officer_id},
            )
        )


def _await_approval(
    store: Records, sought: str, instruments: Instruments, *, signer: FileKey, now: datetime
) -> str:
    """A subpoena whose scope counsel has granted, and that nobody has approved yet."""
    at = now - WAITS
    asked = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    stored = _receive(store, asked, sought, instruments, at=at)
    request_id, called = stored.request_id, stored.request.requester.supervisor_name
    start_verifying(store, request_id, actor=DESK, now=at + PICKED_UP_AFTER)
    triage_request(store, request_id, actor=DESK, now=at + timedelta(minutes=6))
    checks = Checks(
        used_passkey=True,
        mail_authenticated=True,
        call_back=CallBack(
            dialled=AGENCY.call_back_number, spoke_with=called, confirms_request=True, at=at
        ),
    )
    verify_requester(store, request_id, checks, actor=VERIFIER, now=at + timedelta(minutes=20))
    grant_scope(
        store,
        request_id,
        instruments=instruments,
        signer=signer,
        actor=COUNSEL,
        now=at + timedelta(hours=2),
        confirmed=(),
    )
    return stored.reference


def _receive(
    store: Records, request: LegalRequest, sought: str, instruments: Instruments, *, at: datetime
) -> StoredRequest:
    own = replace(
        request,
        requester=replace(
            request.requester, name="Olu Officer", agency_id=AGENCY.agency_id, email=OFFICER_MAIL
        ),
        issuing_authority=replace(request.issuing_authority, name=AGENCY.name),
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=sought),),
        investigation_reference="EBI-2026-0311",
    )
    actor = Actor(actor_id=persona_id("officer"), role=Role.REQUESTER)
    return receive_request(store, own, instruments=instruments, actor=actor, now=at).stored
