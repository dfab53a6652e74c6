"""The life of a report: drafted, proposed by one, approved by another, filed, acknowledged.

What stands inside a report is `plainsight.casework.report`'s; this file knows who and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from plainsight.casework.access import ReportAccess
from plainsight.errors import BadValue, IllegalMove, SamePerson
from plainsight.model.fact import JsonValue
from plainsight.model.time import require_utc


class FilingStand(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"  # its content is fixed from here
    APPROVED = "approved"
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"  # by the authority; a corrected one follows
    DROPPED = "dropped"  # a decision not to file, kept with its reason


# A report that stands so answers for what it tells of. One that the authority rejected was not
# filed, and one that was dropped answers by the decision not to file, which is kept beside it.
COVERING = (
    FilingStand.DRAFT,
    FilingStand.PROPOSED,
    FilingStand.APPROVED,
    FilingStand.FILED,
    FilingStand.ACKNOWLEDGED,
)


class FilingCommand(StrEnum):
    """What can be done with a report."""

    PROPOSE = "propose"
    RETURN = "return"  # back to its author
    APPROVE = "approve"
    FILE = "file"
    ACKNOWLEDGE = "acknowledge"
    NOTE_REJECTION = "note_rejection"
    DROP = "drop"


FILING_MOVES: Mapping[tuple[FilingStand, FilingCommand], FilingStand] = {
    (FilingStand.DRAFT, FilingCommand.PROPOSE): FilingStand.PROPOSED,
    (FilingStand.DRAFT, FilingCommand.DROP): FilingStand.DROPPED,
    (FilingStand.PROPOSED, FilingCommand.RETURN): FilingStand.DRAFT,
    (FilingStand.PROPOSED, FilingCommand.APPROVE): FilingStand.APPROVED,
    (FilingStand.APPROVED, FilingCommand.FILE): FilingStand.FILED,
    (FilingStand.APPROVED, FilingCommand.RETURN): FilingStand.DRAFT,
    (FilingStand.FILED, FilingCommand.ACKNOWLEDGE): FilingStand.ACKNOWLEDGED,
    (FilingStand.FILED, FilingCommand.NOTE_REJECTION): FilingStand.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReport:
    """One report as it lies in the records."""

    report_id: str
    case_id: str
    form: str  # "fincen_sar", "goaml", "provider", "referral", "stix" ...
    content: Mapping[str, JsonValue] = field(repr=False)  # what the form's builder reads back
    document: bytes = field(default=b"", repr=False)  # as it is filed: XML, PDF, JSON
    digest: str = ""  # SHA-256 of `document`, hex
    drafted_by: str
    drafted_at: datetime
    due_at: datetime | None = None  # the legal clock
    prior_report_id: str | None = None  # corrected or continued by this one
    stand: FilingStand = FilingStand.DRAFT
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    filed_by: str | None = None
    filed_at: datetime | None = None
    authority_reference: str = ""  # what the authority calls it
    retain_until: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(drafted_at=self.drafted_at, due_at=self.due_at, filed_at=self.filed_at)

    def access(self, *, member_ids: frozenset[str], reader_ids: frozenset[str]) -> ReportAccess:
        """What `may_see` judges by."""
        authors = (self.drafted_by, self.proposed_by, self.approved_by, self.filed_by)
        return ReportAccess(
            report_id=self.report_id,
            author_ids=frozenset(author for author in authors if author is not None),
            member_ids=member_ids,
            reader_ids=reader_ids,
        )


def move_report(
    report: FiledReport,
    command: FilingCommand,
    *,
    staff_id: str,
    now: datetime,
    authority_reference: str = "",
    retain_until: datetime | None = None,
) -> FiledReport:
    """Take one step. Raises SamePerson when who drafted or proposed it approves it."""
    require_utc(now=now)
    stand = FILING_MOVES.get((report.stand, command))
    if stand is None:
        raise IllegalMove(command.value, "report", report.stand.value)
    moved = replace(report, stand=stand)
    match command:
        case FilingCommand.PROPOSE:
            if not report.document:
                raise BadValue("document", "nothing", "build the document before proposing it")
            return replace(moved, proposed_by=staff_id, proposed_at=now)
        case FilingCommand.APPROVE:
            if staff_id in (report.proposed_by, report.drafted_by):
                raise SamePerson("approval", "proposal")
            return replace(moved, approved_by=staff_id, approved_at=now)
        case FilingCommand.RETURN:
            return replace(
                moved, proposed_by=None, proposed_at=None, approved_by=None, approved_at=None
            )
        case FilingCommand.FILE:
            return replace(moved, filed_by=staff_id, filed_at=now, retain_until=retain_until)
        case FilingCommand.ACKNOWLEDGE:
            return replace(moved, authority_reference=authority_reference)
        case _:
            return moved
