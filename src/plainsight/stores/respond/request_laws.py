"""How legal requests and their holds may go on: DDL, from the lifecycle's own table.

Who had a duty is written with the step that gives it, and stays: I2 compares names, and a name that
could be taken out would let one person do what two must.
"""

from collections import defaultdict
from collections.abc import Iterator

from plainsight.respond.lifecycle import TABLE
from plainsight.respond.states import (
    REGION_NAMES,
    Authenticity,
    Command,
    CrossBorder,
    Holding,
    Notice,
    Production,
    Region,
)
from plainsight.stores.sql.refusals import (
    Law,
    Pair,
    Refusal,
    changed,
    given,
    keeps,
    lacking,
    moved,
    signed_on,
)

_P, _H = Production, Holding
_STEPS = "legal_requests_i13: a legal request takes the steps of its lifecycle alone"
_DUTIES = "legal_requests_i2: who had a duty is written with its step, and stays"
_APPROVALS = (
    "approver_id",
    "approver_department",
    "second_approver_id",
    "second_approver_department",
)
_LATER = (
    *("intake_id", "verifier_id", "counsel_id", "collector_id", "quality_id", "received_by"),
    *("suspected_by", "looked_again_by"),
    *_APPROVALS,
    *("notice_waived_by", "released_by", "token_id", "recipient_key", "notice_until"),
    *("answered_at", "reviewed_at"),
)
_RELEASE = ("released_at", "released_by", "agreed_by", "released_role", "agreed_role")


def request_laws() -> Iterator[Law]:
    """The laws of legal requests and of holds."""
    yield Law(
        table="legal_requests",
        keys=("request_number", "request_id"),
        begins=_begins(),
        goes_on=tuple(_goes_on()),
    )
    yield _holds()


def _begins() -> tuple[Refusal, ...]:
    firsts = (
        f"NEW.authenticity <> '{Authenticity.UNVERIFIED.value}'",
        f"NEW.holding <> '{_H.NONE.value}'",
        # A case that does not exist is stored as received: nobody takes a step with it.
        f"NEW.production NOT IN ('{_P.UNRECEIVED.value}', '{_P.RECEIVED.value}')",
        f"NEW.notice <> '{Notice.NOT_DUE.value}'",
        f"NEW.cross_border <> '{CrossBorder.NONE.value}'",
        given(*_LATER),
    )
    return (Refusal(when=" OR ".join(firsts), says="legal_requests_i13: it begins with nothing"),)


