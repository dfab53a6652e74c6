"""Confirm, extend and review holds (T24-T28): the confirmation letter is the 48-hour response."""

from dataclasses import replace
from datetime import datetime, timedelta

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.attached_document import AttachedDocument, tell_documents
from plainsight.app.respond.confirm_keeping import is_keeping_confirmed
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.hold_trouble import tell_hold_trouble
from plainsight.app.respond.link_hold import cited_by, relying_on
from plainsight.app.respond.move_request import answer_clocks, move_request
from plainsight.app.respond.place_hold import log_hold, set_holds
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.stored import SYSTEM, Actor, StoredHold, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.errors import GuardUnmet, UnknownId
from plainsight.model.person_id import seen
from plainsight.respond.clock import ResponseKind
from plainsight.respond.hold_terms import (
    REVIEW_BEFORE_FLOOR,
    REVIEW_EVERY,
    HoldFacts,
    asks_due,
    attempts_of,
    is_review_near,
    may_extend,
    may_keep,
)
from plainsight.respond.instrument import HoldTerms, Instrument, Purpose
from plainsight.respond.states import Circumstances, Command, Holding

_MOVES = 500  # holds read at a time
_LOOKED_AT = REVIEW_BEFORE_FLOOR + timedelta(days=1)  # the terms judge what is near
_CONFIRMED = (Holding.ACTIVE, Holding.EXTENDED, Holding.PRODUCTION_LINKED)
_SAYS_OPEN = (
    Command.KEEP_HOLD,
    Command.EXTEND_HOLD,
    Command.LINK_HOLD,
    Command.OBJECT_TO_RELEASE,
)
_REVIEWED = (*_CONFIRMED, Holding.REVIEW_DUE)


def confirm_hold(
    records: Records, request_id: str, *, instruments: Instruments, actor: Actor, now: datetime
) -> StoredRequest:
    """Confirm the provisional holds (T24). For a preservation this is the response."""
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        stored = move_request(unit, stored, Command.CONFIRM_HOLD, actor=actor, now=now)
        set_holds(unit, stored, now=now, note="confirmed", state=Holding.ACTIVE, confirmed_at=now)
        if instrument_of(stored, instruments).purpose is Purpose.PRESERVATION:
            stored = answer_clocks(unit, stored, ResponseKind.HOLD_CONFIRMATION, now=now)
    return stored


def extend_hold(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
    basis: str,
    letter: AttachedDocument | None = None,
) -> StoredRequest:
    """A renewal, an Annex VI, or the agency's word that its case is open (T25).

    `letter` is the renewal as it was received; it is kept with the legal request, and its digest
    stands in the custody record. Raises GuardUnmet when the instrument allows no extension, not
    yet or not without a letter, when no basis is given, or when the letter came before.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        terms = terms_of(stored, instruments)
        for hold in unit.desk.holds.of_request(request_id=stored.request_id):
            verdict = may_extend(terms, facts_of(hold), now=now, is_in_writing=letter is not None)
            if not verdict.is_allowed:
                guard = "an_extension_the_instrument_allows"
                raise GuardUnmet("extend_hold", guard, "T25", says=verdict.says)
        if letter is not None:
            keep_letter(unit, stored, letter, Command.EXTEND_HOLD, actor=actor, now=now)
        stored = move_request(
            unit,
            stored,
            Command.EXTEND_HOLD,
            actor=actor,
            circumstances=Circumstances(hold_basis_is_renewed=bool(seen(basis))),
            now=now,
            object_digest="" if letter is None else letter.digest,
        )
        for hold in unit.desk.holds.of_request(stored.request_id):
            _save(
                unit.desk.holds.lock(hold.hold_id),
                records_unit=unit,
                now=now,
                note=basis,
                floor_at=hold.floor_at + terms.extension,
                extension_count=hold.extension_count + 1,
            )
    return stored


def keep_letter(
    unit: UnitOfWork,
    stored: StoredRequest,
    letter: AttachedDocument,
    command: Command,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what a hold goes on by: another document than the request, and than all before it.

    Raises GuardUnmet for one that came before.
    """
    document = letter.kept_with(stored.request_id)
    if unit.desk.requests.keep_document(document, at=now) is not None:
        raise GuardUnmet(
            command.value,
            "a_letter_that_is_another",
            "T25" if command is Command.EXTEND_HOLD else "T29b",
            says=f"{letter.name} came before, with this legal request or another; what keeps a "
            "hold is a letter of its own",
        )
    tell_documents(unit, stored, [letter], [None], actor=actor, now=now)


