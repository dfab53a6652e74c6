"""Ways through the desk on which every verb has its stop, where it can be taken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.demo.accounts import PRESERVED
from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import AuthorityKind, LegalRequest
from plainsight.respond.states import Command

Stop = Command | str | timedelta
DAY = timedelta(days=1)
_C = Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One legal request with what is done about it; a length of time is waited."""

    name: str
    request: Callable[[datetime], LegalRequest]
    stops: tuple[Stop, ...]
    letter: int | None = None


def _subpoena(_: datetime, account: str = "wx-100200") -> LegalRequest:
    return demo_request("us-subpoena", DataClass.PHONE, account_id=account)


def _of_transfers(_: datetime) -> LegalRequest:
    request = demo_request("us-court-order-2703d", DataClass.TRANSFERS)
    authority = replace(request.issuing_authority, kind=AuthorityKind.COURT)
    return replace(request, issuing_authority=authority)


def _unknown(now: datetime) -> LegalRequest:
    return _subpoena(now, "wx-unknown")


def _preservation(_: datetime) -> LegalRequest:
    return demo_request("us-preservation-2703f", account_id=PRESERVED)


def _emergency(_: datetime) -> LegalRequest:
    return emergency_request()


_SURE: tuple[Stop, ...] = (_C.START_VERIFYING, _C.TRIAGE, _C.VERIFY_REQUESTER)
_KEPT: tuple[Stop, ...] = (*_SURE, _C.CONFIRM_HOLD)
_COPIED: tuple[Stop, ...] = (_C.GRANT_SCOPE, _C.APPROVE, _C.COLLECT)
_HELD: tuple[Stop, ...] = (*_SURE, _C.CONFIRM_HOLD, 62 * DAY, "ask_reviews")
_ROUNDS: tuple[Stop, ...] = (
    "place_missing_holds", "settle_notices", "settle_platform", "verify_holds", "check_clocks",
    "watch_desk", "expire_records", "delete_account",
)  # fmt: skip
WAYS = (
    Way(
        name="a disclosure that was asked about, cut, sent back, and told before it left",
        request=_subpoena,
        stops=(
            _C.START_VERIFYING,
            _C.TRIAGE,
            "open_request",
            _C.ASK_CLARIFICATION,
            _C.CLARIFY,
            _C.VERIFY_REQUESTER,
            _C.CONFIRM_HOLD,
            _C.REFUSE_PART,
            *_COPIED,
            _C.SEND_BACK,
            _C.COLLECT,
            _C.PASS_QUALITY,
            _C.PACKAGE,
            _C.WAIVE_NOTICE,
            _C.TAKE_BACK_WAIVER,
            "settle_notice",
            _C.SEND_NOTICE,
            _C.RELEASE,
            _C.ACKNOWLEDGE,
            _C.CLOSE,
        ),
    ),
    Way(
        name="an emergency, reviewed afterwards",
        request=_emergency,
        stops=(
            *_KEPT,
            _C.GRANT_SCOPE,
            _C.APPROVE,
            _C.APPROVE,
            _C.COLLECT,
            _C.PASS_QUALITY,
            _C.PACKAGE,
            _C.RELEASE,
            _C.REVIEW_AFTERWARDS,
            _C.ACKNOWLEDGE,
        ),
    ),
    Way(
        name="nothing is there",
        request=_unknown,
        stops=(*_SURE, *_COPIED, _C.CERTIFY_NIL, _C.PACKAGE, _C.RELEASE, _C.TAKE_BACK_PACKAGE),
    ),
    Way(
        name="part is held by another operator, which is told before the package leaves",
        request=_of_transfers,
        stops=(
            *_SURE,
            *_COPIED,
            _C.PASS_QUALITY,
            _C.PACKAGE,
            _C.INFORM_REQUESTER,
            _C.NOTE_MLA_REFERENCE,
            _C.NOTE_MLA_ANSWER,
        ),
    ),
    Way(
        name="held by another operator, who does not",
        request=_subpoena,
        stops=(*_SURE, _C.ROUTE, _C.NOTE_NO_ANSWER),
    ),
    Way(name="refused in review", request=_subpoena, stops=(*_SURE, _C.GRANT_SCOPE, _C.REFUSE)),
    Way(
        name="never verified, so that its hold lapses",
        request=_subpoena,
        stops=(_C.TRIAGE, 15 * DAY, "lapse_holds"),
    ),
    Way(name="challenged", request=_subpoena, stops=(*_SURE, _C.CHALLENGE)),
    Way(name="taken back", request=_subpoena, stops=(_C.START_VERIFYING, _C.WITHDRAW)),
    Way(
        name="refused, and erased when its hold has lapsed",
        request=_unknown,
        stops=(_C.TRIAGE, _C.REFUSE, 40 * DAY, "lapse_holds", _C.CLOSE, "erase_case"),
    ),
    Way(
        name="a hold that is kept, and ends by one who names the other",
        request=_preservation,
        stops=(
            *_HELD,
            _C.ASK_REVIEW,
            "confirm_keeping",
            _C.KEEP_HOLD,
            _C.PREPARE_RELEASE_OF_HOLD,
            _C.OBJECT_TO_RELEASE,
            _C.PREPARE_RELEASE_OF_HOLD,
            31 * DAY,
            _C.RELEASE_HOLD,
        ),
    ),
    Way(
        name="a hold that is extended, and ends by two who each sign in",
        request=_preservation,
        stops=(
            *_HELD,
            _C.EXTEND_HOLD,
            "propose_hold_end",
            "refuse_hold_end",
            "propose_hold_end",
            "agree_to_hold_end",
            31 * DAY,
            "propose_hold_end",
            "agree_to_hold_end",
        ),
    ),
    Way(name="a letter", request=_subpoena, stops=(*_SURE,), letter=1),
    Way(
        name="the same letter again",
        request=_subpoena,
        stops=(_C.TRIAGE, _C.MARK_DUPLICATE, _C.UNMARK_DUPLICATE),
        letter=1,
    ),
    Way(
        name="a forged one, and what the desk does by itself; then the sender is believed again",
        request=lambda now: replace(_subpoena(now), investigation_reference="M-forged"),
        stops=(
            _C.START_VERIFYING,
            _C.TRIAGE,
            _C.SUSPECT_FRAUD,
            *_ROUNDS,
            _C.CLEAR_FRAUD,
            _C.SUSPECT_FRAUD,
            _C.CONFIRM_FRAUD,
        ),
    ),
    Way(
        name="another of that sender's within the month: frozen, and counsel says it is genuine",
        request=lambda now: replace(_subpoena(now), investigation_reference="M-after-forged"),
        stops=("lift_freeze",),
    ),
)
