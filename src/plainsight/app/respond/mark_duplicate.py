"""The same legal request a second time: a person says so, and tells the officer (T07).

Or says that it is none after all (T07a).
"""

from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Reading, Records
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.app.respond.move_request import answer_clocks, move_saying
from plainsight.app.respond.owe_again import owe_again
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.model.person_id import folded
from plainsight.respond.clock import ResponseKind
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.reason import Reason
from plainsight.respond.states import Authenticity, Circumstances, Command, Holding, Production

# What has not been given, and will not be: the next one with the same document is the one to work.
_OVER = (Production.REFUSED, Production.WITHDRAWN, Production.DUPLICATE)


def mark_duplicate(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Say that it asks for nothing beyond an earlier one with the same document (T07).

    The words go to the officer with the reason code. Raises BadValue without them; GuardUnmet where
    the earlier one is another's, is over with nothing given, or asks for less: a stolen order that
    came first must not silence the genuine one, nor an incomplete one its mended form.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        earlier = earlier_of(unit, stored)
        stored = move_saying(
            unit,
            stored,
            Command.MARK_DUPLICATE,
            StatementKind.REFUSAL,
            {"reasons": [Reason.DUPLICATE.value], "words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(
                is_duplicate=earlier is not None and is_answered_by(unit, stored, earlier)
            ),
        )
        return answer_clocks(unit, stored, ResponseKind.DUPLICATE, now=now)


def unmark_duplicate(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Say that it was marked by mistake (T07a): it is worked, and its answer is owed after all.

    Its clocks run from the first receipt as if nobody had marked it: a mistake of ours gives no
    time. The words go to the officer. Raises BadValue without them.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        moved = move_saying(
            unit,
            replace(stored, answered_at=None),
            Command.UNMARK_DUPLICATE,
            StatementKind.DUPLICATE_UNDONE,
            {"words": words},
            actor=actor,
            now=now,
        )
        owe_again(unit, moved, [ResponseKind.DUPLICATE], now=now)
        if moved.state.holding is Holding.RELEASED:
            tell_alarm(
                unit,
                AlarmKind.HOLD_MISSING,
                key=f"hold-lapsed/{moved.request_id}",
                subject=moved.request_id,
                says=f"{moved.reference} is worked after all, and nothing is held for it: its hold "
                "ended while it was marked a duplicate; ask the agency for a preservation of what "
                "is left, and collect soon",
                now=now,
            )
        return moved


def earlier_of(reading: Reading, stored: StoredRequest) -> StoredRequest | None:
    """The legal request that a document of this one came with before, if any."""
    if stored.duplicate_of is None:
        return None
    return reading.desk.requests.get(stored.duplicate_of)


def is_answered_by(reading: Reading, stored: StoredRequest, earlier: StoredRequest) -> bool:
    """Whether the answer to the earlier one is all that this one asks for."""
    if earlier.is_erased or stored.is_erased:
        return False
    is_over = earlier.state.production in _OVER or (
        earlier.state.production is Production.CLOSED
        and not reading.desk.requests.disclosures(earlier.request_id)
    )
    is_suspected = earlier.state.authenticity is Authenticity.FRAUD_SUSPECTED
    return not is_over and not is_suspected and _asks_no_more(stored.request, earlier.request)


def _asks_no_more(request: LegalRequest, earlier: LegalRequest) -> bool:
    return (
        _matter(request) == _matter(earlier)
        and set(request.identifiers) <= set(earlier.identifiers)
        and set(request.data_classes) <= set(earlier.data_classes)
    )


def _matter(request: LegalRequest) -> tuple[object, ...]:
    return (
        request.instrument_id,
        request.requester.agency_id,
        request.requester.email.lower(),
        folded(request.investigation_reference),
        request.is_emergency,
        request.range_from,
        request.range_to,
        request.return_on,
        request.cites_hold,
        request.non_disclosure_order,
    )
