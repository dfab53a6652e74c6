"""What the demo's officer asks, and how a verifier who does it right checks that it is he."""

from dataclasses import replace
from datetime import datetime

from plainsight.app.respond.verify_requester import Checks
from plainsight.demo.accounts import ACCOUNT
from plainsight.demo.agency import AGENCY, SUPERVISOR
from plainsight.respond.data_class import DataClass
from plainsight.respond.gates import CallBack
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
            dialled=AGENCY.call_back_number, spoke_with=SUPERVISOR, confirms_request=True, at=now
        ),
    )
