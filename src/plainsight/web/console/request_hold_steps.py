"""The steps of a hold as the workspace takes them: confirmed, extended, kept, ended by two."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from plainsight.app.confirm_keeping import confirm_keeping
from plainsight.app.end_hold import agree_to_hold_end, propose_hold_end, refuse_hold_end
from plainsight.app.extend_hold import ask_again, confirm_hold, extend_hold, keep_hold
from plainsight.app.release_hold import SECOND_ROLES, Grounds
from plainsight.respond.states import Command, Role
from plainsight.web.console.request_call import Call


class HoldStep(StrEnum):
    """What is said about a hold. The lifecycle's own step follows, or does not."""

    CONFIRM_KEEPING = "confirm_keeping"  # counsel, before a hold is kept beyond what its law says
    ASK_AGAIN = "ask_again"  # one more attempt to reach the agency; the round made the first
    PROPOSE_HOLD_END = "propose_hold_end"
    AGREE_TO_HOLD_END = "agree_to_hold_end"
    REFUSE_HOLD_END = "refuse_hold_end"


def _confirm_hold(call: Call) -> None:
    confirm_hold(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        actor=call.actor(Role.HOLD_CUSTODIAN),
        now=call.now,
    )


def _extend_hold(call: Call) -> None:
    extend_hold(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        actor=call.actor(Role.HOLD_CUSTODIAN),
        now=call.now,
        basis=call.text("basis"),
        letter=call.document("letter"),
    )


def _ask_again(call: Call) -> None:
    ask_again(
        call.services.records,
        call.reference,
        actor=call.actor(Role.HOLD_CUSTODIAN),
        now=call.now,
    )


def _keep_hold(call: Call) -> None:
    keep_hold(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        actor=call.actor(Role.HOLD_CUSTODIAN),
        now=call.now,
    )


def _confirm_keeping(call: Call) -> None:
    actor = call.actor(Role.COUNSEL)
    confirm_keeping(
        call.services.records, call.reference, call.text("text"), actor=actor, now=call.now
    )


def _propose_hold_end(call: Call) -> None:
    propose_hold_end(
        call.services.records,
        call.reference,
        call.text("text"),
        grounds=Grounds(
            is_written_release=call.is_set("is_written_release"),
            annex_v_received=call.is_set("annex_v_received"),
        ),
        instruments=call.services.instruments,
        actor=call.actor(Role.HOLD_CUSTODIAN),
        now=call.now,
    )


def _agree_to_hold_end(call: Call) -> None:
    agree_to_hold_end(
        call.services.records,
        call.reference,
        instruments=call.services.instruments,
        actor=call.actor(*SECOND_ROLES),
        now=call.now,
    )


def _refuse_hold_end(call: Call) -> None:
    actor = call.actor(*SECOND_ROLES)
    refuse_hold_end(
        call.services.records, call.reference, call.text("text"), actor=actor, now=call.now
    )


HOLD_STEPS: Mapping[str, Callable[[Call], None]] = {
    Command.CONFIRM_HOLD.value: _confirm_hold,
    Command.EXTEND_HOLD.value: _extend_hold,
    HoldStep.CONFIRM_KEEPING.value: _confirm_keeping,
    Command.KEEP_HOLD.value: _keep_hold,
    HoldStep.ASK_AGAIN.value: _ask_again,
    HoldStep.PROPOSE_HOLD_END.value: _propose_hold_end,
    HoldStep.AGREE_TO_HOLD_END.value: _agree_to_hold_end,
    HoldStep.REFUSE_HOLD_END.value: _refuse_hold_end,
}