def _goes_on() -> Iterator[Refusal]:
    for region, name in REGION_NAMES.items():
        yield Refusal(
            when=f"({changed(name)}) AND NOT ({_steps_of(region)})", says=f"{_STEPS} ({name})"
        )
    scoped_anew = _scoped_anew()
    yield keeps("token_id", unless=scoped_anew, says="legal_requests_i1: a scope is granted")
    yield Refusal(
        when=f"OLD.production <> '{_P.SCOPED.value}' AND NEW.production = '{_P.SCOPED.value}' "
        f"AND NOT ({scoped_anew})",
        says="legal_requests_i1: a scope has a token of its own",
    )
    yield from _approvals(scoped_anew)
    yield keeps("counsel_id", unless=scoped_anew, says=_DUTIES)
    yield Refusal(when=f"({scoped_anew}) AND ({lacking('counsel_id')})", says=_DUTIES)
    for column, step in _duty_steps():
        yield from signed_on(step, column, says=_DUTIES)
    yield from _second_look()
    yield keeps("received_by", unless=_pairs(_P.UNRECEIVED, _P.RECEIVED), says=_DUTIES)
    yield Refusal(
        when="OLD.notice IN ('blocked_until', 'due') AND NEW.notice = 'not_due' "
        f"AND NOT ({_pairs(_P.RELEASED, _P.LEGAL_REVIEW)})",
        says=f"{_STEPS} (a notice is taken back with its package)",
    )
    waived, undone = _notice(Notice.WAIVED), _pairs(Notice.WAIVED, Notice.NOT_DUE, name="notice")
    yield keeps("notice_waived_by", unless=f"({waived}) OR ({undone})", says=_DUTIES)
    yield Refusal(when=f"({undone}) AND ({given('notice_waived_by')})", says=_DUTIES)
    yield keeps(
        "recipient_key",
        unless=moved(
            "production", *((each.value, _P.PACKAGED.value) for each in (_P.QA_PASSED, _P.NIL))
        ),
        says="legal_requests_i1: the recipient is bound by the package",
    )
    yield keeps("notice_until", unless=changed("notice"), says=f"{_STEPS} (the day of the notice)")
    taken_back = moved(
        "production",
        (_P.DUPLICATE.value, _P.TRIAGE.value),
        (_P.RELEASED.value, _P.LEGAL_REVIEW.value),
    )
    yield keeps(
        "answered_at",
        unless=f"OLD.answered_at IS NULL OR (({taken_back}) AND NEW.answered_at IS NULL)",
        says="legal_requests_i8: answered once, unless the answer is taken back",
    )
    yield Refusal(
        when=f"({taken_back}) AND ({given('answered_at')})",
        says="legal_requests_i8: an answer that is taken back is owed again",
    )
    yield keeps(
        "reviewed_at",
        unless=f"NEW.reviewed_at IS NOT NULL OR ({_pairs(_P.PACKAGED, _P.RELEASED)}) "
        f"OR ({_pairs(_P.RELEASED, _P.LEGAL_REVIEW)})",
        says="legal_requests_i10: a review afterwards stays",
    )


def _approvals(scoped_anew: str) -> Iterator[Refusal]:
    """Approvals are of one scope: given while it stands, and gone with it."""
    approved = _pairs(_P.SCOPED, _P.APPROVED)
    still = "OLD.token_id IS NOT NULL AND OLD.token_id = NEW.token_id"
    first = f"OLD.approver_id IS NULL AND OLD.production = '{_P.SCOPED.value}' AND {still}"
    yield keeps(*_APPROVALS[:2], unless=f"({scoped_anew}) OR ({first})", says=_DUTIES)
    yield keeps(
        *_APPROVALS[2:],
        unless=f"({scoped_anew}) OR (OLD.second_approver_id IS NULL AND {approved})",
        says=_DUTIES,
    )
    yield Refusal(
        when=f"({scoped_anew}) AND ({given(*_APPROVALS)})",
        says="legal_requests_i2: an approval is of one scope and goes with it",
    )
    yield Refusal(when=f"({approved}) AND ({lacking('approver_id')})", says=_DUTIES)


def _second_look() -> Iterator[Refusal]:
    """A suspicion has the name of who noted it; another confirms it, once, or clears it."""
    suspected, verifying = Authenticity.FRAUD_SUSPECTED, Authenticity.VERIFYING
    begins = moved(
        "authenticity",
        *((each.value, suspected.value) for each in (verifying, Authenticity.VERIFIED)),
    )
    cleared = _pairs(suspected, verifying, name="authenticity")
    confirmed = (
        f"OLD.authenticity = '{suspected.value}' AND NEW.authenticity = '{suspected.value}' "
        "AND OLD.looked_again_by IS NULL"
    )
    yield from signed_on(begins, "suspected_by", says=_DUTIES)
    yield keeps(
        "looked_again_by", unless=f"({begins}) OR ({cleared}) OR ({confirmed})", says=_DUTIES
    )
    yield Refusal(when=f"({begins}) AND ({given('looked_again_by')})", says=_DUTIES)
    yield Refusal(
        when=f"({cleared}) AND (OLD.looked_again_by IS NOT NULL OR ({lacking('looked_again_by')}))",
        says=_DUTIES,
    )
    yield Refusal(
        when="NEW.looked_again_by = NEW.suspected_by",
        says="legal_requests_i2: a second person looks at a suspicion again",
    )


