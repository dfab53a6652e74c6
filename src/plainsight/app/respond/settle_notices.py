"""The daily round over notice: what became due is put so (T32), and somebody is told to tell."""

from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.settle_request import bring_notice
from plainsight.app.respond.stored import StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.respond.notice import NOTICE_WITHIN
from plainsight.respond.states import Command, Notice

_MADE_DUE = (Command.UNBLOCK_NOTICE.value, Command.MAKE_NOTICE_DUE.value)


def settle_notices(records: Records, *, instruments: Instruments, now: datetime) -> tuple[str, ...]:
    """Bring notice to where it stands at `now`; returns the references whose user is to be told.

    Each is an alarm when it is due, and another when seven days have passed. A nil certificate is
    told to nobody.
    """
    with records.read() as view:
        waiting = view.desk.reports.awaiting_notice(now=now)
    due = []
    for request_id in waiting:
        with records.begin() as unit:
            stored = unit.desk.requests.lock(request_id)
            if _nothing_left(unit, stored):
                continue
            stored, _ = bring_notice(unit, stored, instruments=instruments, now=now)
            if stored.state.notice is Notice.DUE:
                due.append(stored.reference)
                _tell(unit, stored, now)
    return tuple(due)


def _nothing_left(unit: UnitOfWork, stored: StoredRequest) -> bool:
    left = unit.desk.requests.disclosures(stored.request_id)
    return bool(left) and not any(each.counts.get("lines") for each in left)


def _tell(unit: UnitOfWork, stored: StoredRequest, now: datetime) -> None:
    moves = unit.desk.requests.moves(stored.request_id)
    since = next((each.at for each in reversed(moves) if each.command in _MADE_DUE), now)
    until = since + NOTICE_WITHIN
    is_late = now > until
    tell_alarm(
        unit,
        AlarmKind.NOTICE_OVERDUE if is_late else AlarmKind.NOTICE_DUE,
        key=f"notice{'-overdue' if is_late else ''}/{stored.request_id}/{since.isoformat()}",
        subject=stored.request_id,
        says=f"the user of {stored.reference} is to be told, or counsel waives it: "
        f"{'it was due' if is_late else 'due'} by {until:%F} (T32)",
        now=now,
    )
