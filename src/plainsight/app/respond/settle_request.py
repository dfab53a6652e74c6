"""After the answer: notice to the user (T32), the review afterwards (T33), and closing (T22)."""

from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.app.respond.move_request import move_request, move_saying
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.stored import SYSTEM, Actor, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.errors import GuardUnmet
from plainsight.respond.hold_terms import waits_for_custodian
from plainsight.respond.notice import NoticeVerdict, may_be_waived, notice_of
from plainsight.respond.states import Circumstances, Command, Holding, Notice

_STEP_TO = {
    (Notice.NOT_DUE, Notice.BLOCKED_UNTIL): Command.BLOCK_NOTICE,
    (Notice.DUE, Notice.BLOCKED_UNTIL): Command.BLOCK_NOTICE,
    (Notice.NOT_DUE, Notice.DUE): Command.MAKE_NOTICE_DUE,
    (Notice.BLOCKED_UNTIL, Notice.DUE): Command.UNBLOCK_NOTICE,
    (Notice.NOT_DUE, Notice.WAIVED): Command.WAIVE_NOTICE,
    (Notice.DUE, Notice.WAIVED): Command.WAIVE_NOTICE,
}
_TOLD = (Notice.SENT, Notice.WAIVED)
# Where a hold is in somebody's hands; every other goes on, or ended, by its own policy.
_IN_HAND = {
    Holding.PROVISIONAL: "it is provisional and lapses by itself",
    Holding.PRODUCTION_LINKED: "a production relies on it",
    Holding.REVIEW_DUE: "it is under review (holds keep, or holds prepare-release)",
    Holding.RELEASE_PENDING: "it waits for the end of its grace period (holds release)",
}


def settle_notice(
    records: Records, request_id: str, *, instruments: Instruments, now: datetime
) -> NoticeVerdict:
    """Bring notice to where policy and orders say it stands at `now`; returns the verdict.

    A hold, and a refused, unverified or fraudulent legal request, is never told to the user:
    nothing is to be released.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        return bring_notice(unit, stored, instruments=instruments, now=now)[1]


def bring_notice(
    unit: UnitOfWork, stored: StoredRequest, *, instruments: Instruments, now: datetime
) -> tuple[StoredRequest, NoticeVerdict]:
    """The same, inside a unit that does more."""
    left = unit.desk.requests.disclosures(stored.request_id)
    verdict = notice_of(
        stored.request,
        instruments[stored.request.instrument_id].instrument,
        state=stored.state,
        released_at=left[0].released_at if left else None,
        now=now,
    )
    command = _STEP_TO.get((stored.state.notice, verdict.notice))
    if command is not None:
        stored = move_request(
            unit,
            replace(stored, notice_until=verdict.until),
            command,
            actor=SYSTEM,
            circumstances=Circumstances(
                notice_is_forbidden=verdict.notice is Notice.BLOCKED_UNTIL,
                notice_ban_ended=verdict.notice is Notice.DUE,
                has_waiver_reason=verdict.notice is Notice.WAIVED,
                would_be_told=verdict.notice is Notice.WAIVED,
            ),
            now=now,
        )
    return stored, verdict


def send_notice(
    records: Records, request_id: str, *, instruments: Instruments, actor: Actor, now: datetime
) -> StoredRequest:
    """The user was told. Raises GuardUnmet while an order or a waiting time forbids it."""
    verdict = settle_notice(records, request_id, instruments=instruments, now=now)
    with records.begin() as unit:
        return move_request(
            unit,
            unit.desk.requests.lock(request_id),
            Command.SEND_NOTICE,
            actor=actor,
            circumstances=Circumstances(notice_ban_ended=verdict.notice is Notice.DUE),
            now=now,
        )


def waive_notice(
    records: Records,
    request_id: str,
    words: str,
    *,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Counsel says why the user is not told (T32d): nobody can be reached, somebody is in danger.

    Only of a notice that is due: what holds today may not hold when an order or an emergency's
    waiting time ends. Raises BadValue without words, which are kept sealed with the request;
    GuardUnmet before it is due, IllegalMove while it is forbidden; SamePerson for whoever approved,
    collected or checked.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        stored = bring_notice(unit, stored, instruments=instruments, now=now)[0]
        return move_saying(
            unit,
            stored,
            Command.WAIVE_NOTICE,
            StatementKind.NOTICE_WAIVED,
            {"words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(
                has_waiver_reason=True, would_be_told=may_be_waived(stored.state)
            ),
        )


def take_back_waiver(
    records: Records,
    request_id: str,
    words: str,
    *,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Counsel's waiver was wrong (T32e): notice stands again where policy and orders say.

    Before the release only; the waiver and its taking back both stay on record. Raises BadValue
    without words, GuardUnmet where the instrument gives no notice, IllegalMove afterwards.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        by_counsel = stored.duties.notice_waived_by is not None
        stored = move_saying(
            unit,
            replace(stored, duties=replace(stored.duties, notice_waived_by=None)),
            Command.TAKE_BACK_WAIVER,
            StatementKind.WAIVER_TAKEN_BACK,
            {"words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(was_waived_by_counsel=by_counsel),
        )
        return bring_notice(unit, stored, instruments=instruments, now=now)[0]


def review_afterwards(
    records: Records,
    request_id: str,
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
    was_false: bool = False,
) -> StoredRequest:
    """The data-protection officer looks at an emergency within 7 days (T33, I10).

    An emergency that was none is told to the desk, for the agency's oversight.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        stored = move_saying(
            unit,
            replace(stored, reviewed_at=now),
            Command.REVIEW_AFTERWARDS,
            StatementKind.REVIEW,
            {"words": words, "was_false": was_false},
            actor=actor,
            now=now,
            circumstances=Circumstances(is_emergency=stored.request.is_emergency),
        )
        if was_false:
            tell_alarm(
                unit,
                AlarmKind.FRAUD,
                key=f"false-emergency/{stored.request_id}",
                subject=stored.request_id,
                says="the emergency was none: tell the agency's oversight",
                now=now,
            )
        return stored


def close_request(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Close it (T22): answered, the user told or not to be told, an emergency reviewed.

    A confirmed hold goes on by its own policy.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        unsettled = _unsettled(unit, stored)
        settled = Circumstances(
            is_settled=not unsettled, is_answered=stored.answered_at is not None
        )
        try:
            return move_request(
                unit, stored, Command.CLOSE, actor=actor, circumstances=settled, now=now
            )
        except GuardUnmet as unmet:
            if not unsettled:
                raise
            says = f"needs that all of it is settled: {'; '.join(unsettled)}"
            raise GuardUnmet(unmet.command, unmet.guard, unmet.number, says=says) from None


def _unsettled(unit: UnitOfWork, stored: StoredRequest) -> tuple[str, ...]:
    """What still stands in the way of closing, each with what mends it."""
    found = []
    if stored.state.notice not in _TOLD and unit.desk.requests.disclosures(stored.request_id):
        found.append("the user is not told (requests notice says when that is due)")
    if stored.state.holding is Holding.PROVISIONAL and waits_for_custodian(stored.state):
        found.append("of its hold: nobody has confirmed it (holds confirm)")
    elif stored.state.holding in _IN_HAND:
        found.append(f"of its hold: {_IN_HAND[stored.state.holding]}")
    if stored.request.is_emergency and stored.reviewed_at is None:
        found.append("the emergency is not reviewed (requests review)")
    return tuple(found)