def _duty_steps() -> Iterator[tuple[str, str]]:
    """Each duty that is written once for each time its step is taken."""
    is_verified = (Authenticity.VERIFYING, Authenticity.VERIFIED)
    yield (
        "intake_id",
        _pairs(Authenticity.UNVERIFIED, Authenticity.VERIFYING, name="authenticity"),
    )
    yield "verifier_id", _pairs(*is_verified, name="authenticity")
    yield "collector_id", _pairs(_P.APPROVED, _P.COLLECTED)
    yield (
        "quality_id",
        moved("production", *((_P.COLLECTED.value, each.value) for each in (_P.QA_PASSED, _P.NIL))),
    )
    yield "released_by", _pairs(_P.PACKAGED, _P.RELEASED)


def _scoped_anew() -> str:
    """A scope is granted: a token of this legal request, another than before."""
    before = ", ".join(
        f"'{state.value}'"
        for row in TABLE
        if row.command is Command.GRANT_SCOPE
        for state in row.before
    )
    return (
        f"OLD.production IN ({before}) AND NEW.production = '{_P.SCOPED.value}' "
        "AND (OLD.token_id IS NULL OR OLD.token_id <> NEW.token_id) "
        "AND EXISTS (SELECT 1 FROM scope_tokens t WHERE t.token_id = NEW.token_id "
        "AND t.request_id = NEW.request_id)"
    )


def _notice(after: Notice) -> str:
    pairs = [
        (before.value, row.after.value)
        for row in TABLE
        if row.after is after
        for before in row.before
    ]
    return moved("notice", *pairs)


def _pairs(
    before: Authenticity | Production | Notice,
    after: Authenticity | Production | Notice,
    *,
    name: str = "production",
) -> str:
    return moved(name, (before.value, after.value))


def _steps_of(region: Region) -> str:
    """Every step of a region's states, with the states of other regions that it needs."""
    name = REGION_NAMES[region]
    by_need: defaultdict[str, list[Pair]] = defaultdict(list)
    for row in TABLE:
        needs = " AND ".join(
            f"OLD.{REGION_NAMES[other]} IN ({', '.join(sorted(repr(s.value) for s in allowed))})"
            for other, allowed in row.needs.items()
        )
        for before, after in ((each, row.after) for each in row.before):
            if isinstance(after, region) and before is not after:
                by_need[needs].append((before.value, after.value))
        for before, after in row.also:
            if isinstance(after, region):
                by_need[needs].append((before.value, after.value))
    return " OR ".join(
        f"({moved(name, *pairs)}{f' AND {needs}' if needs else ''})"
        for needs, pairs in by_need.items()
    )


def _holds() -> Law:
    pending, released = _H.RELEASE_PENDING.value, _H.RELEASED.value
    confirmed = moved("state", (_H.PROVISIONAL.value, _H.ACTIVE.value))
    ends = f"OLD.state <> '{released}' AND NEW.state = '{released}'"
    return Law(
        table="holds",
        keys=("hold_id",),
        begins=(
            Refusal(
                when=f"NEW.state NOT IN ('{_H.PROVISIONAL.value}', '{_H.ACTIVE.value}') "
                f"OR {given('confirmed_at', *_RELEASE)}",
                says="holds begin unconfirmed",
            ),
        ),
        goes_on=(
            Refusal(
                when=f"OLD.state = '{released}' "
                f"AND ({changed('state', 'floor_at', 'confirmed_at', *_RELEASE)})",
                says="holds_i5: a hold that ended stays as it ended",
            ),
            keeps(
                "confirmed_at",
                unless=f"({confirmed}) AND OLD.confirmed_at IS NULL",
                says="holds_i5: a confirmation stays",
            ),
            Refusal(
                when=f"{ends} AND OLD.state <> '{pending}' AND OLD.confirmed_at IS NOT NULL",
                says="holds_i5: a confirmed hold ends after its grace period",
            ),
            keeps(*_RELEASE, unless=ends, says="holds_i5: who released is written as it ends"),
        ),
    )
