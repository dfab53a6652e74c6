"""Reports and the secret that they exist: drafted, proposed, approved by another, filed."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.work_case import require_member
from plainsight.casework.access import Act, may, require
from plainsight.casework.filing import FiledReport, FilingCommand, FilingStand, move_report
from plainsight.errors import BadValue, IllegalMove
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Staff

PAGE_MAX = 200
_TAGS = {
    FilingCommand.PROPOSE: AuditTag.REPORT_PROPOSED,
    FilingCommand.RETURN: AuditTag.REPORT_RETURNED,
    FilingCommand.APPROVE: AuditTag.REPORT_APPROVED,
    FilingCommand.FILE: AuditTag.REPORT_FILED,
    FilingCommand.ACKNOWLEDGE: AuditTag.REPORT_ACKNOWLEDGED,
    FilingCommand.NOTE_REJECTION: AuditTag.REPORT_ACKNOWLEDGED,
    FilingCommand.DROP: AuditTag.REPORT_RETURNED,
}
_ACTS = {
    FilingCommand.PROPOSE: Act.DRAFT_REPORT,
    FilingCommand.DROP: Act.DRAFT_REPORT,
    FilingCommand.RETURN: Act.APPROVE_REPORT,
    FilingCommand.APPROVE: Act.APPROVE_REPORT,
    FilingCommand.FILE: Act.FILE_REPORT,
    FilingCommand.ACKNOWLEDGE: Act.FILE_REPORT,
    FilingCommand.NOTE_REJECTION: Act.FILE_REPORT,
}


def draft_report(
    records: Records,
    case_id: str,
    form: str,
    *,
    content: Mapping[str, JsonValue],
    document: bytes = b"",
    due_at: datetime | None = None,
    prior_report_id: str | None = None,
    actor: Staff,
    now: datetime,
) -> FiledReport:
    """Begin a report on a case one works on; a filing officer may on any.

    `content` is what the form's builder reads back, `document` what will be filed.
    Raises NotAllowed, UnknownId.
    """
    require(actor, Act.DRAFT_REPORT)
    with records.begin() as unit:
        case = unit.casework.cases.get(case_id)
        if not may(actor, Act.FILE_REPORT):
            require_member(case, actor)
        if prior_report_id is not None:
            unit.casework.reports.get(prior_report_id, viewer=actor)
        report = FiledReport(
            report_id=unit.new_id("rp"),
            case_id=case.case_id,
            form=form,
            content=content,
            document=document,
            digest=_digest(document),
            drafted_by=actor.staff_id,
            drafted_at=now,
            due_at=due_at,
            prior_report_id=prior_report_id,
        )
        unit.casework.reports.add(report, viewer=actor)
        _log(unit, AuditTag.REPORT_DRAFTED, report, actor, now=now)
    return report


def revise_report(
    records: Records,
    report_id: str,
    *,
    content: Mapping[str, JsonValue],
    document: bytes,
    due_at: datetime | None = None,
    actor: Staff,
    now: datetime,
) -> FiledReport:
    """Rewrite a draft. Raises IllegalMove for anything else, UnknownId, NotAllowed."""
    require(actor, Act.DRAFT_REPORT)
    with records.begin() as unit:
        found = unit.casework.reports.lock(report_id, viewer=actor)
        if found.stand is not FilingStand.DRAFT:
            raise IllegalMove("revise", "report", found.stand.value)
        revised = replace(
            found,
            content=content,
            document=document,
            digest=_digest(document),
            due_at=due_at or found.due_at,
        )
        unit.casework.reports.save(revised, viewer=actor)
        _log(unit, AuditTag.REPORT_DRAFTED, revised, actor, now=now)
    return revised


def move_filing(
    records: Records,
    report_id: str,
    command: FilingCommand,
    *,
    actor: Staff,
    now: datetime,
    authority_reference: str = "",
    retain_until: datetime | None = None,
) -> FiledReport:
    """Propose, return, approve, file, acknowledge, note a rejection, or drop a report.

    Raises SamePerson when the same person proposes and approves, IllegalMove, NotAllowed, and
    UnknownId, also for a report that this person may not know of.
    """
    require(actor, _ACTS[command])
    with records.begin() as unit:
        moved = move_report(
            unit.casework.reports.lock(report_id, viewer=actor),
            command,
            staff_id=actor.staff_id,
            now=now,
            authority_reference=authority_reference,
            retain_until=retain_until,
        )
        unit.casework.reports.save(moved, viewer=actor)
        _log(unit, _TAGS[command], moved, actor, now=now)
    return moved


def view_report(records: Records, report_id: str, *, actor: Staff, now: datetime) -> FiledReport:
    """Return one report. The look is logged. Raises UnknownId where there is none for them."""
    with records.begin() as unit:
        report = unit.casework.reports.get(report_id, viewer=actor)
        _log(unit, AuditTag.REPORT_VIEWED, report, actor, now=now)
    return report


def list_reports(
    records: Records,
    *,
    case_id: str | None = None,
    stand: FilingStand | None = None,
    count_max: int = 50,
    before: str | None = None,
    actor: Staff,
) -> tuple[FiledReport, ...]:
    """Return the reports that this person may know of, the latest first; none is no refusal."""
    with records.read() as view:
        return view.casework.reports.newest(
            viewer=actor,
            case_id=case_id,
            stand=stand,
            count_max=min(count_max, PAGE_MAX),
            before=before,
        )


def list_due_reports(
    records: Records, *, before: datetime, count_max: int = 50, actor: Staff
) -> tuple[FiledReport, ...]:
    """Return reports not filed whose legal clock ends before an instant, the first due on top."""
    with records.read() as view:
        return view.casework.reports.due(
            viewer=actor, before=before, count_max=min(count_max, PAGE_MAX)
        )


def share_report(
    records: Records, report_id: str, colleague: Staff, *, reason: str, actor: Staff, now: datetime
) -> None:
    """Give one more person a need to know, with the reason. Support never gets one.

    Raises BadValue without a reason, NotAllowed, UnknownId.
    """
    require(actor, Act.SHARE_REPORT)
    require(colleague, Act.SEE_CASES)
    if not reason.strip():
        raise BadValue("reason", reason, "say why this person needs to know")
    with records.begin() as unit:
        report = unit.casework.reports.get(report_id, viewer=actor)
        unit.casework.reports.share(report_id, colleague.staff_id, by=actor, reason=reason, at=now)
        unit.record(
            Fact(
                tag=AuditTag.REPORT_SHARED,
                subject=report.report_id,
                at=now,
                personal={
                    "actor": actor.staff_id,
                    "colleague": colleague.staff_id,
                    "reason": reason,
                },
            )
        )


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest() if document else ""


def _log(
    unit: UnitOfWork, tag: AuditTag, report: FiledReport, actor: Staff, *, now: datetime
) -> None:
    # The case, the document and the authority's number stand as commitments: the log is shown to
    # outsiders, and must not tell whom a report is about.
    personal = {"actor": actor.staff_id, "case": report.case_id}
    if report.digest:
        personal["digest"] = report.digest
    if report.authority_reference:
        personal["authority_reference"] = report.authority_reference
    unit.record(
        Fact(
            tag=tag,
            subject=report.report_id,
            at=now,
            body={"form": report.form, "stand": report.stand.value},
            personal=personal,
        )
    )
