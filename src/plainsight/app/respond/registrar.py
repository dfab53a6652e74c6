"""Who put an agency's number and mail domain into the registry does not judge by them.

A call proves something because the number comes from elsewhere (research on fraudulent emergency
requests, gates G2 and G3): whoever chose it and dials it has only their own word.
"""

import json

from plainsight.app.ports import Reading
from plainsight.errors import SamePerson
from plainsight.model.fact import AuditTag
from plainsight.respond.legal_request import LegalRequest

_JUDGED_BY = frozenset({"call_back_number", "email_domain"})


def require_other_registrar(reading: Reading, request: LegalRequest, *, actor_id: str) -> None:
    """Raise SamePerson for who gave the number or the domain that stands there now."""
    agency_id = request.requester.agency_id
    missing = set(_JUDGED_BY)
    for entry in reversed(reading.audit.about(agency_id, tag=AuditTag.AGENCY_REGISTERED.value)):
        body = json.loads(entry.canonical)["body"]
        given = missing & set(body["changed"]) if body["is_revision"] else missing
        if not given:
            continue
        opened = {each.name: each.value for each in reading.audit.openings(entry.index)}
        if opened.get("actor_id") == actor_id:
            raise SamePerson("verification", "entry of the agency's number", who=actor_id)
        missing -= given
