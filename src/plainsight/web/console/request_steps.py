"""The steps of a legal request as the workspace takes them: a form's fields in, a use case run."""

from collections.abc import Callable, Mapping

from plainsight.app.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.clarify_request import ask_clarification
from plainsight.app.collect_records import collect_records, pass_quality
from plainsight.app.contest_request import refuse_part, send_back
from plainsight.app.disclose import package_disclosure
from plainsight.app.follow_gap import (
    inform_requester,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.release_package import release_package
from plainsight.app.send_documents import send_documents
from plainsight.app.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    take_back_waiver,
    waive_notice,
)
from plainsight.app.verify_requester import Checks, start_verifying, verify_requester
from plainsight.errors import BadValue
from plainsight.respond.gates import CallBack
from plainsight.respond.instrument import Condition
from plainsight.respond.reason import Reason
from plainsight.respond.states import Command, Role
from plainsight.web.console.request_call import Call
from plainsight.web.console.request_hold_steps import HOLD_STEPS


def take_step(call: Call, command: str) -> None:
    """Take the step named. Raises BadValue for a name that is none, else as its use case."""
    step = STEPS.get(command)
    if step is None:
        raise BadValue("step", command, f"one of {', '.join(STEPS)}")
    step(call)


def _start_verifying(call: Call) -> None:
    actor = call.actor(Role.INTAKE)
    start_verifying(call.services.records, call.reference, actor=actor, now=call.now)


def _triage(call: Call) -> None:
    actor = call.actor(Role.INTAKE)
    triage_request(call.services.records, call.reference, actor=actor, now=call.now)


def _verify(call: Call) -> None:
    verify_requester(
        call.services.records,
        call.reference,
        Checks(
            used_passkey=call.is_set("used_passkey"),
            agency_admin_cosigned=call.is_set("agency_admin_cosigned"),
            mail_authenticated=call.is_set("mail_authenticated"),
            call_back=_call_back(call),
            agency_denies=call.text("answer") == "denies",
            document_is_forged=call.is_set("document_is_forged"),
            sensitive_targets=(call.text("sensitive"),),
        ),
        actor=call.actor(Role.VERIFIER),
        now=call.now,
    )


def _call_back(call: Call) -> CallBack | None:
    dialled = call.text("dialled")
    if not dialled:
        return None
    return CallBack(
        dialled=dialled,
        spoke_with=call.text("spoke_with"),
        confirms_request=call.text("answer") == "confirms",
        at=call.now,
    )


def _refuse(call: Call) -> None:
    refuse_request(
        call.services.records,
        call.reference,
        _reasons(call),
        actor=call.actor(Role.COUNSEL),
        now=call.now,
        words=call.text("text"),
    )


def _refuse_part(call: Call) -> None:
    refuse_part(
        call.services.records,
        call.reference,
        _reasons(call),
        call.text("text"),
        actor=call.actor(Role.COUNSEL),
        now=call.now,
    )


def _ask_clarification(call: Call) -> None:
    ask_clarification(
        call.services.records,
        call.reference,
        _reasons(call),
        call.text("text"),
        actor=call.actor(Role.INTAKE, Role.COUNSEL),
        now=call.now,
    )


def _route(call: Call) -> None:
    route_request(
        call.services.records,
        call.reference,
        actor=call.actor(Role.CROSS_BORDER),
        now=call.now,
        letter=call.text("text"),
        own_operator="" if call.services.seals is None else call.services.seals.own_operator,
    )


def _tell(verb: Callable[..., object], *roles: Role) -> Callable[[Call], None]:
    """A step that is one thing said, in words."""

    def step(call: Call) -> None:
        actor = call.actor(*roles)
        verb(call.services.records, call.reference, call.text("text"), actor=actor, now=call.now)

    return step


def _grant_scope(call: Call) -> None:
    grant_scope(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        signer=call.signer(),
        actor=call.actor(Role.COUNSEL),
        now=call.now,
        confirmed=[_condition(each) for each in call.texts("confirmed")],
    )


def _approve(call: Call) -> None:
    actor = call.actor(Role.APPROVER)
    approve_scope(call.services.records, call.reference, actor=actor, now=call.now)


