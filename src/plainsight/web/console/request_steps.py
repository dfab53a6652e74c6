"""The steps of a legal request as the workspace takes them: a form's fields in, a use case run."""

from collections.abc import Mapping

from plainsight.app.respond.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.clarify_request import ask_clarification
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.contest_request import refuse_part, send_back
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.follow_gap import (
    inform_requester,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.respond.look_again import clear_fraud, confirm_fraud
from plainsight.app.respond.mark_duplicate import mark_duplicate, unmark_duplicate
from plainsight.app.respond.release_package import release_package
from plainsight.app.respond.send_documents import send_documents
from plainsight.app.respond.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    take_back_waiver,
    waive_notice,
)
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.errors import BadValue, OutOfTurn
from plainsight.prove.note import VerifierKey
from plainsight.respond.gates import CallBack
from plainsight.respond.instrument import Condition
from plainsight.respond.reason import Reason
from plainsight.respond.states import Command, Role
from plainsight.web.console.request_call import Call, Step, instruments, step, text
from plainsight.web.console.request_hold_steps import HOLD_STEPS
from plainsight.web.console.request_package_steps import PACKAGE_STEPS
from plainsight.web.console.request_view import UNDER_SCOPE


def take_step(call: Call, command: str) -> None:
    """Take the step named. Raises BadValue for a name that is none, else as its use case."""
    asked = STEPS.get(command)
    if asked is None:
        raise BadValue("step", command, f"one of {', '.join(STEPS)}")
    asked(call)


def _checks(call: Call) -> Checks:
    return Checks(
        used_passkey=call.is_set("used_passkey"),
        agency_admin_cosigned=call.is_set("agency_admin_cosigned"),
        mail_authenticated=call.is_set("mail_authenticated"),
        call_back=_call_back(call),
        agency_denies=call.text("answer") == "denies",
        document_is_forged=call.is_set("document_is_forged"),
        sensitive_targets=(call.text("sensitive"),),
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


def _reasons(call: Call) -> list[Reason]:
    given = call.texts("reason")
    for each in given:
        if each not in set(Reason):
            raise BadValue("reason", each, "choose a reason code")
    return [Reason(each) for each in given]


def _confirmed(call: Call) -> list[Condition]:
    given = call.texts("confirmed")
    for each in given:
        if each not in set(Condition):
            raise BadValue("confirmed", each, "choose a condition of the instrument")
    return [Condition(each) for each in given]


def _own_operator(call: Call) -> str:
    return "" if call.asked.services.seals is None else call.asked.services.seals.own_operator


def _key(call: Call) -> VerifierKey:
    return call.signer().key


def _package(call: Call) -> None:
    call.actor(Role.APPROVER)
    with call.asked.records.read() as reading:
        asked = reading.desk.requests.get(call.reference).request
        officer = reading.desk.registry.officer_by_email(asked.requester.email)
    if officer is None:
        raise BadValue("officer", asked.requester.email, "enrol this officer first")
    package_disclosure(
        call.asked.records,
        call.reference,
        instruments=call.asked.services.instruments,
        officer_id=officer.officer_id,
        seals=call.seals(),
        now=call.now,
    )


def _grant(call: Call) -> None:
    """Grant it; where that undoes what others did since, the page asks twice."""
    with call.asked.records.read() as reading:
        production = reading.desk.requests.get(call.reference).state.production
    if production in UNDER_SCOPE and not call.is_set("again"):
        raise OutOfTurn("grant_scope", "tick it: approvals, copy and quality check are made again")
    granting = step(
        grant_scope, Role.COUNSEL, instruments=instruments, signer=Call.signer, confirmed=_confirmed
    )
    granting(call)


def _documents(call: Call) -> list[AttachedDocument]:
    return call.documents("documents")


_BORDER = Role.CROSS_BORDER
STEPS: Mapping[str, Step] = {
    Command.START_VERIFYING.value: step(start_verifying, Role.INTAKE),
    Command.TRIAGE.value: step(triage_request, Role.INTAKE),
    Command.MARK_DUPLICATE.value: step(mark_duplicate, Role.INTAKE, words=text()),
    Command.UNMARK_DUPLICATE.value: step(unmark_duplicate, Role.INTAKE, words=text()),
    Command.VERIFY_REQUESTER.value: step(verify_requester, Role.VERIFIER, checks=_checks),
    Command.CLEAR_FRAUD.value: step(clear_fraud, Role.VERIFIER, Role.COUNSEL, words=text()),
    Command.CONFIRM_FRAUD.value: step(confirm_fraud, Role.VERIFIER, Role.COUNSEL, words=text()),
    Command.REFUSE.value: step(refuse_request, Role.COUNSEL, reasons=_reasons, words=text()),
    Command.REFUSE_PART.value: step(refuse_part, Role.COUNSEL, reasons=_reasons, words=text()),
    Command.ASK_CLARIFICATION.value: step(
        ask_clarification, Role.INTAKE, Role.COUNSEL, reasons=_reasons, words=text()
    ),
    Command.ROUTE.value: step(
        route_request,
        _BORDER,
        letter=text(),
        own_operator=_own_operator,
        is_part=lambda call: call.is_set("is_part"),
    ),
    Command.INFORM_REQUESTER.value: step(inform_requester, _BORDER, words=text()),
    Command.NOTE_MLA_REFERENCE.value: step(note_mla_reference, _BORDER, reference=text()),
    Command.NOTE_MLA_ANSWER.value: step(note_mla_answer, _BORDER, words=text()),
    Command.NOTE_NO_ANSWER.value: step(note_no_answer, _BORDER, words=text()),
    Command.GRANT_SCOPE.value: _grant,
    Command.APPROVE.value: step(approve_scope, Role.APPROVER),
    Command.COLLECT.value: step(collect_records, Role.COLLECTOR, key=_key),
    Command.PASS_QUALITY.value: step(pass_quality, Role.QUALITY, key=_key),
    Command.SEND_BACK.value: step(send_back, Role.QUALITY, words=text()),
    Command.PACKAGE.value: _package,
    Command.RELEASE.value: step(release_package, Role.APPROVER),
    **HOLD_STEPS,
    **PACKAGE_STEPS,
    Command.SEND_NOTICE.value: step(send_notice, Role.INTAKE, instruments=instruments),
    Command.WAIVE_NOTICE.value: step(
        waive_notice, Role.COUNSEL, words=text(), instruments=instruments
    ),
    Command.TAKE_BACK_WAIVER.value: step(
        take_back_waiver, Role.COUNSEL, words=text(), instruments=instruments
    ),
    Command.REVIEW_AFTERWARDS.value: step(
        review_afterwards,
        Role.PROTECTION_OFFICER,
        words=text(),
        was_false=lambda call: call.is_set("was_false"),
    ),
    Command.CLOSE.value: step(close_request, Role.INTAKE),
    # No step of the lifecycle: what follows on paper.
    "documents": step(send_documents, Role.INTAKE, documents=_documents, words=text()),
}
