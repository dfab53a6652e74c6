"""A legal request as its workspace shows it: where it stands, what is next, and for whom."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plainsight.app.ports import Reading
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.mark_duplicate import earlier_of, is_answered_by
from plainsight.app.respond.request_documents import CameDocument, documents_of
from plainsight.app.respond.send_documents import takes_documents
from plainsight.app.respond.stored import (
    Agency,
    InstrumentFile,
    Officer,
    StoredDisclosure,
    StoredHold,
    StoredMove,
    StoredRequest,
)
from plainsight.respond.entitlement import ScopeVerdict, scope_of
from plainsight.respond.lifecycle import TABLE, commands_from
from plainsight.respond.states import REGION_NAMES, Command, Notice, Production, RequestState, Role
from plainsight.web.console.request_hold_steps import HoldStep
from plainsight.web.console.request_hold_view import HoldView, hold_view
from plainsight.web.console.request_package_steps import PackageStep, PackageView, package_view
from plainsight.web.identity.roles import DOCUMENT_READERS, LETTER_OPENERS
from plainsight.web.identity.viewer import Viewer
from plainsight.web.parts.clock_view import ClockView, clock_view

# The way of a disclosure, as the bar of steps draws it.
WAY = (
    Production.RECEIVED,
    Production.LEGAL_REVIEW,
    Production.SCOPED,
    Production.APPROVED,
    Production.COLLECTED,
    Production.QA_PASSED,
    Production.PACKAGED,
    Production.RELEASED,
    Production.ACKED,
)
_STANDS_AT = {
    Production.TRIAGE: Production.RECEIVED,
    Production.CLARIFY: Production.RECEIVED,
    Production.PARTIAL: Production.LEGAL_REVIEW,
    Production.CHALLENGED: Production.LEGAL_REVIEW,
    Production.ROUTED: Production.LEGAL_REVIEW,
    Production.NIL: Production.QA_PASSED,
    Production.CLOSED: Production.ACKED,
}
SHOWN_STATEMENTS = frozenset(
    {
        StatementKind.CLARIFICATION_ASKED,
        StatementKind.CLARIFICATION,
        StatementKind.DOCUMENTS,
        StatementKind.FRAUD_CONFIRMED,
        StatementKind.FRAUD_CLEARED,
        StatementKind.REFUSAL,
        StatementKind.DUPLICATE_UNDONE,
        StatementKind.PART_REFUSED,
        StatementKind.ROUTING,
        StatementKind.REQUESTER_INFORMED,
        StatementKind.TAKING_BACK_PROPOSED,
        StatementKind.TAKING_BACK_REFUSED,
        StatementKind.PACKAGE_TAKEN_BACK,
        StatementKind.WITHDRAWAL,
    }
)
Said = Command | HoldStep | PackageStep
# What the next step most often is, first; whatever else is possible stands behind it.
_FIRST: tuple[Said, ...] = (
    Command.CLEAR_FRAUD,  # a suspicion waits for its second look before all else
    Command.CONFIRM_FRAUD,
    Command.START_VERIFYING,
    Command.TRIAGE,
    Command.VERIFY_REQUESTER,
    Command.CONFIRM_HOLD,
    HoldStep.AGREE_TO_HOLD_END,  # somebody waits for the answer
    PackageStep.AGREE_TO_TAKING_BACK,
    HoldStep.CONFIRM_KEEPING,
    Command.APPROVE,
    Command.COLLECT,
    Command.PASS_QUALITY,
    Command.PACKAGE,
    Command.SEND_NOTICE,  # where the user is told before the package leaves
    Command.RELEASE,
    Command.GRANT_SCOPE,  # behind what an approved scope waits for: it can be granted again
    Command.REVIEW_AFTERWARDS,
    Command.KEEP_HOLD,
    Command.CLOSE,
)
_SECOND_LOOK = frozenset({Command.CONFIRM_FRAUD, Command.CLEAR_FRAUD})
# A scope granted again from here takes approvals, copy and quality check with it.
UNDER_SCOPE = frozenset(
    {
        Production.SCOPED,
        Production.APPROVED,
        Production.COLLECTED,
        Production.NIL,
        Production.QA_PASSED,
    }
)
# Steps that are taken inside another one: by the software, or when a second person agrees.
_WITHIN = frozenset(
    {
        Command.PREPARE_RELEASE_OF_HOLD,
        Command.RELEASE_HOLD,
        Command.RECEIVE,
        Command.PLACE_HOLD,
        Command.SUSPECT_FRAUD,
        Command.BEGIN_REVIEW,
        Command.CERTIFY_NIL,
        Command.LINK_HOLD,
        Command.ASK_REVIEW,
        Command.LAPSE_HOLD,
        Command.MAKE_NOTICE_DUE,
        Command.UNBLOCK_NOTICE,
        Command.BLOCK_NOTICE,
        Command.RECORD_GAP,
        Command.CLARIFY,
        Command.ACKNOWLEDGE,
        Command.WITHDRAW,
        Command.CHALLENGE,
        Command.TAKE_BACK_PACKAGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that can be taken now."""

    command: Said
    roles: tuple[Role, ...]
    is_mine: bool  # the viewer holds one of the roles, and may
    goes_back: bool = False  # undoes what others did since


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """Everything the workspace shows."""

    stored: StoredRequest
    instrument: InstrumentFile
    clocks: tuple[ClockView, ...]
    moves: tuple[StoredMove, ...]
    holds: tuple[StoredHold, ...]
    disclosures: tuple[StoredDisclosure, ...]
    agency: Agency | None
    officer: Officer | None
    verdict: ScopeVerdict
    judgement: Mapping[str, Any] | None  # of the requester, as it was last weighed
    second_look: Statement | None  # at the contradiction that stands in the judgement
    said: tuple[Statement, ...]
    documents: tuple[CameDocument, ...]
    may_read_documents: bool
    may_add_documents: bool  # that came on paper
    steps: tuple[Step, ...]
    about_holds: HoldView
    about_package: PackageView
    earlier: StoredRequest | None  # that a document of this one came with before
    waiver: Statement | None  # of counsel, while it stands: whoever releases looks at it again

    @property
    def next_step(self) -> Step | None:
        """The step to draw large: never one back, nor an exception that the viewer could take.

        Holds and the disclosure go on side by side: of their next steps the viewer's own is first.
        """
        onward = [step for step in self.steps if not step.goes_back]
        usual = (s for s in onward if s.command in _FIRST and s.command is not Command.CLOSE)
        return next((s for s in usual if s.is_mine), next(iter(onward), None))

    @property
    def way(self) -> tuple[tuple[Production, str], ...]:
        """Each station with done, now or nothing."""
        state = self.stored.state.production
        at = _STANDS_AT.get(state, state)
        place = WAY.index(at) if at in WAY else -1
        return tuple(
            (station, "done" if n < place else "now" if n == place else "")
            for n, station in enumerate(WAY)
        )


