"""When a hold may end: a policy per instrument, never one timer (spec/hold.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.model.time import require_utc
from plainsight.respond.instrument import HoldTerms, Purpose, ReleasePolicy
from plainsight.respond.states import Authenticity, Production, RequestState

REVIEW_BEFORE_FLOOR = timedelta(days=30)
REVIEW_EVERY = timedelta(days=180)
ASKED_MIN = 6
ASKED_APART = timedelta(days=7)
ASK_AT = tuple(timedelta(days=days) for days in (-30, -14, -3, 30, 60, 90))  # T27, from the floor
UNANSWERED_FOR = timedelta(days=120)
RELEASE_GRACE = timedelta(days=30)
UNVERIFIED_PRODUCTION = timedelta(days=14)
SUSPECTED_FRAUD = timedelta(days=30)
UNCONFIRMED_FOR = timedelta(days=14)  # then the custodian is reminded, and again before the floor
# Over, and nothing is to be produced: a hold that nobody confirmed serves nothing after its floor.
_OVER = {
    Production.REFUSED: "the legal request was refused",
    Production.WITHDRAWN: "the legal request was withdrawn",
    Production.DUPLICATE: "the legal request is a duplicate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFacts:
    """What a decision about a hold rests on."""

    placed_at: datetime
    floor_at: datetime
    extension_count: int = 0
    asked_at: tuple[datetime, ...] = ()  # each attempt to reach the agency, oldest first
    is_written_release: bool = False
    is_produced: bool = False  # the production it was for is done
    annex_v_received: bool = False  # EPOC-PR: a production request was issued


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldVerdict:
    """May it end, and why."""

    is_allowed: bool
    says: str


def may_release(terms: HoldTerms, facts: HoldFacts, *, now: datetime) -> HoldVerdict:
    """Whether a confirmed hold may end at `now`. Two people still have to agree."""
    require_utc(now=now)
    if facts.is_written_release:
        return _yes("the agency released it in writing")
    match terms.release:
        case ReleasePolicy.ENDS_AT_FLOOR:
            if facts.annex_v_received and not facts.is_produced:
                return _no("a production request was issued; it is kept until produced")
            if now < facts.floor_at:
                return _no(f"the obligation runs until {facts.floor_at.date()}")
            return _yes("the period has ended without a production request: it shall cease")
        case ReleasePolicy.UNTIL_PRODUCED:
            if not facts.is_produced:
                return _no("the production it serves is not done")
            if now < facts.floor_at:
                return _no(f"not before {facts.floor_at.date()}")
            return _yes("produced, and the floor has passed")
        case ReleasePolicy.COURTESY:
            if now < facts.floor_at:
                return _no(f"promised until {facts.floor_at.date()}")
            return _yes("the courtesy period has ended")
        case ReleasePolicy.WRITTEN_OR_UNANSWERED:
            asked = attempts_of(facts.asked_at)
            silent_for = now - facts.asked_at[0] if facts.asked_at else timedelta(0)
            if asked < ASKED_MIN or silent_for < UNANSWERED_FOR:
                return _no(
                    f"never silently: asked {asked} of {ASKED_MIN} times, "
                    f"over {max(silent_for, timedelta(0)).days} of {UNANSWERED_FOR.days} days"
                )
            return _yes(
                f"asked {asked} times over {silent_for.days} days without an answer, "
                f"on {', '.join(str(each.date()) for each in facts.asked_at)}"
            )


def attempts_of(asked_at: Sequence[datetime]) -> int:
    """Count attempts to reach the agency: what follows another within a week is the same one.

    Five letters in one minute find the same empty desk.
    """
    count, last = 0, None
    for at in asked_at:
        if last is None or at - last >= ASKED_APART:
            count, last = count + 1, at
    return count


def grace_of(terms: HoldTerms) -> timedelta:
    """How long an agreed release waits for an objection; an EPOC-PR's hold shall cease at once."""
    return timedelta(0) if terms.release is ReleasePolicy.ENDS_AT_FLOOR else RELEASE_GRACE


def may_object(terms: HoldTerms, facts: HoldFacts, *, now: datetime) -> HoldVerdict:
    """Whether an objection in writing undoes a release that was agreed and is not done (T29b).

    It gives back what there was, until its date: after that an EPOC-PR obliges to nothing.
    """
    require_utc(now=now)
    if terms.release is ReleasePolicy.ENDS_AT_FLOOR and now >= facts.floor_at:
        return _no("the period has ended, and no objection keeps what shall cease")
    return _yes("the agency objected in writing")


