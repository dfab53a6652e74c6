"""Response clocks that ran out without anybody writing it down.

A breach enters the log when the scheduler looks. Where nobody lets it look, the receipt still says
when an answer was due, so the log tells the breach all the same.
"""

from collections.abc import Iterator
from datetime import datetime

from plainsight.prove.entry import Entry


class OpenClocks:
    """Receipts heard, less those answered in time and those whose breach has its own entry."""

    def __init__(self) -> None:
        self._due: dict[str, tuple[int, datetime]] = {}  # request -> entry of the receipt, due

    def hear(self, entry: Entry) -> None:
        """Take the next entry of the log."""
        if entry.tag == "request:received":
            due = _due_of(entry)
            if due is not None:
                self._due[entry.subject] = (entry.index, due)
        elif entry.tag == "clock:breached" and entry.body.get("kind") == "response":
            self._due.pop(entry.subject, None)
        elif entry.tag == "clock:answered" and entry.body.get("kind") == "response":
            heard = self._due.get(entry.subject)
            if heard is not None and entry.at <= heard[1]:
                del self._due[entry.subject]

    def ran_out(self, until: datetime) -> Iterator[tuple[int, int]]:
        """One for each, with the receipt's index."""
        return ((index, 1) for index, due in self._due.values() if due < until)


def _due_of(entry: Entry) -> datetime | None:
    due = entry.body.get("due")
    written = due.get("response") if isinstance(due, dict) else None
    if not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
