"""Appeals by affected accounts: somebody else decides, and a success undoes the restriction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainsight.casework.restriction import Force, Restriction
from plainsight.errors import BadValue, IllegalMove, NotYourAlert, SamePerson
from plainsight.model.time import require_utc

TEXT_CHARS_MAX = 4_000


class AppealStand(StrEnum):
    """Where an appeal stands."""

    RECEIVED = "received"
    TAKEN = "taken"
    UPHELD = "upheld"  # the restriction stays
    OVERTURNED = "overturned"  # it is lifted, and the alert is opened again
    WITHDRAWN = "withdrawn"


class AppealCommand(StrEnum):
    """What can be done with it."""

    TAKE = "take"
    RELEASE = "release"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    WITHDRAW = "withdraw"


APPEAL_MOVES: Mapping[tuple[AppealStand, AppealCommand], AppealStand] = {
    (AppealStand.RECEIVED, AppealCommand.TAKE): AppealStand.TAKEN,
    (AppealStand.TAKEN, AppealCommand.RELEASE): AppealStand.RECEIVED,
    (AppealStand.TAKEN, AppealCommand.UPHOLD): AppealStand.UPHELD,
    (AppealStand.TAKEN, AppealCommand.OVERTURN): AppealStand.OVERTURNED,
    (AppealStand.RECEIVED, AppealCommand.WITHDRAW): AppealStand.WITHDRAWN,
    (AppealStand.TAKEN, AppealCommand.WITHDRAW): AppealStand.WITHDRAWN,
}
_BY_ITS_HOLDER = frozenset({AppealCommand.RELEASE, AppealCommand.UPHOLD, AppealCommand.OVERTURN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What an account's holder says against one restriction."""

    appeal_id: str
    restriction_id: str
    account_id: str
    text: str
    received_at: datetime
    stand: AppealStand = AppealStand.RECEIVED
    holder_id: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason_id: str = ""
    answer: str = ""  # what the account's holder is told

    def __post_init__(self) -> None:
        require_utc(received_at=self.received_at, decided_at=self.decided_at)
        if len(self.text) > TEXT_CHARS_MAX:
            raise BadValue("text", f"{len(self.text)} characters", f"at most {TEXT_CHARS_MAX}")


def receive_against(
    restriction: Restriction, *, appeal_id: str, account_id: str, text: str, now: datetime
) -> Appeal:
    """Take an appeal in. Raises IllegalMove unless the restriction is in force, BadValue when it
    is another account's.
    """
    if restriction.force is not Force.IN_FORCE:
        raise IllegalMove("appeal", "restriction", restriction.force.value)
    if account_id != restriction.account_id:
        raise BadValue("account_id", account_id, "the account that the restriction is about")
    return Appeal(
        appeal_id=appeal_id,
        restriction_id=restriction.restriction_id,
        account_id=account_id,
        text=text,
        received_at=now,
    )


def move_appeal(
    appeal: Appeal,
    command: AppealCommand,
    *,
    staff_id: str,
    first_deciders: frozenset[str],
    now: datetime,
    reason_id: str = "",
    answer: str = "",
) -> Appeal:
    """Take one step. `first_deciders` are all who proposed, approved or decided before.

    Raises SamePerson when one of them takes it, NotYourAlert when another holds it.
    """
    require_utc(now=now)
    stand = APPEAL_MOVES.get((appeal.stand, command))
    if stand is None:
        raise IllegalMove(command.value, "appeal", appeal.stand.value)
    if command is not AppealCommand.WITHDRAW and staff_id in first_deciders:
        raise SamePerson("decision of an appeal", "first decision")
    if command in _BY_ITS_HOLDER and appeal.holder_id != staff_id:
        raise NotYourAlert(appeal.appeal_id, command.value)
    moved = replace(appeal, stand=stand, holder_id=staff_id if stand is AppealStand.TAKEN else None)
    if command in (AppealCommand.UPHOLD, AppealCommand.OVERTURN):
        return replace(
            moved, decided_by=staff_id, decided_at=now, reason_id=reason_id, answer=answer
        )
    return moved
