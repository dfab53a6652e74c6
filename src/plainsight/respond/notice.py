"""Telling the user: due when, unless forbidden; EPOC users are told by the issuer."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from plainsight.model.time import require_utc
from plainsight.respond.instrument import Instrument, NoticePolicy
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Notice

_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeVerdict:
    """Where notice stands, until when it is forbidden, and why."""

    notice: Notice
    until: datetime | None
    says: str


def notice_of(
    request: LegalRequest, instrument: Instrument, *, released_at: datetime | None, now: datetime
) -> NoticeVerdict:
    """Judge notice at `now`. A non-disclosure order always wins over a policy to tell."""
    require_utc(now=now, released_at=released_at)
    if instrument.notice is NoticePolicy.NONE:
        return NoticeVerdict(
            notice=Notice.WAIVED, until=None, says="this instrument gives the user no notice"
        )
    if instrument.notice is NoticePolicy.BY_ISSUER:
        return NoticeVerdict(notice=Notice.WAIVED, until=None, says="the issuer informs the user")
    order = request.non_disclosure_order
    if order is not None:
        until = _FAR if order.until is None else datetime.combine(order.until, time.max, tzinfo=UTC)
        if now <= until:
            return NoticeVerdict(
                notice=Notice.BLOCKED_UNTIL,
                until=until,
                says=f"forbidden by order {order.reference}",
            )
    if instrument.notice is NoticePolicy.AFTER_EVENT:
        if released_at is None:
            return NoticeVerdict(notice=Notice.NOT_DUE, until=None, says="nothing was released")
        until = released_at + instrument.notice_after
        if now < until:
            return NoticeVerdict(
                notice=Notice.BLOCKED_UNTIL, until=until, says="the emergency's waiting time"
            )
    return NoticeVerdict(notice=Notice.DUE, until=None, says="the user is to be told")
