"""Reports in the making: who drafts, who files, and a draft of the demo's case."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.strategies.reports import filer, terms

from plainsight.app.casework.draft_report import DraftOrder, draft_report
from plainsight.app.casework.work_case import open_case
from plainsight.casework.filing import FiledReport
from plainsight.casework.report.draft import ReportDraft, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.demo.broker import demo_facts
from plainsight.filings.sar_xml import write_sar
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANALYST = make_staff("ana", Role.ANALYST)
OFFICER = make_staff("fil", Role.FILING_OFFICER)


def write(draft: ReportDraft, at: datetime) -> bytes:
    return write_sar(draft, filer(), terms().sar, filed_on=at.date())


def case_facts(records: SqlRecords) -> ReportFacts:
    """The demo's, of a case that is open."""
    case = open_case(records, "A broker", actor=ANALYST, now=NOW)
    return replace(demo_facts(), case_id=case.case_id)


def drafted(
    records: SqlRecords,
    order: DraftOrder | None = None,
    facts: ReportFacts | None = None,
    now: datetime = NOW,
) -> FiledReport:
    return draft_report(
        records,
        facts or case_facts(records),
        order or DraftOrder(form=ReportForm.SAR, filer_kind="msb"),
        terms=terms().sar,
        actor=ANALYST,
        now=now,
    )


def tags(records: SqlRecords, report_id: str) -> list[str]:
    with records.read() as view:
        return [entry.tag for entry in view.audit.about(report_id)]
