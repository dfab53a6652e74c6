"""Gates G1-G4: what must be shown before anything is disclosed (docs/concepts/respond.md).

A gate not met is not fraud: it waits, or is answered AUTHENTICITY_NOT_ESTABLISHED in time, or the
desk dials back. Fraud is a positive contradiction that somebody established.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.model.person_id import folded, seen
from plainsight.model.time import require_utc
from plainsight.respond.legal_request import Intake, LegalRequest

ENROLMENT_AGE = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """One call that we made."""

    dialled: str  # the number we dialled
    spoke_with: str  # watch commander or supervisor, by name
    confirms_request: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known about who asks, from us and not from the legal request."""

    is_agency_registered: bool = False
    agency_email_domain: str = ""
    agency_number: str = ""  # from an independent directory
    is_domain_compromised: bool = False
    enrolled_at: datetime | None = None
    enrolled_agency_id: str = ""
    used_passkey: bool = False
    agency_admin_cosigned: bool = False
    mail_authenticated: bool = False  # SPF, DKIM and DMARC all pass
    call_back: CallBack | None = None
    agency_denies: bool = False  # "no such officer", "we sent nothing"
    document_is_forged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """One gate, and why it stands open or shut."""

    gate: str
    is_passed: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesVerdict:
    """All four; `contradictions` alone make a fraud."""

    gates: tuple[GateVerdict, ...]
    contradictions: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether all stand open and nothing contradicts."""
        return all(gate.is_passed for gate in self.gates) and not self.contradictions

    @property
    def may_dial_back(self) -> bool:
        """Whether the danger is told well (G4) although the asker is not sure (G1-G3).

        Then the desk phones the agency's own published number and gives the minimum to it.
        """
        told = next(gate for gate in self.gates if gate.gate == "G4")
        return told.is_passed and not self.is_passed and not self.contradictions


def judge_gates(request: LegalRequest, evidence: Evidence, *, now: datetime) -> GatesVerdict:
    """Judge G1-G4 on what is known at `now`."""
    require_utc(now=now)
    return GatesVerdict(
        gates=(
            _enrolment(request, evidence, now),
            _call_back(request, evidence),
            _agency(request, evidence),
            _narrative(request),
        ),
        contradictions=_contradictions(request, evidence),
    )


def is_same_number(dialled: str, published: str) -> bool:
    """Whether two ways of writing a telephone number mean the same; an empty one means none."""
    return bool(_digits(published)) and _digits(dialled) == _digits(published)


def _enrolment(request: LegalRequest, evidence: Evidence, now: datetime) -> GateVerdict:
    def verdict(is_passed: bool, says: str) -> GateVerdict:
        return GateVerdict(gate="G1", is_passed=is_passed, says=says)

    if evidence.enrolled_at is None:
        return verdict(False, "the officer is not enrolled")
    if evidence.enrolled_agency_id != request.requester.agency_id:
        return verdict(False, "the officer is enrolled for another agency")
    if not evidence.used_passkey:
        return verdict(False, "the session was not opened with the officer's passkey")
    age = now - evidence.enrolled_at
    if age >= ENROLMENT_AGE:
        return verdict(True, f"enrolled {age.days} days ago, passkey used")
    if evidence.agency_admin_cosigned:
        return verdict(True, "newly enrolled, the agency's administrator co-signed live")
    return verdict(False, "enrolled less than 72 hours ago and nobody of the agency co-signed")


def _call_back(request: LegalRequest, evidence: Evidence) -> GateVerdict:
    def verdict(is_passed: bool, says: str) -> GateVerdict:
        return GateVerdict(gate="G2", is_passed=is_passed, says=says)

    call = evidence.call_back
    if call is None:
        return verdict(False, "nobody called the agency back yet")
    if not is_same_number(call.dialled, evidence.agency_number):
        return verdict(False, "the number dialled is not the one in the independent directory")
    if not seen(call.spoke_with):
        return verdict(False, "the call names no supervisor")
    if folded(call.spoke_with) == folded(request.requester.name):
        return verdict(False, "the call reached the requester, not a supervisor")
    if not call.confirms_request:
        return verdict(False, "the agency did not confirm the legal request")
    return verdict(True, f"{call.spoke_with} confirmed it on the agency's published number")


def _agency(request: LegalRequest, evidence: Evidence) -> GateVerdict:
    def verdict(is_passed: bool, says: str) -> GateVerdict:
        return GateVerdict(gate="G3", is_passed=is_passed, says=says)

    domain = request.requester.email_domain
    if not evidence.is_agency_registered:
        return verdict(False, "the agency is not in the registry")
    if domain != evidence.agency_email_domain.lower():
        return verdict(False, f"{domain} is not the agency's mail domain")
    if evidence.is_domain_compromised:
        return verdict(False, f"{domain} is on the list of compromised domains")
    if request.intake is Intake.PORTAL:
        return verdict(
            True, f"{domain} is the registered agency's; it came by the portal, not by mail"
        )
    if not evidence.mail_authenticated:
        return verdict(False, "SPF, DKIM and DMARC do not all pass")
    return verdict(True, f"{domain} is the registered agency's and authenticates")


def _narrative(request: LegalRequest) -> GateVerdict:
    def verdict(is_passed: bool, says: str) -> GateVerdict:
        return GateVerdict(gate="G4", is_passed=is_passed, says=says)

    if not seen(request.investigation_reference):
        return verdict(False, "no investigation reference")
    if not request.is_emergency:
        return verdict(True, "a reference is given; no emergency is claimed")
    told = request.emergency
    if told is None:
        return verdict(False, "an emergency without a narrative")
    missing = [
        name
        for name, text in (
            ("person", told.person),
            ("harm", told.harm),
            ("data_needed", told.data_needed),
            ("why_now", told.why_now),
        )
        if len(seen(text).split()) < 2
    ]
    if missing:
        return verdict(False, f"the narrative does not say: {', '.join(missing)}")
    return verdict(True, "person, harm, data and why minutes matter are told")


def _contradictions(request: LegalRequest, evidence: Evidence) -> tuple[str, ...]:
    found = []
    if evidence.agency_denies:
        found.append("the agency says that it sent nothing, or has no such officer")
    if evidence.document_is_forged:
        found.append("the document is forged")
    if evidence.enrolled_agency_id and (evidence.enrolled_agency_id != request.requester.agency_id):
        found.append("the officer's enrolment names another agency than the legal request")
    return tuple(found)


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())
