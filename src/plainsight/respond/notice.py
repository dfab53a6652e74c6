"""Telling the user: due when, unless forbidden; EPOC users are told by the issuer.

A hold is silent. Before the requester is verified and a disclosure approved, a notice would tell a
suspect of an investigation, or a victim of a forgery, on the word of whoever wrote.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from plainsight.model.time import require_utc
from plainsight.respond.instrument import Instrument, NoticePolicy
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Authenticity, Notice, Production, RequestState

TO_BE_DISCLOSED = (
    Production.APPROVED,
    Production.COLLECTED,
    Production.NIL,
    Production.QA_PASSED,
    Production.PACKAGED,
)
NOTICE_WITHIN = timedelta(days=7)  # T32, of the day on which nothing forbids it any more
# Settled by a person: policy has no more to say.
_SAID = {Notice.SENT: "the user was told", Notice.WAIVED: "counsel waived it"}
_BEHIND_UTC = timedelta(hours=12)  # UTC-12, where a day ends last on Earth
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeVerdict:
    """Where notice stands, until when it is forbidden, and why."""

    notice: Notice
    until: datetime | None
    says: str


def notice_of(
    request: LegalRequest,
    instrument: Instrument,
    *,
    state: RequestState,
    released_at: datetime | None,
    now: datetime,
) -> NoticeVerdict:
    """Judge notice at `now`. A non-disclosure order always wins over a policy to tell."""
    require_utc(now=now, released_at=released_at)
    if instrument.notice is NoticePolicy.NONE:
        return NoticeVerdict(
            notice=Notice.WAIVED, until=None, says="this instrument gives the user no notice"
        )
    if instrument.notice is NoticePolicy.BY_ISSUER:
        return NoticeVerdict(notice=Notice.WAIVED, until=None, says="the issuer informs the user")
    if state.notice in _SAID:
        return NoticeVerdict(notice=state.notice, until=None, says=_SAID[state.notice])
    order = request.non_disclosure_order
    if order is not None:
        until = _FAR if order.until is None else _last_of(order.until)
        if now <= until:
            return NoticeVerdict(
                notice=Notice.BLOCKED_UNTIL,
                until=until,
                says=f"forbidden by order {order.reference}",
            )
    if instrument.notice is NoticePolicy.AFTER_EVENT:
        if released_at is None:
            return _not_due("nothing was released")
        until = released_at + instrument.notice_after
        if now < until:
            return NoticeVerdict(
                notice=Notice.BLOCKED_UNTIL, until=until, says="the emergency's waiting time"
            )
    elif state.authenticity is not Authenticity.VERIFIED:
        return _not_due("the requester is not verified; a hold is never told")
    elif released_at is None and state.production not in TO_BE_DISCLOSED:
        return _not_due("no disclosure was approved")
    return NoticeVerdict(notice=Notice.DUE, until=None, says="the user is to be told")


def _last_of(day: date) -> datetime:
    """The end of a day where it ends last: the court's own clock is behind ours, or may be."""
    return datetime.combine(day, time.max, tzinfo=UTC) + _BEHIND_UTC


def may_be_waived(state: RequestState) -> bool:
    """Whether a person may waive notice: it is due, and a disclosure is approved or has left.

    Before that nobody is told, and nobody knows what will hold against it when it comes.
    """
    is_to_be_told = state.production in (*TO_BE_DISCLOSED, Production.RELEASED, Production.ACKED)
    is_verified = state.authenticity is Authenticity.VERIFIED
    return state.notice is Notice.DUE and is_to_be_told and is_verified


def _not_due(says: str) -> NoticeVerdict:
    return NoticeVerdict(notice=Notice.NOT_DUE, until=None, says=says)
