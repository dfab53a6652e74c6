"""Four legal requests from receipt to their end: an emergency, a preservation, a subpoena, and an
impostor who gets nothing. The demo shows it; everything in it is made up.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.app.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.collect_records import collect_records, pass_quality
from plainsight.app.delete_account import delete_account
from plainsight.app.disclose import Package, Seals, package_disclosure
from plainsight.app.extend_hold import confirm_hold
from plainsight.app.ports import Records
from plainsight.app.receive_request import Instruments, receive_request
from plainsight.app.release_package import release_package
from plainsight.app.respond_ports import AccountDirectory
from plainsight.app.respond_stored import Actor, Agency, DirectoryRecord, Officer, StoredRequest
from plainsight.app.settle_request import send_notice
from plainsight.app.verify_holds import verify_holds
from plainsight.app.verify_requester import Checks, Judgement, start_verifying, verify_requester
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
from plainsight.respond.instrument import Condition
from plainsight.respond.legal_request import (
    AuthorityKind,
    Emergency,
    Identifier,
    IdentifierKind,
    Intake,
    IssuingAuthority,
    LegalRequest,
    Requester,
)
from plainsight.respond.reason import Reason
from plainsight.respond.states import Notice, Role

INTAKE = Actor(actor_id="staff-ines", role=Role.INTAKE, department="intake")
VERIFIER = Actor(actor_id="staff-victor", role=Role.VERIFIER, department="verification")
COUNSEL = Actor(actor_id="staff-clara", role=Role.COUNSEL, department="legal")
COLLECTOR = Actor(actor_id="staff-cole", role=Role.COLLECTOR, department="records")
QUALITY = Actor(actor_id="staff-quinn", role=Role.QUALITY, department="records")
APPROVER = Actor(actor_id="staff-ada", role=Role.APPROVER, department="legal")
SECOND_APPROVER = Actor(actor_id="staff-paul", role=Role.APPROVER, department="safety")
CUSTODIAN = Actor(actor_id="staff-holly", role=Role.HOLD_CUSTODIAN, department="records")

AGENCY = Agency(
    agency_id="us-nh-doj",
    name="Example State Department of Justice",
    country="US",
    email_domain="doj.example.gov",
    call_back_number="+1 603 555 0100",
    number_source="state directory, printed edition",
)
OFFICER_ID = "officer-reyes"
ACCOUNT = "wx-100200"
PRESERVED = "wx-200300"
SUPERVISOR = "Lieutenant M. Dorsey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one legal request, in words."""

    title: str
    reference: str
    says: tuple[str, ...]
    package: Package | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDesk:
    """Everything the scenario needs from outside."""

    records: Records
    instruments: Instruments
    seals: Seals
    recipient_key: str
    started_at: datetime
    sought: str = ACCOUNT  # whose records the subpoena asks for


def run_respond_demo(desk: DemoDesk, *, tell: Callable[[Told], None]) -> tuple[Told, ...]:
    """Run the four, telling each as it ends."""
    prepare_platform(desk)
    outcomes = []
    for scene in (_emergency, _preservation, _subpoena, _impostor):
        outcome = scene(desk)
        tell(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def prepare_platform(desk: DemoDesk) -> None:
    """An agency, an enrolled officer, and one account with a life on the platform."""
    then = desk.started_at - timedelta(days=40)
    with desk.records.begin() as unit:
        unit.desk.registry.put_agency(AGENCY)
        unit.desk.registry.enrol(
            Officer(
                officer_id=OFFICER_ID,
                agency_id=AGENCY.agency_id,
                email="a.reyes@doj.example.gov",
                recipient_key=desk.recipient_key,
                enrolled_at=then,
                vouched_by="agency administrator",
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.OFFICER_ENROLLED,
                subject=AGENCY.agency_id,
                at=then,
                personal={"officer_id": OFFICER_ID},
            )
        )
        for account_id in dict.fromkeys((ACCOUNT, PRESERVED, desk.sought)):
            add_person(unit.desk.directory, account_id, at=desk.started_at - timedelta(days=10))


def reached_at(account_id: str) -> tuple[str, str]:
    """Phone and mail of a made-up account."""
    return f"+1603555{_number_of(account_id) % 10_000:04d}", f"{account_id}@mail.example"


def add_person(directory: AccountDirectory, account_id: str, *, at: datetime) -> None:
    """An account with a profile, three sessions and two transfers, one across the border."""
    phone, email = reached_at(account_id)
    directory.add_account(
        account_id,
        [
            Identifier(kind=IdentifierKind.PLATFORM_ID, value=account_id),
            Identifier(kind=IdentifierKind.PHONE, value=phone),
            Identifier(kind=IdentifierKind.EMAIL, value=email),
        ],
    )
    told: list[tuple[DataClass, dict[str, JsonValue]]] = [
        (DataClass.PLATFORM_ID, {"platform_id": account_id}),
        (DataClass.PHONE, {"phone": phone}),
        (DataClass.EMAIL, {"email": email}),
        (
            DataClass.ACCOUNT,
            {
                "name": "=Example Person",
                "created_at": "2021-03-04T05:06:07Z",
                "service_types": ["messages", "wallet"],
                "region": "US",
            },
        ),
    ]
    told += [
        (DataClass.SESSIONS, {"session": {"seconds": 60 * n, "address": f"203.0.113.{n}"}})
        for n in (1, 2, 3)
    ]
    told += [
        (DataClass.TRANSFERS, {"transfer": _transfer(own_side=True)}),
        (DataClass.TRANSFERS, {"transfer": _transfer(own_side=False)}),
        (DataClass.CONTENT, {"content": "private, and never collected without a warrant"}),
    ]
    directory.add_records(
        [
            DirectoryRecord(
                record_number=0,
                account_id=account_id,
                data_class=data_class,
                at=at + timedelta(minutes=place),
                fields=fields,
            )
            for place, (data_class, fields) in enumerate(told)
        ]
    )


def _transfer(*, own_side: bool) -> dict[str, JsonValue]:
    here: dict[str, JsonValue] = {"id": "wx-700", "operator": "here", "region": "US"}
    beyond: dict[str, JsonValue] = {"id": "sister-31337", "operator": "sister", "region": "CN"}
    return {
        "base_units": 250_000,
        "asset": "USD",
        "direction": "out",
        "counterparty": here if own_side else beyond,
    }


def _number_of(text: str) -> int:
    """A small number that is the same in every run, unlike `hash`."""
    return sum(place * ord(character) for place, character in enumerate(text, start=1))


def demo_request(
    instrument_id: str, *classes: DataClass, account_id: str = ACCOUNT
) -> LegalRequest:
    """A well-made legal request of the demo's officer."""
    return LegalRequest(
        instrument_id=instrument_id,
        requester=Requester(
            name="A. Reyes",
            agency_id=AGENCY.agency_id,
            email="a.reyes@doj.example.gov",
            badge="4471",
            supervisor_name=SUPERVISOR,
            supervisor_phone="+1 603 555 0199",
        ),
        issuing_authority=IssuingAuthority(
            kind=AuthorityKind.AGENCY, name=AGENCY.name, country="US"
        ),
        investigation_reference="NH-2026-0417",
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=account_id),),
        data_classes=classes,
        intake=Intake.PORTAL,
    )


