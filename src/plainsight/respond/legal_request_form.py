"""A legal request as JSON and back: the wire form of spec/legal-request.md."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from plainsight.errors import BadValue
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant, parse_instant
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import (
    AuthorityKind,
    Emergency,
    Identifier,
    IdentifierKind,
    Intake,
    IssuingAuthority,
    LegalRequest,
    NonDisclosureOrder,
    Requester,
)


def to_json(request: LegalRequest) -> dict[str, JsonValue]:
    """Write every field; what is absent is left out."""
    authority, requester = request.issuing_authority, request.requester
    order = request.non_disclosure_order
    whole: dict[str, JsonValue] = {
        "instrument": request.instrument_id,
        "requester": {
            "name": requester.name,
            "agency_id": requester.agency_id,
            "email": requester.email,
            "badge": requester.badge,
            "rank": requester.rank,
            "phone": requester.phone,
            "supervisor_name": requester.supervisor_name,
            "supervisor_phone": requester.supervisor_phone,
        },
        "issuing_authority": {
            "kind": authority.kind.value,
            "name": authority.name,
            "country": authority.country,
            "signatory_rank": authority.signatory_rank,
            "signed_on": _day(authority.signed_on),
        },
        "investigation_reference": request.investigation_reference,
        "identifiers": [{"kind": i.kind.value, "value": i.value} for i in request.identifiers],
        "data_classes": [each.value for each in request.data_classes],
        "range_from": _instant(request.range_from),
        "range_to": _instant(request.range_to),
        "statute": request.statute,
        "offence": request.offence,
        "offence_years_max": request.offence_years_max,
        "is_emergency": request.is_emergency,
        "emergency": None
        if request.emergency is None
        else {
            "person": request.emergency.person,
            "harm": request.emergency.harm,
            "data_needed": request.emergency.data_needed,
            "why_now": request.emergency.why_now,
        },
        "non_disclosure_order": None
        if order is None
        else {"reference": order.reference, "until": _day(order.until)},
        "cites_hold": request.cites_hold,
        "return_on": _day(request.return_on),
        "intake": request.intake.value,
        "language": request.language,
        "document_digests": list(request.document_digests),
    }
    return _without_absent(whole)


def from_json(value: Mapping[str, Any]) -> LegalRequest:
    """Read what the schema has passed. Raises BadValue naming field and mend."""
    order = value.get("non_disclosure_order")
    emergency = value.get("emergency")
    authority = value["issuing_authority"]
    return LegalRequest(
        instrument_id=value["instrument"],
        requester=Requester(**value["requester"]),
        issuing_authority=IssuingAuthority(
            kind=AuthorityKind(authority["kind"]),
            name=authority["name"],
            country=authority["country"],
            signatory_rank=authority.get("signatory_rank", ""),
            signed_on=_read_day(authority.get("signed_on"), "issuing_authority.signed_on"),
        ),
        investigation_reference=value.get("investigation_reference", ""),
        identifiers=tuple(
            Identifier(kind=IdentifierKind(each["kind"]), value=each["value"])
            for each in value["identifiers"]
        ),
        data_classes=tuple(DataClass(each) for each in value.get("data_classes", ())),
        range_from=_read_instant(value.get("range_from"), "range_from"),
        range_to=_read_instant(value.get("range_to"), "range_to"),
        statute=value.get("statute", ""),
        offence=value.get("offence", ""),
        offence_years_max=value.get("offence_years_max", 0),
        is_emergency=value.get("is_emergency", False),
        emergency=None if emergency is None else Emergency(**emergency),
        non_disclosure_order=None
        if order is None
        else NonDisclosureOrder(
            reference=order["reference"],
            until=_read_day(order.get("until"), "non_disclosure_order.until"),
        ),
        cites_hold=value.get("cites_hold", ""),
        return_on=_read_day(value.get("return_on"), "return_on"),
        intake=Intake(value.get("intake", "api")),
        language=value.get("language", "en"),
        document_digests=tuple(value.get("document_digests", ())),
    )


def _without_absent(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        name: _without_absent(part) if isinstance(part, dict) else part
        for name, part in value.items()
        if part not in (None, "", [])
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)


def _read_day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(name, text, "write a date such as 2026-02-28; it stays a date") from None


def _read_instant(text: str | None, name: str) -> datetime | None:
    return None if text is None else parse_instant(text, field=name)
