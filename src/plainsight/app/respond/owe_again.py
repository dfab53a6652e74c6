"""An answer that was taken back is owed again: its clocks begin another run, and nothing is erased.

The run that was answered keeps its start and its end, as they were told to the log.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.stored import StoredRequest
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.clock import ResponseKind


def owe_again(
    unit: UnitOfWork,
    stored: StoredRequest,
    answers: Sequence[ResponseKind],
    *,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """Let the clocks that one of these answers ended run again, with the time they had.

    `since` is when the answer began to be owed again; None: as long as the one taken back, from the
    receipt on, so that what ran out meanwhile is a breach.
    """
    ended = unit.desk.clocks.ended_by(stored.request_id, [each.value for each in answers])
    again = [
        replace(
            clock,
            run_number=clock.run_number + 1,
            started_at=since or clock.started_at,
            answered_at=None,
        )
        for clock in ended
    ]
    unit.desk.clocks.start(stored.request_id, again)
    for clock in again:
        unit.record(
            Fact(
                tag=AuditTag.CLOCK_OWED_AGAIN,
                subject=stored.request_id,
                at=now,
                body={
                    "kind": clock.kind.value,
                    "due_at": clock.due_at.isoformat(),
                    "policy": f"{clock.deadline_id} {clock.deadline_version}",
                },
            )
        )
