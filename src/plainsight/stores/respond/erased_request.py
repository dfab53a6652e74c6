"""What is left of a legal request whose case key was erased: when, which instrument, which agency.

It stands in lists and counts like any other; one erased case must not hide the rest.
"""

from typing import Any

from sqlalchemy import Row

from plainsight.respond.legal_request import (
    AuthorityKind,
    Emergency,
    Identifier,
    IdentifierKind,
    IssuingAuthority,
    LegalRequest,
    Requester,
)

ERASED = "erased"
_NOWHERE = "ZZ"  # ISO 3166-1 user-assigned: no country


def erased_request(row: Row[Any]) -> LegalRequest:
    """The columns that say nothing about people; everything else reads `erased`."""
    return LegalRequest(
        instrument_id=row.instrument_id,
        requester=Requester(
            name=ERASED,
            agency_id=row.agency_id,
            email="erased@erased.invalid",  # RFC 2606: nobody's address, ever
        ),
        issuing_authority=IssuingAuthority(
            kind=AuthorityKind.AGENCY, name=ERASED, country=_NOWHERE
        ),
        investigation_reference=row.investigation_reference,
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=ERASED),),
        data_classes=(),
        is_emergency=row.is_emergency,
        emergency=Emergency(person=ERASED, harm=ERASED, data_needed=ERASED, why_now=ERASED)
        if row.is_emergency
        else None,
    )