def emergency_request() -> LegalRequest:
    """Somebody will die if nobody answers."""
    return replace(
        demo_request("us-emergency-2702", DataClass.PHONE, DataClass.SESSIONS, DataClass.TRANSFERS),
        statute="18 U.S.C. 2702(c)(4)",
        is_emergency=True,
        emergency=Emergency(
            person="a woman of 19, missing since this morning",
            harm="she sent a farewell and has a fentanyl supply",
            data_needed="the last network address of her account",
            why_now="an ambulance can only be sent to an address",
        ),
    )


def good_checks(now: datetime) -> Checks:
    """A verifier who did everything right."""
    return Checks(
        used_passkey=True,
        mail_authenticated=True,
        call_back=CallBack(
            dialled=AGENCY.call_back_number,
            spoke_with=SUPERVISOR,
            confirms_request=True,
            at=now,
        ),
    )


def produce(
    desk: DemoDesk, request_id: str, *, now: datetime, confirmed: Collection[Condition] = ()
) -> tuple[StoredRequest, Package]:
    """From a verified legal request in triage to its release."""
    records = desk.records
    key = desk.seals.signer.key
    grant_scope(
        records,
        request_id,
        instruments=desk.instruments,
        signer=desk.seals.signer,
        actor=COUNSEL,
        now=now,
        confirmed=confirmed,
    )
    stored = approve_scope(records, request_id, actor=APPROVER, now=now)
    if stored.two_departments:
        approve_scope(records, request_id, actor=SECOND_APPROVER, now=now)
    collect_records(records, request_id, key=key, actor=COLLECTOR, now=now)
    pass_quality(records, request_id, key=key, actor=QUALITY, now=now)
    package = package_disclosure(
        records,
        request_id,
        instruments=desk.instruments,
        officer_id=OFFICER_ID,
        seals=desk.seals,
        now=now,
    )
    with records.read() as view:
        is_to_be_told = view.desk.requests.get(request_id).state.notice is Notice.DUE
    if is_to_be_told and package.line_count:
        send_notice(records, request_id, instruments=desk.instruments, actor=INTAKE, now=now)
    return release_package(records, request_id, package, actor=APPROVER, now=now), package


def receive_and_verify(
    desk: DemoDesk, request: LegalRequest, *, checks: Checks, now: datetime
) -> Judgement:
    """Receipt, pick-up, triage and the verifier's judgement."""
    received = receive_request(
        desk.records, request, instruments=desk.instruments, actor=INTAKE, now=now
    )
    request_id = received.stored.request_id
    start_verifying(desk.records, request_id, actor=INTAKE, now=now + timedelta(minutes=4))
    triage_request(desk.records, request_id, actor=INTAKE, now=now + timedelta(minutes=6))
    return verify_requester(
        desk.records, request_id, checks, actor=VERIFIER, now=now + timedelta(minutes=20)
    )


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
            dialled=AGENCY.call_back_number,
            spoke_with=SUPERVISOR,
            confirms_request=False,
            at=now,
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
