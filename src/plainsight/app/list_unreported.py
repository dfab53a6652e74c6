"""Cases that call for a SAR of which nobody drafted one: their clock runs all the same."""

from dataclasses import dataclass

from plainsight.app.casework_stored import UnreportedCase
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


def list_unreported(
    view: Reading,
    *,
    terms: SarTerms,
    actor: Staff,
    case_id: str | None = None,
    count_max: int = 50,
) -> tuple[DueCase, ...]:
    """Return suspected cases without a SAR, the first due on top; closing a case ends its clock.

    Only to who drafts or files reports, of cases whose reports they may know of; to anybody else
    there are none, which is no refusal. Of several kinds of filer the strictest clock counts, and
    no extension: whether a subject is known stands in no case before its draft.
    """
    if not may(actor, Act.DRAFT_REPORT):
        return ()
    clock = min(terms.clocks, key=lambda each: each.within)
    return tuple(
        DueCase(
            case=case,
            due=initial_due(
                clock, detected_at=case.suspected_at, subject_known_at=case.suspected_at
            ),
        )
        for case in view.casework.reports.unreported(
            form=ReportForm.SAR.value,
            viewer=actor,
            case_id=case_id,
            count_max=min(count_max, COUNT_MAX),
        )
    )
