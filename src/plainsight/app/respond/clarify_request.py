"""Ask the requester what is missing, and take the answer (T08, T09). The clock runs on."""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.attached_document import AttachedDocument, keep_documents
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.move_request import answer_clocks, move_saying
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.errors import BadValue
from plainsight.model.person_id import seen
from plainsight.respond.clock import ResponseKind
from plainsight.respond.reason import Reason
from plainsight.respond.states import Circumstances, Command

WORDS_MAX = 20_000


def ask_clarification(
    records: Records,
    request_id: str,
    reasons: Sequence[Reason],
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Ask, with a reason code (T08). It is reported as incomplete; it ends no clock."""
    require_words(words)
    with records.begin() as unit:
        stored = move_saying(
            unit,
            unit.desk.requests.lock(request_id),
            Command.ASK_CLARIFICATION,
            StatementKind.CLARIFICATION_ASKED,
            {"reasons": [each.value for each in reasons], "words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(has_reason_code=bool(reasons)),
        )
        return answer_clocks(unit, stored, ResponseKind.INCOMPLETE, now=now)


def clarify_request(
    records: Records,
    request_id: str,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    documents: Sequence[AttachedDocument] = (),
) -> StoredRequest:
    """The requester's answer (T09): added to the legal request, which is never edited.

    A document can be the whole answer: then no words are asked for.
    """
    if words or not documents:
        require_words(words)
    with records.begin() as unit:
        clarified = move_saying(
            unit,
            unit.desk.requests.lock(request_id),
            Command.CLARIFY,
            StatementKind.CLARIFICATION,
            {"words": words},
            actor=actor,
            now=now,
        )
        keep_documents(unit, clarified, documents, actor=actor, now=now)
        return clarified


def require_words(words: str) -> None:
    """Refuse what says nothing, or more than any letter does. Raises BadValue."""
    if not seen(words):
        raise BadValue("words", words, "say what is meant; it is kept with the legal request")
    if len(words) > WORDS_MAX:
        raise BadValue("words", f"{len(words)} characters", f"at most {WORDS_MAX}")
