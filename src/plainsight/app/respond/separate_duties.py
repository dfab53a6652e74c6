"""Which duties of one legal request are never one person's (I2, spec/legal-request.md)."""

from plainsight.app.respond.stored import Duties
from plainsight.errors import SamePerson

_APPROVERS = ("approver_id", "second_approver_id")
_UPSTREAM = ("intake_id", "verifier_id", "counsel_id", "received_by", "looked_again_by")
_AT_WORK = ("collector_id", "quality_id")
# Who approves or releases judges the work of the others; who grants a scope neither runs nor checks
# it; who spares the user the notice does not also let the package leave. One person of a small desk
# may pick up, verify, grant and waive, though not verify an emergency (T04).
APART: tuple[tuple[str, str], ...] = (
    _AT_WORK,
    *((doer, approver) for doer in _AT_WORK for approver in _APPROVERS),
    _APPROVERS,
    *((earlier, approver) for earlier in _UPSTREAM for approver in _APPROVERS),
    *(("counsel_id", doer) for doer in _AT_WORK),
    *(("notice_waived_by", other) for other in (*_APPROVERS, *_AT_WORK)),
    *((other, "released_by") for other in (*_UPSTREAM, *_AT_WORK, "notice_waived_by")),
)
_NAMES = {
    "received_by": "receipt",
    "intake_id": "pick-up",
    "verifier_id": "verification",
    "looked_again_by": "second look at the suspicion",
    "counsel_id": "scope",
    "collector_id": "collection",
    "quality_id": "quality check",
    "approver_id": "approval",
    "second_approver_id": "second approval",
    "notice_waived_by": "waiver of notice",
    "released_by": "release",
}


def require_apart(duties: Duties, taken: str) -> None:
    """Raise SamePerson when who takes the duty `taken` has one that two people must have."""
    person = getattr(duties, taken)
    for pair in APART:
        if taken not in pair:
            continue
        other = pair[0] if pair[1] == taken else pair[1]
        if person is not None and person == getattr(duties, other):
            raise same_person(duties, taken, other)


def same_person(duties: Duties, taken: str, other: str) -> SamePerson:
    """The refusal, naming who has the other duty."""
    return SamePerson(_NAMES[taken], _NAMES[other], who=getattr(duties, other) or "")


def has_part(duties: Duties, actor_id: str, taken: str) -> bool:
    """Whether an earlier duty keeps this person from one that is still to be taken."""
    others = {each for pair in APART if taken in pair for each in pair} - {taken}
    return actor_id in {getattr(duties, each) for each in others}
