"""From draft to filed: proposed by one, approved by another, sent as its authority takes it.

Four eyes stand here, in `casework.filing` and in the database. What is approved is the content;
what is sent is written from that content once more, dated by the day it is sent, and its digest
stands in the audit log beside the digest of what was approved.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from plainsight.app.casework.draft_report import draft_of
from plainsight.app.casework.report_ports import SentReport, WriteReport
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.casework.access import Act, require
from plainsight.casework.filing import FiledReport, FilingCommand, move_report
from plainsight.casework.report.attachment import attachment_name, needs_attachment, transfers_csv
from plainsight.casework.report.clock import keep_until
from plainsight.casework.report.draft import ReportForm
from plainsight.errors import IllegalMove
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Staff


def propose_report(
    records: Records, report_id: str, *, write: WriteReport, actor: Staff, now: datetime
) -> FiledReport:
    """Write the document and put it to another person. From here its content is fixed.

    Raises UnfitReport or Ungrounded when the form would reject it, IllegalMove, UnknownId.
    """
    require(actor, Act.DRAFT_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        document = write(draft_of(report), now)
        built = replace(report, document=document, digest=digest_of(document))
        moved = move_report(built, FilingCommand.PROPOSE, staff_id=actor.staff_id, now=now)
        unit.casework.reports.save(moved, viewer=actor)
        _log(unit, AuditTag.REPORT_PROPOSED, moved, actor, now, digest=built.digest)
        return moved


def approve_report(records: Records, report_id: str, *, actor: Staff, now: datetime) -> FiledReport:
    """Approve what another person proposed. Raises SamePerson, IllegalMove, UnknownId."""
    require(actor, Act.APPROVE_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        moved = move_report(report, FilingCommand.APPROVE, staff_id=actor.staff_id, now=now)
        unit.casework.reports.save(moved, viewer=actor)
        _log(unit, AuditTag.REPORT_APPROVED, moved, actor, now, digest=moved.digest)
        return moved


def return_report(
    records: Records, report_id: str, *, why: str, actor: Staff, now: datetime
) -> FiledReport:
    """Give a report back to its author. Raises IllegalMove, UnknownId."""
    require(actor, Act.APPROVE_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        moved = move_report(report, FilingCommand.RETURN, staff_id=actor.staff_id, now=now)
        unit.casework.reports.save(moved, viewer=actor)
        _log(unit, AuditTag.REPORT_RETURNED, moved, actor, now, why=why)
        return moved


def file_report(
    records: Records,
    report_id: str,
    *,
    write: WriteReport,
    kept_years: int,
    actor: Staff,
    now: datetime,
) -> SentReport:
    """File an approved report: keep what is sent byte for byte, with its digest in the log.

    Raises IllegalMove unless another person approved it, UnfitReport, UnknownId, NotAllowed.
    """
    require(actor, Act.FILE_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        moved = move_report(
            report,
            FilingCommand.FILE,
            staff_id=actor.staff_id,
            now=now,
            retain_until=keep_until(now, years=kept_years),
        )
        document = write(draft_of(report), now)
        sent = SentReport(
            report_id=report_id, document=document, digest=digest_of(document), sent_at=now
        )
        unit.casework.reports.save(moved, viewer=actor)
        unit.filings.keep_sent(sent)
        is_late = report.due_at is not None and now > report.due_at
        attached = attachment_of(report)
        _log(
            unit, AuditTag.REPORT_FILED, moved, actor, now,
            digest=sent.digest, approved_digest=report.digest, is_late=is_late,
            **({} if attached is None else {"attachment_digest": digest_of(attached[1])}),
        )  # fmt: skip
        return sent


def filed_copy(records: Records, report_id: str, *, actor: Staff, now: datetime) -> SentReport:
    """What was sent, byte for byte as it is kept; the look is logged.

    Raises IllegalMove for a report that was not filed yet, UnknownId, NotAllowed.
    """
    require(actor, Act.FILE_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.get(report_id, viewer=actor)
        sent = unit.filings.sent(report_id)
        if sent is None:
            raise IllegalMove("filed_copy", "report", report.stand.value)
        _log(unit, AuditTag.REPORT_VIEWED, report, actor, now, digest=sent.digest)
        return sent


def attachment_of(report: FiledReport) -> tuple[str, bytes] | None:
    """Name and content of the file that goes with a SAR, made again from its fixed content."""
    if report.form != ReportForm.SAR.value:
        return None
    facts = draft_of(report).facts
    return (attachment_name(facts), transfers_csv(facts)) if needs_attachment(facts) else None


def view_report(records: Records, report_id: str, *, viewer: Staff, now: datetime) -> FiledReport:
    """Read one report; the look is logged. Raises UnknownId also for one that is not theirs."""
    with records.begin() as unit:
        report = unit.casework.reports.get(report_id, viewer=viewer)
        _log(unit, AuditTag.REPORT_VIEWED, report, viewer, now)
        return report


def list_reports(
    view: Reading, *, viewer: Staff, case_id: str | None = None, count_max: int = 50
) -> tuple[FiledReport, ...]:
    """Return the newest reports that the viewer may know of."""
    return view.casework.reports.newest(viewer=viewer, case_id=case_id, count_max=count_max)


def digest_of(document: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(document).hexdigest()


def _log(
    unit: UnitOfWork,
    tag: AuditTag,
    report: FiledReport,
    actor: Staff,
    now: datetime,
    **body: JsonValue,
) -> None:
    unit.record(
        Fact(
            tag=tag,
            subject=report.report_id,
            at=now,
            body={"form": report.form, **body},
            personal={"actor": actor.staff_id, "case_id": report.case_id},
        )
    )