def ask_reviews(records: Records, *, instruments: Instruments, now: datetime) -> tuple[str, ...]:
    """The scheduler's round: every hold near its floor is put up for review (T27), never ended.

    Returns the references to ask the agencies about. Each attempt that the schedule asks for and
    that nobody has noted is an alarm, told once.
    """
    asked, last = list[str](), None
    while True:
        with records.read() as view:
            page = view.desk.holds.due(before=now + _LOOKED_AT, after=last, count_max=_MOVES)
        for hold in page:
            # One unit each: the round never blocks the desk, and a hold that fails ends no other's.
            try:
                with records.begin() as unit:
                    reference = _ask(unit, hold, instruments, now)
            except Exception as problem:  # whatever it is, the others are owed their review
                with records.begin() as unit:
                    tell_hold_trouble(unit, hold, duty="review holds", problem=problem, now=now)
                continue
            if reference is not None:
                asked.append(reference)
        if len(page) < _MOVES:
            return tuple(asked)
        last = page[-1]


def _ask(unit: UnitOfWork, hold: StoredHold, instruments: Instruments, now: datetime) -> str | None:
    """Put one up for review, or tell that it is time to ask again; the reference when put up."""
    if hold.state not in _REVIEWED:
        return None
    stored = unit.desk.requests.lock(hold.request_id)
    hold = unit.desk.holds.lock(hold.hold_id)
    terms, facts = terms_of(stored, instruments), facts_of(hold)
    is_new = stored.state.holding in _CONFIRMED and is_review_near(terms, facts, now=now)
    attempt = asks_due(terms, facts, now=now)
    # The round itself counts as the first attempt, and somebody still has to write the letter.
    is_owed = hold.state is Holding.REVIEW_DUE and hold.asked_count < attempt
    # An agency whose production is open is not silent: nobody asks it whether its case is.
    if not (is_new or is_owed) or relying_on(unit, stored):
        return None
    if is_new:
        stored = move_request(
            unit,
            stored,
            Command.ASK_REVIEW,
            actor=SYSTEM,
            circumstances=Circumstances(is_review_near=True),
            now=now,
        )
        hold = replace(hold, state=Holding.REVIEW_DUE, asked_count=hold.asked_count + 1)
        set_holds(
            unit,
            stored,
            now=now,
            note="the agency is asked",
            state=hold.state,
            asked_count=hold.asked_count,
        )
    tell_alarm(
        unit,
        AlarmKind.HOLD_REVIEW,
        key=f"hold-review/{stored.request_id}/{_round_of(unit, hold)}/{attempt}",
        subject=stored.request_id,
        says=f"ask the agency of {stored.reference} whether its case is open: attempt "
        f"{attempt}, the hold's date is {hold.floor_at.date()}",
        now=now,
    )
    return stored.reference if is_new else None


def _round_of(unit: UnitOfWork, hold: StoredHold) -> str:
    """A hold's date; one that was cited or objected about keeps it, and is asked about anew."""
    moves = unit.desk.requests.moves(hold.request_id)
    count = sum(each.command in (Command.LINK_HOLD, Command.OBJECT_TO_RELEASE) for each in moves)
    return f"{hold.floor_at.date()}" + (f"/{count}" if count else "")


