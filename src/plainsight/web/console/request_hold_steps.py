"""The steps of a hold as the workspace takes them: confirmed, extended, kept, ended by two."""

from collections.abc import Mapping
from enum import StrEnum

from plainsight.app.respond.confirm_keeping import confirm_keeping
from plainsight.app.respond.end_hold import agree_to_hold_end, propose_hold_end, refuse_hold_end
from plainsight.app.respond.extend_hold import ask_again, confirm_hold, extend_hold, keep_hold
from plainsight.app.respond.object_to_release import object_to_release
from plainsight.app.respond.release_hold import SECOND_ROLES, Grounds
from plainsight.respond.states import Command, Role
from plainsight.web.console.request_call import Call, Step, instruments, step, text


class HoldStep(StrEnum):
    """What is said about a hold. The lifecycle's own step follows, or does not."""

    CONFIRM_KEEPING = "confirm_keeping"  # counsel, before a hold is kept beyond what its law says
    ASK_AGAIN = "ask_again"  # one more attempt to reach the agency; the round made the first
    PROPOSE_HOLD_END = "propose_hold_end"
    AGREE_TO_HOLD_END = "agree_to_hold_end"
    REFUSE_HOLD_END = "refuse_hold_end"


def _grounds(call: Call) -> Grounds:
    return Grounds(
        is_written_release=call.is_set("is_written_release"),
        annex_v_received=call.is_set("annex_v_received"),
    )


_CUSTODIAN = Role.HOLD_CUSTODIAN
HOLD_STEPS: Mapping[str, Step] = {
    Command.CONFIRM_HOLD.value: step(confirm_hold, _CUSTODIAN, instruments=instruments),
    Command.EXTEND_HOLD.value: step(
        extend_hold,
        _CUSTODIAN,
        instruments=instruments,
        basis=text("basis"),
        letter=lambda call: call.document("letter"),
    ),
    Command.OBJECT_TO_RELEASE.value: step(
        object_to_release,
        _CUSTODIAN,
        instruments=instruments,
        letter=lambda call: call.document("letter"),
    ),
    HoldStep.CONFIRM_KEEPING.value: step(confirm_keeping, Role.COUNSEL, words=text()),
    Command.KEEP_HOLD.value: step(keep_hold, _CUSTODIAN, instruments=instruments),
    HoldStep.ASK_AGAIN.value: step(ask_again, _CUSTODIAN),
    HoldStep.PROPOSE_HOLD_END.value: step(
        propose_hold_end, _CUSTODIAN, words=text(), grounds=_grounds, instruments=instruments
    ),
    HoldStep.AGREE_TO_HOLD_END.value: step(
        agree_to_hold_end, *SECOND_ROLES, instruments=instruments
    ),
    HoldStep.REFUSE_HOLD_END.value: step(refuse_hold_end, *SECOND_ROLES, words=text()),
}