def may_lapse(
    purpose: Purpose, state: RequestState, facts: HoldFacts, *, now: datetime
) -> HoldVerdict:
    """Whether a provisional hold, which nobody confirmed, ends by itself (T31)."""
    require_utc(now=now)
    if state.authenticity is Authenticity.VERIFIED:
        if state.production not in _OVER:
            return _no("the requester is verified; confirm it")
        kept, why = facts.floor_at - facts.placed_at, _OVER[state.production]
    elif state.authenticity is Authenticity.FRAUD_SUSPECTED:
        kept, why = SUSPECTED_FRAUD, "fraud was suspected"
    elif purpose is Purpose.PRESERVATION:
        # 18 U.S.C. 2703(f) binds on request, and a silent hold is cheap.
        kept, why = facts.floor_at - facts.placed_at, "the preservation was never verified"
    else:
        kept, why = UNVERIFIED_PRODUCTION, "the requester was never verified"
    if now < facts.placed_at + kept:
        return _no(f"kept until {(facts.placed_at + kept).date()}: {why}")
    return _yes(f"{kept.days} days have passed and {why}")


def waits_for_custodian(state: RequestState) -> bool:
    """Whether an unconfirmed hold is the custodian's to confirm: nothing else will end it."""
    is_sure = state.authenticity is Authenticity.VERIFIED
    return is_sure and state.production not in _OVER


def reminders_due(facts: HoldFacts, *, now: datetime) -> int:
    """How often the custodian is to have been reminded of an unconfirmed hold by now."""
    require_utc(now=now)
    at = (facts.placed_at + UNCONFIRMED_FOR, facts.floor_at - REVIEW_BEFORE_FLOOR)
    return sum(now >= each for each in at)


def may_extend(
    terms: HoldTerms, facts: HoldFacts, *, now: datetime, is_in_writing: bool = False
) -> HoldVerdict:
    """Whether one more extension is possible under the instrument, and now.

    Not before its end is near: three renewals on one day would be a year on one person's word.
    """
    require_utc(now=now)
    opens_at = facts.floor_at - REVIEW_BEFORE_FLOOR
    if terms.extensions_max is not None and facts.extension_count >= terms.extensions_max:
        times = "one extension" if terms.extensions_max == 1 else f"{terms.extensions_max} times"
        return _no(
            f"the instrument allows {times}, and that was taken; from {opens_at.date()} on the "
            "agency is asked whether its case is open, and a hold under review is kept: holds keep"
        )
    if now < opens_at:
        return _no(
            f"it runs until {facts.floor_at.date()}; an extension is noted from "
            f"{opens_at.date()} on"
        )
    if terms.renewal_in_writing and not is_in_writing:
        return _no("needs the renewal as it was received: holds extend --letter FILE")
    if _is_beyond(terms, facts, until=facts.floor_at + terms.extension):
        return _no(f"would reach {_beyond(terms)}; keep it under review instead: holds keep")
    return _yes("may be extended")


def may_keep(
    terms: HoldTerms, facts: HoldFacts, *, now: datetime, is_confirmed: bool
) -> HoldVerdict:
    """Whether a hold under review may be kept for another term on the agency's word."""
    require_utc(now=now)
    if not is_confirmed and _is_beyond(terms, facts, until=now + REVIEW_EVERY):
        return _no(
            f"would reach {_beyond(terms)}; counsel confirms that first: holds confirm-keeping"
        )
    return _yes("may be kept")


def _is_beyond(terms: HoldTerms, facts: HoldFacts, *, until: datetime) -> bool:
    return terms.counsel_beyond is not None and until > facts.placed_at + terms.counsel_beyond


def _beyond(terms: HoldTerms) -> str:
    days = 0 if terms.counsel_beyond is None else terms.counsel_beyond.days
    return f"beyond {days} days from its placing, of which the law does not speak"


def is_review_near(terms: HoldTerms, facts: HoldFacts, *, now: datetime) -> bool:
    """Whether to ask the agency: thirty days before the floor, or the period's end for EPOC-PR."""
    lead = timedelta(0) if terms.release is ReleasePolicy.ENDS_AT_FLOOR else REVIEW_BEFORE_FLOOR
    return now >= facts.floor_at - lead


def asks_due(terms: HoldTerms, facts: HoldFacts, *, now: datetime) -> int:
    """How many times the agency is to have been asked by now (T27), of `ASK_AT`.

    An EPOC-PR ends with its period: there is one thing to ask, once the period is over.
    """
    require_utc(now=now)
    if terms.release is ReleasePolicy.ENDS_AT_FLOOR:
        return int(now >= facts.floor_at)
    return sum(now >= facts.floor_at + each for each in ASK_AT)


def _yes(says: str) -> HoldVerdict:
    return HoldVerdict(is_allowed=True, says=says)


def _no(says: str) -> HoldVerdict:
    return HoldVerdict(is_allowed=False, says=says)
