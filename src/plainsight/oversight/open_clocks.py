"""Clocks that ran out without anybody writing it down.

A breach enters the log when the scheduler looks. Where nobody lets it look, the receipt still says
when somebody had to look and when an answer was due, so the log tells the breach all the same. So
does the entry by which an answer that was taken back is owed again.
"""

from collections.abc import Iterator
from datetime import datetime

from plainsight.model.fact import AuditTag
from plainsight.prove.entry import Entry


class OpenClocks:
    """Clocks that began, less those answered in time and those whose breach has its own entry.

    Of one kind of clock: who picked a request up in time may still answer it late.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind  # as entries name it: pick_up, response
        self._due: dict[str, tuple[int, datetime]] = {}  # request -> entry of the receipt, due

    def hear(self, entry: Entry) -> None:
        """Take the next entry of the log."""
        if entry.tag == AuditTag.REQUEST_RECEIVED:
            due = due_of(entry, kind=self._kind)
            if due is not None:
                self._due[entry.subject] = (entry.index, due)
        elif entry.tag == AuditTag.CLOCK_OWED_AGAIN and entry.body.get("kind") == self._kind:
            again = _instant(entry.body.get("due_at"))
            if again is not None:
                self._due[entry.subject] = (entry.index, again)
        elif entry.tag == AuditTag.CLOCK_BREACHED and entry.body.get("kind") == self._kind:
            self._due.pop(entry.subject, None)
        elif entry.tag == AuditTag.CLOCK_ANSWERED and entry.body.get("kind") == self._kind:
            heard = self._due.get(entry.subject)
            if heard is not None and entry.at <= heard[1]:
                del self._due[entry.subject]

    def ran_out(self, until: datetime) -> Iterator[tuple[int, int]]:
        """One for each, with the index of the entry that began it."""
        return ((index, 1) for index, due in self._due.values() if due < until)


def due_of(entry: Entry, *, kind: str) -> datetime | None:
    """When a receipt says that this clock runs out; None where it names none that can be read."""
    due = entry.body.get("due")
    return _instant(due.get(kind) if isinstance(due, dict) else None)


def _instant(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
