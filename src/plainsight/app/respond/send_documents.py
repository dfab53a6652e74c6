"""Documents that follow a legal request: an order, a renewal, a letter; nothing sent is changed."""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.attached_document import AttachedDocument, keep_documents
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.errors import BadValue, GuardUnmet, WrongRole
from plainsight.respond.states import Production, Role

# The officer sends them; what came on paper is put there by whoever opens letters.
DOCUMENT_SENDERS = (Role.REQUESTER, Role.INTAKE)
_OVER = (Production.CLOSED, Production.WITHDRAWN, Production.DUPLICATE)


def send_documents(
    records: Records,
    request_id: str,
    documents: Sequence[AttachedDocument],
    *,
    words: str = "",
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Add documents to an open legal request; no step is taken and no clock stops.

    Raises BadValue without a document, WrongRole, or GuardUnmet once the legal request is over.
    """
    if actor.role not in DOCUMENT_SENDERS:
        allowed = tuple(role.value for role in DOCUMENT_SENDERS)
        raise WrongRole("send_documents", actor.role.value, allowed)
    if not documents:
        raise BadValue("documents", "", "choose the file that you send")
    if words:
        require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if not takes_documents(stored):
            raise GuardUnmet(
                "send_documents",
                "an_open_legal_request",
                "T01",
                says=f"{stored.reference} is over; send the document with a new legal request",
            )
        keep_documents(unit, stored, documents, actor=actor, now=now, words=words)
    return stored


def takes_documents(stored: StoredRequest) -> bool:
    """Whether it is open to them: longer than to an answer, for holds outlive the production."""
    return not stored.is_erased and stored.state.production not in _OVER
