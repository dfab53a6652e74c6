"""What was stated before: a new statement goes on from there, and tells nothing a second time."""

from plainsight.app.ports import Reading
from plainsight.errors import BadStatement, OutOfTurn
from plainsight.model.fact import AuditTag
from plainsight.oversight.statement import Statement, digest_of
from plainsight.prove.entry import Entry, parse_entry
from plainsight.respond.instrument import ClockKind

# Told by the receipt where no entry says that they ran out (oversight/open_clocks.py).
_CLOCKS = {"C3.breached": ClockKind.RESPONSE, "C5.breached": ClockKind.PICK_UP}


def require_last(view: Reading, before: Statement | None, *, period: str) -> None:
    """Refuse to go on from another statement than the last that the log tells of.

    Each leaves an entry, whichever folder it was written to; in another one the next would begin
    at the log's beginning, and count everything again. One that left no entry, as the program
    ended between the two, is gone on from. Raises OutOfTurn; BadStatement where it is another.
    """
    end = 0 if before is None else before.end
    for logged in view.audit.entries(first=end):
        if logged.tag != AuditTag.STATEMENT_MADE:
            continue
        made = parse_entry(logged.canonical)
        name, reached = made.subject.partition(":")[2], made.body.get("end")
        if not isinstance(reached, int):
            continue
        if reached > end:
            raise OutOfTurn(
                f"statement of {period}",
                f"{name} was stated up to entry {reached} and is not in this folder; name the "
                "folder that holds it, or put it back from whoever received it",
            )
        if before is not None and reached == end and made.body.get("digest") != digest_of(before):
            raise BadStatement(name, "it is not the one that the log says was made")


def require_told_once(view: Reading, statement: Statement) -> None:
    """Refuse where the next statement would tell a clock that this one tells by its receipt.

    A checkpoint that witnesses co-signed may stand before the entry of a breach that it covers the
    due time of. Raises OutOfTurn.
    """
    for figure in statement.figures:
        kind = _CLOCKS.get(figure.measure_id)
        for index in figure.entries if kind is not None else ():
            receipt = _entry(view, index)
            if receipt.tag == AuditTag.REQUEST_RECEIVED and any(
                later.index >= statement.end and parse_entry(later.canonical).body["kind"] == kind
                for later in view.audit.about(receipt.subject, tag=AuditTag.CLOCK_BREACHED.value)
            ):
                raise OutOfTurn(
                    f"statement of {statement.period}",
                    f"the {kind} clock of {receipt.subject} ran out before the checkpoint that was "
                    "co-signed, and the entry that tells it stands after it: the next statement "
                    "would count it again; have a new checkpoint co-signed, and state up to there",
                )


def _entry(view: Reading, index: int) -> Entry:
    (logged,) = view.audit.entries(first=index, count_max=1)
    return parse_entry(logged.canonical)