def request_view(
    reading: Reading,
    reference: str,
    *,
    instruments: Mapping[str, InstrumentFile],
    viewer: Viewer,
    now: datetime,
) -> RequestView:
    """Read it all. Raises UnknownId."""
    desk = reading.desk
    stored = desk.requests.get(reference)
    instrument = instruments[stored.request.instrument_id]
    about_holds = hold_view(reading, stored, instrument.instrument)
    about_package = package_view(reading, stored)
    earlier = earlier_of(reading, stored)
    return RequestView(
        stored=stored,
        instrument=instrument,
        clocks=tuple(
            clock_view(clock, now=now) for clock in desk.clocks.of_request(stored.request_id)
        ),
        moves=desk.requests.moves(stored.request_id),
        holds=desk.holds.of_request(stored.request_id),
        disclosures=desk.requests.disclosures(stored.request_id),
        agency=desk.registry.agency(stored.request.requester.agency_id),
        officer=desk.registry.officer_by_email(stored.request.requester.email),
        verdict=scope_of(stored.request, instrument.instrument, now=now),
        judgement=_last_judgement(desk.statements.of_request(stored.request_id)),
        second_look=_second_look(desk.statements.of_request(stored.request_id)),
        said=tuple(
            each
            for each in desk.statements.of_request(stored.request_id)
            if each.kind in SHOWN_STATEMENTS
        ),
        documents=documents_of(reading, stored),
        may_add_documents=not LETTER_OPENERS.isdisjoint(viewer.roles) and takes_documents(stored),
        may_read_documents=not DOCUMENT_READERS.isdisjoint(viewer.roles),
        steps=steps_from(
            stored.state,
            viewer,
            needs_review=_needs_review(stored),
            was_waived=stored.duties.notice_waived_by is not None,
            suspected_by=stored.duties.suspected_by,
            is_looked_at=stored.duties.looked_again_by is not None,
            about_holds=about_holds,
            about_package=about_package,
            is_repeated=earlier is not None and is_answered_by(reading, stored, earlier),
        ),
        about_holds=about_holds,
        about_package=about_package,
        earlier=earlier,
        waiver=_waiver(stored, desk.statements.of_request(stored.request_id)),
    )