def _collect(call: Call) -> None:
    collect_records(
        call.services.records,
        call.reference,
        key=call.signer().key,
        actor=call.actor(Role.COLLECTOR),
        now=call.now,
    )


def _pass_quality(call: Call) -> None:
    pass_quality(
        call.services.records,
        call.reference,
        key=call.signer().key,
        actor=call.actor(Role.QUALITY),
        now=call.now,
    )


def _package(call: Call) -> None:
    call.actor(Role.APPROVER)
    with call.services.records.read() as reading:
        asked = reading.desk.requests.get(call.reference).request
        officer = reading.desk.registry.officer_by_email(asked.requester.email)
    if officer is None:
        raise BadValue("officer", asked.requester.email, "enrol this officer first")
    package_disclosure(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        officer_id=officer.officer_id,
        seals=call.seals(),
        now=call.now,
    )


def _release(call: Call) -> None:
    actor = call.actor(Role.APPROVER)
    release_package(call.services.records, call.reference, actor=actor, now=call.now)


def _send_notice(call: Call) -> None:
    send_notice(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        actor=call.actor(Role.INTAKE),
        now=call.now,
    )


def _tell_of_notice(verb: Callable[..., object]) -> Callable[[Call], None]:
    """Counsel's word on telling the user, judged by the instrument's policy."""

    def step(call: Call) -> None:
        verb(
            call.services.records,
            call.reference,
            call.text("text"),
            instruments=call.services.instruments,
            actor=call.actor(Role.COUNSEL),
            now=call.now,
        )

    return step


def _review_afterwards(call: Call) -> None:
    review_afterwards(
        call.services.records,
        call.reference,
        actor=call.actor(Role.PROTECTION_OFFICER),
        now=call.now,
        words=call.text("text"),
        was_false=call.is_set("was_false"),
    )


def _close(call: Call) -> None:
    actor = call.actor(Role.INTAKE)
    close_request(call.services.records, call.reference, actor=actor, now=call.now)


def _reasons(call: Call) -> list[Reason]:
    given = call.texts("reason")
    for text in given:
        if text not in set(Reason):
            raise BadValue("reason", text, "choose a reason code")
    return [Reason(text) for text in given]


def _documents(call: Call) -> None:
    actor = call.actor(Role.INTAKE)  # before a file is read
    send_documents(
        call.services.records,
        call.reference,
        call.documents("documents"),
        words=call.text("text"),
        actor=actor,
        now=call.now,
    )


def _condition(text: str) -> Condition:
    if text not in set(Condition):
        raise BadValue("confirmed", text, "choose a condition of the instrument")
    return Condition(text)


STEPS: Mapping[str, Callable[[Call], None]] = {
    Command.START_VERIFYING.value: _start_verifying,
    Command.TRIAGE.value: _triage,
    Command.VERIFY_REQUESTER.value: _verify,
    Command.REFUSE.value: _refuse,
    Command.REFUSE_PART.value: _refuse_part,
    Command.ASK_CLARIFICATION.value: _ask_clarification,
    Command.ROUTE.value: _route,
    Command.INFORM_REQUESTER.value: _tell(inform_requester, Role.CROSS_BORDER),
    Command.NOTE_MLA_REFERENCE.value: _tell(note_mla_reference, Role.CROSS_BORDER),
    Command.NOTE_MLA_ANSWER.value: _tell(note_mla_answer, Role.CROSS_BORDER),
    Command.NOTE_NO_ANSWER.value: _tell(note_no_answer, Role.CROSS_BORDER),
    Command.GRANT_SCOPE.value: _grant_scope,
    Command.APPROVE.value: _approve,
    Command.COLLECT.value: _collect,
    Command.PASS_QUALITY.value: _pass_quality,
    Command.SEND_BACK.value: _tell(send_back, Role.QUALITY),
    Command.PACKAGE.value: _package,
    Command.RELEASE.value: _release,
    **HOLD_STEPS,
    Command.SEND_NOTICE.value: _send_notice,
    Command.WAIVE_NOTICE.value: _tell_of_notice(waive_notice),
    Command.TAKE_BACK_WAIVER.value: _tell_of_notice(take_back_waiver),
    Command.REVIEW_AFTERWARDS.value: _review_afterwards,
    Command.CLOSE.value: _close,
    "documents": _documents,  # no step of the lifecycle: what follows on paper
}
