"""What became of one legal request, told by its entries in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.model.fact import AuditTag
from plainsight.oversight.measures import DUPLICATE, WITHDRAWN
from plainsight.prove.entry import Entry
from plainsight.respond.clock import Standing
from plainsight.respond.instrument import ClockKind
from plainsight.respond.states import Command, CrossBorder

REFUSED_UNVERIFIED = "T12a"  # the move before anybody was verified (spec/legal-request.md)


@dataclass(slots=True)
class RequestTold:
    """One legal request, counted by the columns of the report."""

    country: str
    instrument: str
    counts: dict[str, int] = field(default_factory=dict)
    took: dict[str, int] = field(default_factory=dict)  # seconds, by the name of the median
    is_verified: bool = False
    was_late: bool = False  # with an answer that was taken back too
    gap_since: datetime | None = None  # while the other side has not answered

    def add(self, column: str, count: int = 1) -> None:
        """Count it in a column."""
        self.counts[column] = self.counts.get(column, 0) + count


def received(entry: Entry) -> RequestTold:
    """What its receipt says."""
    body = entry.body
    request = RequestTold(
        country=str(body.get("country", "unknown")),
        instrument=str(body.get("instrument", "unknown")),
    )
    request.add("requests")
    count = body.get("identifier_count")
    request.add("identifiers", count if isinstance(count, int) else 0)
    flags = {
        "emergencies": "is_emergency",
        "non_disclosure_orders": "has_non_disclosure_order",
    }
    for column, name in flags.items():
        if body.get(name) is True:
            request.add(column)
    return request


def follow(requests: Mapping[str, RequestTold], entry: Entry) -> None:
    """Count what an entry says became of a request; entries of others are passed over."""
    is_hold = entry.tag == AuditTag.HOLD_PLACED  # its subject is the hold
    request = requests.get(str(entry.body.get("request")) if is_hold else entry.subject)
    if request is None:
        return
    match entry.tag:
        case AuditTag.HOLD_PLACED:
            request.add("accounts_preserved")
        case AuditTag.CLOCK_ANSWERED:
            _answered(request, entry)
        case AuditTag.CLOCK_OWED_AGAIN if entry.body.get("kind") == ClockKind.RESPONSE:
            _owed_again(request)
        case AuditTag.CLOCK_BREACHED if entry.body.get("kind") == ClockKind.RESPONSE:
            request.add("breached")
        case AuditTag.REQUEST_MOVED:
            _moved(request, entry)
        case AuditTag.PACKAGE_RELEASED:
            request.add("productions" if entry.body.get("lines") else "nil_answers")
        case AuditTag.PACKAGE_TAKEN_BACK:
            request.add("productions" if entry.body.get("lines") else "nil_answers", -1)
        case AuditTag.SCOPE_GRANTED if entry.body.get("refused"):
            request.add("narrowed")
        case AuditTag.GAP_RECORDED:
            _gap_recorded(request, entry)
        case AuditTag.GAP_FOLLOWED:
            _gap_followed(request, entry)


def settle(request: RequestTold, latest: datetime) -> None:
    """Count what no single entry says."""
    request.add("unverified", not request.is_verified)
    preserved = request.counts.get("accounts_preserved", 0)
    if preserved and not request.counts.get("productions"):
        request.add("preservations_without_process", preserved)
    if request.counts.get("gap_counterparties") and request.counts.get("productions"):
        request.add("gap_productions")
    if request.gap_since is not None:
        request.add("gap_open")
        request.took["days_gap_open"] = int((latest - request.gap_since).total_seconds())


def _answered(request: RequestTold, entry: Entry) -> None:
    if entry.body.get("by") in (WITHDRAWN, DUPLICATE):
        return
    match entry.body.get("kind"):
        case ClockKind.PICK_UP:
            request.took["hours_to_pick_up"] = _whole(entry, "took_seconds")
        case ClockKind.RESPONSE:
            request.add("answered")
            request.took["hours_to_answer"] = _whole(entry, "took_seconds")
            request.was_late |= entry.body.get("standing") != Standing.MET
            if not request.was_late:
                request.add("answered_in_time")


def _owed_again(request: RequestTold) -> None:
    """One legal request has one answer, in time if all that were given were."""
    for column in ("answered", "answered_in_time"):
        if request.counts.get(column):
            request.add(column, -1)


def _moved(request: RequestTold, entry: Entry) -> None:
    match entry.body.get("command"):
        case Command.VERIFY_REQUESTER:
            request.is_verified = True
        case Command.SUSPECT_FRAUD:
            request.add("fraud_attempts")
        case Command.CLEAR_FRAUD:
            request.add("fraud_attempts", -1)  # a second person found that it was none
        case Command.REFUSE:
            request.add("refused")
            request.add("refused_unverified", entry.body.get("number") == REFUSED_UNVERIFIED)
        case Command.MARK_DUPLICATE:
            request.add("duplicates")
        case Command.UNMARK_DUPLICATE:
            request.add("duplicates", -1)
        case Command.WITHDRAW:
            request.add("withdrawn")
        case Command.ROUTE:
            request.add("routed_elsewhere")


def _gap_recorded(request: RequestTold, entry: Entry) -> None:
    request.gap_since = entry.at
    for column, name in (
        ("gap_transfers", "transfers"),
        ("gap_counterparties", "counterparties"),
        ("gap_identified", "identified"),
    ):
        request.add(column, _whole(entry, name))


def _gap_followed(request: RequestTold, entry: Entry) -> None:
    match entry.body.get("to"):
        case CrossBorder.REQUESTER_INFORMED:
            request.add("gap_informed")
        case CrossBorder.MLA_REF_KNOWN:
            request.add("gap_mla_known")
        case CrossBorder.ANSWERED:
            request.add("gap_answered")
            if request.gap_since is not None:
                took = entry.at - request.gap_since
                request.took["days_to_mla_answer"] = int(took.total_seconds())
            request.gap_since = None


def _whole(entry: Entry, name: str) -> int:
    value = entry.body.get(name)
    return value if isinstance(value, int) else 0
