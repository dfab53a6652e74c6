"""A form that an officer sends twice is one legal request: a second click is no second demand."""

from dataclasses import replace
from datetime import datetime, timedelta

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.send_documents import takes_documents
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Role

SENT_TWICE_WITHIN = timedelta(hours=24)


def sent_before(
    unit: UnitOfWork, request: LegalRequest, *, actor: Actor, now: datetime
) -> StoredRequest | None:
    """The legal request that this form made already, locked; what the desk writes down is new.

    Asked before anything else in the unit: of two clicks at once, the second waits for the first.
    One that was answered, withdrawn or closed is over: the same form then asks anew.
    """
    if actor.role is not Role.REQUESTER:
        return None
    earlier = unit.desk.requests.sent_since(request, since=now - SENT_TWICE_WITHIN)
    for each in earlier:
        is_open = takes_documents(each) and each.answered_at is None
        if is_open and _form(each.request) == _form(request):
            return unit.desk.requests.lock(each.request_id)
    return None


def _form(request: LegalRequest) -> LegalRequest:
    """All that was asked, in one order: a word more, as of an emergency, is another form."""
    requester = replace(request.requester, email=request.requester.email.lower())
    return replace(
        request,
        requester=requester,
        identifiers=tuple(sorted(request.identifiers, key=lambda each: (each.kind, each.value))),
        data_classes=tuple(sorted(request.data_classes)),
        document_digests=(),  # they go to the legal request that is there
        language="",  # of the page it was sent from
    )