def _last_judgement(statements: Sequence[Statement]) -> Mapping[str, Any] | None:
    judged = [each for each in statements if each.kind is StatementKind.JUDGEMENT]
    return judged[-1].body if judged else None


def _second_look(statements: Sequence[Statement]) -> Statement | None:
    """What a second person said since the last judgement; a later one is weighed afresh."""
    looks = (StatementKind.FRAUD_CONFIRMED, StatementKind.FRAUD_CLEARED)
    last: Statement | None = None
    for each in statements:
        if each.kind is StatementKind.JUDGEMENT:
            last = None
        elif each.kind in looks:
            last = each
    return last


def _waiver(stored: StoredRequest, statements: Sequence[Statement]) -> Statement | None:
    waived = [each for each in statements if each.kind is StatementKind.NOTICE_WAIVED]
    return waived[-1] if waived and stored.duties.notice_waived_by else None


def _needs_review(stored: StoredRequest) -> bool:
    return stored.request.is_emergency and stored.reviewed_at is None


def steps_from(
    state: RequestState,
    viewer: Viewer,
    *,
    needs_review: bool = False,
    was_waived: bool = False,
    suspected_by: str | None = None,
    is_looked_at: bool = False,
    about_holds: HoldView | None = None,
    about_package: PackageView | None = None,
    is_repeated: bool = False,
) -> tuple[Step, ...]:
    """What can be done now, the usual next step first.

    `was_waived` is by counsel alone; `is_looked_at` of a suspicion by its second person.
    """
    held = {role.value for role in viewer.roles}
    if Command.BEGIN_REVIEW in commands_from(state):
        # Counsel's steps begin the review by themselves (T10).
        state = replace(state, production=Production.LEGAL_REVIEW)
    pointless = set() if needs_review else {Command.REVIEW_AFTERWARDS}
    if state.notice is not Notice.DUE:
        pointless.add(Command.WAIVE_NOTICE)
    if not was_waived:
        pointless.add(Command.TAKE_BACK_WAIVER)
    if is_looked_at:
        pointless |= _SECOND_LOOK
    if not is_repeated:
        pointless.add(Command.MARK_DUPLICATE)
    commands = [each for each in commands_from(state) if each not in pointless]
    steps = [_step(command, state, held) for command in commands if command not in _WITHIN]
    steps = [  # who noted the contradiction waits for somebody else
        replace(each, is_mine=False)
        if each.command in _SECOND_LOOK and suspected_by == viewer.person_id
        else each
        for each in steps
    ]
    steps += _said(about_holds or HoldView(), viewer.person_id, held)
    steps += _said(about_package or PackageView(), viewer.person_id, held)
    last = len(_FIRST)
    steps.sort(key=lambda s: _FIRST.index(s.command) if s.command in _FIRST else last)
    if state.production is Production.REFUSED:
        # It is answered: the second look is then for the requester's other matters.
        steps.sort(key=lambda s: s.command in _SECOND_LOOK)
    if Command.SUSPECT_FRAUD in commands and Command.VERIFY_REQUESTER not in commands:
        # The same form, behind all else: a denial that comes after the verification undoes it.
        again = _step(Command.SUSPECT_FRAUD, state, held)
        steps.append(replace(again, command=Command.VERIFY_REQUESTER, goes_back=True))
    return tuple(steps)


def _said(about: HoldView | PackageView, person_id: str, held: Collection[str]) -> Iterator[Step]:
    """What two people say to each other, of whom nobody answers their own proposal."""
    for said, roles in about.steps:
        yield Step(
            command=said,
            roles=roles,
            is_mine=_holds_one(held, roles) and about.is_for(said, person_id),
            goes_back=said is PackageStep.PROPOSE_TAKING_BACK,
        )


def _step(command: Command, state: RequestState, held: Collection[str]) -> Step:
    roles = _roles_of(command, state)
    return Step(
        command=command,
        roles=roles,
        is_mine=_holds_one(held, roles),
        goes_back=command is Command.SEND_BACK
        or (command is Command.GRANT_SCOPE and state.production in UNDER_SCOPE),
    )


def _holds_one(held: Collection[str], roles: tuple[Role, ...]) -> bool:
    return any(role.value in held for role in roles)


def _roles_of(command: Command, state: RequestState) -> tuple[Role, ...]:
    for row in TABLE:
        region = REGION_NAMES[type(row.after)]
        if row.command is command and getattr(state, region) in row.before:
            return (Role.APPROVER,) if row.roles == (Role.SYSTEM,) else row.roles
    return ()
