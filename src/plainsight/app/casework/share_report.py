"""Give one more person a need to know of a report; see which reports are due."""

from datetime import datetime

from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Records
from plainsight.casework.access import Act, require
from plainsight.casework.filing import FiledReport
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

PAGE_MAX = 200


def share_report(
    records: Records, report_id: str, colleague: Staff, *, reason: str, actor: Staff, now: datetime
) -> None:
    """Give one more person a need to know, with the reason. Support never gets one.

    To whom it was given before, it is given: nothing changes and nothing is recorded. Raises
    BadValue without a reason, NotAllowed, and UnknownId for a report that the one who shares may
    not know of.
    """
    require(actor, Act.SHARE_REPORT)
    require(colleague, Act.SEE_CASES)
    if not reason.strip():
        raise BadValue("reason", reason, "say why this person needs to know")
    with records.begin() as unit:
        report = unit.casework.reports.get(report_id, viewer=actor)
        is_new = unit.casework.reports.share(
            report_id, colleague.staff_id, by=actor, reason=reason, at=now
        )
        if not is_new:
            return
        unit.record(
            Fact(
                tag=AuditTag.REPORT_SHARED,
                subject=report.report_id,
                at=now,
                personal={
                    "actor": actor.staff_id,
                    "colleague": colleague.staff_id,
                    "reason": plain_text(reason),
                },
            )
        )


def list_due_reports(
    records: Records, *, before: datetime, count_max: int = 50, actor: Staff
) -> tuple[FiledReport, ...]:
    """Return reports not filed whose legal clock ends before an instant, the first due on top.

    Only those that this person may know of; none is no refusal.
    """
    with records.read() as view:
        return view.casework.reports.due(
            viewer=actor, before=before, count_max=min(count_max, PAGE_MAX)
        )
