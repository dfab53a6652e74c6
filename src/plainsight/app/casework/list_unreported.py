"""Suspicions that no SAR covers, by case and in no case: their clock runs all the same."""

from dataclasses import dataclass

from plainsight.app.casework.stored import UnreportedAlert, UnreportedCase
from plainsight.app.ports import Reading
from plainsight.casework.access import Act, may
from plainsight.casework.report.clock import FilingDue, initial_due
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.terms import SarTerms
from plainsight.model.role import Staff

COUNT_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """One case, and until when its report is to be filed."""

    case: UnreportedCase
    due: FilingDue


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlert:
    """One alert in no case, and until when its report is to be filed."""

    alert: UnreportedAlert
    due: FilingDue


def list_unreported(
    view: Reading, *, terms: SarTerms, actor: Staff, case_id: str | None = None, count_max: int = 50
) -> tuple[DueCase, ...]:
    """Return cases with a suspicion that no SAR covers, the first due on top.

    A clock ends with a filed report or with a decision not to file; a draft carries it on. Only to
    who drafts or files reports, of cases whose reports they may know of; to anybody else there are
    none, which is no refusal. Of several kinds of filer the strictest clock counts, and no
    extension: whether a subject is known stands in no case before its draft.
    """
    if not may(actor, Act.DRAFT_REPORT):
        return ()
    return tuple(
        DueCase(case=case, due=filing_due(terms, case))
        for case in view.casework.reports.unreported(
            form=ReportForm.SAR.value,
            viewer=actor,
            case_id=case_id,
            count_max=min(count_max, COUNT_MAX),
        )
    )


def list_unreported_alerts(
    view: Reading, *, terms: SarTerms, actor: Staff, count_max: int = 50
) -> tuple[DueAlert, ...]:
    """Return suspected alerts in no case, open or closed; an analyst meets their own decisions."""
    if not may(actor, Act.DRAFT_REPORT):
        return ()
    return tuple(
        DueAlert(alert=alert, due=filing_due(terms, alert))
        for alert in view.casework.reports.unreported_alerts(
            form=ReportForm.SAR.value, viewer=actor, count_max=min(count_max, COUNT_MAX)
        )
    )


def filing_due(terms: SarTerms, owed: UnreportedCase | UnreportedAlert) -> FilingDue:
    """Until when the report of what has no draft is to be filed."""
    clock = min(terms.clocks, key=lambda each: each.within)
    since = owed.suspected_at
    return initial_due(clock, detected_at=since, subject_known_at=since)
