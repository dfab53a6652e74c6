"""The agency objects in writing to a release that was agreed (T29b): its hold goes on as it was."""

from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.extend_hold import facts_of, keep_letter, terms_of
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.place_hold import set_holds
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.errors import GuardUnmet
from plainsight.respond.hold_terms import may_object
from plainsight.respond.states import Circumstances, Command, Holding

_NUMBER = "T29b"


def object_to_release(
    records: Records,
    request_id: str,
    *,
    letter: AttachedDocument | None,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Take the holds out of their grace period, until they are released.

    It is no extension: their date stays, and a review asks the agency when that is near. `letter`
    is the objection as it was received. Raises GuardUnmet without it, where it came before, or
    where the obligation itself has ended.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if stored.state.holding is Holding.RELEASE_PENDING:
            terms = terms_of(stored, instruments)
            for hold in unit.desk.holds.of_request(stored.request_id):
                verdict = may_object(terms, facts_of(hold), now=now)
                if not verdict.is_allowed:
                    guard = "an_obligation_that_lasts"
                    raise GuardUnmet("object_to_release", guard, _NUMBER, says=verdict.says)
        moved = move_request(
            unit,
            stored,
            Command.OBJECT_TO_RELEASE,
            actor=actor,
            circumstances=Circumstances(is_objection_in_writing=letter is not None),
            now=now,
            object_digest="" if letter is None else letter.digest,
        )
        if letter is not None:
            keep_letter(unit, moved, letter, Command.OBJECT_TO_RELEASE, actor=actor, now=now)
        set_holds(
            unit,
            moved,
            now=now,
            note="the agency objected in writing",
            state=Holding.EXTENDED,
            asked_count=0,
        )
    return moved
