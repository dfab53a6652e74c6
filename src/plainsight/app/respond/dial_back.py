"""Dialling back: the asker is not sure, the danger looks real, so we call the agency ourselves."""

from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.errors import GuardUnmet, WrongRole
from plainsight.respond.gates import is_same_number
from plainsight.respond.states import Role


def dial_back(
    records: Records,
    request_id: str,
    *,
    dialled: str,
    spoke_with: str,
    words: str,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Note a call that we made to the agency's own published number, and what we told it.

    It opens no gate and ends no clock: the agency now acts on its own, with the minimum. Raises
    GuardUnmet for any number but the registry's, or when nobody took the call.
    """
    require_words(words)
    if actor.role is not Role.VERIFIER:
        raise WrongRole("dial_back", actor.role.told, (Role.VERIFIER.told,))
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        agency = unit.desk.registry.agency(stored.request.requester.agency_id)
        if agency is None or not is_same_number(dialled, agency.call_back_number):
            raise GuardUnmet("dial_back", "the_agencys_own_published_number", "G2")
        if not spoke_with.strip():
            raise GuardUnmet("dial_back", "somebody_who_took_the_call", "G2")
        write_statement(
            unit,
            stored,
            StatementKind.DIAL_BACK,
            actor=actor,
            now=now,
            body={
                "dialled": dialled,
                "number_source": agency.number_source,
                "spoke_with": spoke_with,
                "words": words,
            },
        )
    return stored