def ask_again(records: Records, request_id: str, *, actor: Actor, now: datetime) -> int:
    """Note one more attempt to reach the agency (T27a); returns how many count.

    Those that follow another within a week count as one. Raises GuardUnmet where no review is due,
    or while an open production of the agency cites the hold: then it is not silent.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if stored.state.holding is not Holding.REVIEW_DUE:
            raise GuardUnmet("ask_again", "a_hold_under_review", "T27")
        relying = relying_on(unit, stored)
        if relying:
            says = f"the agency is not silent: {cited_by(relying)} the hold and is not done"
            raise GuardUnmet("ask_again", "a_silent_agency", "T27a", says=says)
        stored = move_request(unit, stored, Command.ASK_REVIEW, actor=actor, now=now)
        count = attempts_of(asked_at(unit, stored))
        set_holds(unit, stored, now=now, note="asked again", asked_count=count)
    return count


def asked_at(unit: UnitOfWork, stored: StoredRequest) -> tuple[datetime, ...]:
    """When the agency was asked since it last said that its case is open: from the custody.

    Whoever sends a production that cites the hold, or objects to its release, says so too.
    """
    found: list[datetime] = []
    for move in unit.desk.requests.moves(stored.request_id):
        if move.command == Command.ASK_REVIEW.value:
            found.append(move.at)
        elif move.command in _SAYS_OPEN:
            found.clear()
    return tuple(found)


def keep_hold(
    records: Records, request_id: str, *, instruments: Instruments, actor: Actor, now: datetime
) -> StoredRequest:
    """The agency says that its case is open (T28): kept, and looked at again in 180 days.

    Raises GuardUnmet where the instrument asks for counsel's word first (`confirm_keeping`).
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        terms = terms_of(stored, instruments)
        is_confirmed = is_keeping_confirmed(unit, stored, custodian=actor)
        for hold in unit.desk.holds.of_request(stored.request_id):
            verdict = may_keep(terms, facts_of(hold), now=now, is_confirmed=is_confirmed)
            if not verdict.is_allowed:
                guard = "counsels_confirmation"
                raise GuardUnmet("keep_hold", guard, "T28", says=verdict.says)
        stored = move_request(
            unit,
            stored,
            Command.KEEP_HOLD,
            actor=actor,
            circumstances=Circumstances(agency_says_open=True),
            now=now,
        )
        set_holds(
            unit,
            stored,
            now=now,
            note="the case is open",
            state=Holding.EXTENDED,
            floor_at=now + REVIEW_EVERY,
            asked_count=0,
        )
    return stored


def instrument_of(stored: StoredRequest, instruments: Instruments) -> Instrument:
    """The instrument of a legal request. Raises UnknownId when deadlines/ has it no more."""
    policy = instruments.get(stored.request.instrument_id)
    if policy is None:
        raise UnknownId("instrument", stored.request.instrument_id)
    return policy.instrument


def terms_of(stored: StoredRequest, instruments: Instruments) -> HoldTerms:
    """The hold terms of a legal request's instrument. Raises UnknownId when it has none."""
    terms = instrument_of(stored, instruments).hold
    if terms is None:
        raise UnknownId("hold terms", stored.request.instrument_id)
    return terms


def facts_of(hold: StoredHold) -> HoldFacts:
    """What a decision about a hold rests on."""
    return HoldFacts(
        placed_at=hold.placed_at, floor_at=hold.floor_at, extension_count=hold.extension_count
    )


def _save(
    hold: StoredHold,
    *,
    records_unit: UnitOfWork,
    now: datetime,
    note: str,
    floor_at: datetime,
    extension_count: int,
) -> None:
    fresh = replace(
        hold,
        state=Holding.EXTENDED,
        floor_at=floor_at,
        extension_count=extension_count,
        asked_count=0,
    )
    records_unit.desk.holds.save(fresh, at=now)
    log_hold(records_unit, fresh, now=now, note=note)
