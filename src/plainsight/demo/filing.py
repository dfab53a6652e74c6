"""The demo's reports: one case filed as a SAR, a goAML report and a referral.

Two people act: an analyst drafts and proposes, a filing officer approves and files. The answer is
written here, in the form in which FinCEN answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from plainsight.app.casework.draft_report import DraftOrder, draft_report
from plainsight.app.casework.file_report import approve_report, file_report, propose_report
from plainsight.app.casework.read_acknowledgement import read_acknowledgement
from plainsight.app.casework.report_ports import ReadAnswer, SentReport, WriteReport
from plainsight.app.casework.work_case import open_case
from plainsight.app.ports import Records
from plainsight.casework.filing import FiledReport
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.party import Subject
from plainsight.casework.report.revalue import revalue_facts
from plainsight.casework.report.terms import GoamlTerms, SarTerms
from plainsight.demo.accounts import reached_at
from plainsight.demo.broker import demo_facts
from plainsight.demo.staff import ANALYST, FILING_OFFICER
from plainsight.errors import SamePerson
from plainsight.model.asset import fiat
from plainsight.model.rate import DailyRate, Rates, scale_rate
from plainsight.model.role import Role, make_staff

DIRHAM = fiat("AED")
DIRHAMS_PER_DOLLAR = "3.6725"  # unchanged since 1997
PEGGED_BY = "Central Bank of the UAE"
BSA_NUMBER = "31000099000017"
ANSWER = f"""<?xml version="1.0" encoding="UTF-8"?>
<EFilingBatchXML SeqNum="1" StatusCode="A"><EFilingSubmissionXML SeqNum="1" StatusCode="A">
<EFilingActivityXML SeqNum="1"><BSAID>{BSA_NUMBER}</BSAID></EFilingActivityXML>
</EFilingSubmissionXML></EFilingBatchXML>
""".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """Everything the demo needs from outside."""

    records: Records
    writer: Callable[[ReportForm], WriteReport]
    read_answer: ReadAnswer
    terms: SarTerms
    fiu: GoamlTerms
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsTold:
    """What came of it."""

    facts: ReportFacts
    sent: dict[ReportForm, SentReport]
    acknowledged: FiledReport
    refused_alone: str  # what the house said when one person tried to do both


def made_up_facts(records: Records, *, now: datetime) -> ReportFacts:
    """A case of its own, for who has no records to report from."""
    title = "A currency broker and his mirror transfers"
    case = open_case(records, title, actor=ANALYST, now=now)
    return replace(demo_facts(), case_id=case.case_id, reference=case.reference)


def known_holder(account_id: str) -> Subject:
    """What the demo's platform knows of the broker: what its directory has, and his part."""
    phone, email = reached_at(account_id)
    return Subject(
        subject_id="s-1",
        account_ids=(account_id,),
        family_name="Person",
        given_name="Example",
        phones=(phone.removeprefix("+1"),),
        emails=(email,),
        role="broker",
    )


def run_report_demo(desk: ReportDesk, facts: ReportFacts) -> ReportsTold:
    """File every form about these facts, and read the answer to the SAR."""
    sent, refused = {}, ""
    ids: dict[ReportForm, str] = {}
    for form in (ReportForm.SAR, ReportForm.GOAML, ReportForm.REFERRAL):
        order = DraftOrder(form=form, filer_kind="msb", fiu=_fiu(desk, form))
        told = in_dirhams(facts) if form is ReportForm.GOAML else facts
        report = draft_report(
            desk.records, told, order, terms=desk.terms, actor=ANALYST, now=desk.now
        )
        ids[form] = report.report_id
        refused = refused or _try_alone(desk, report, form)
        sent[form] = _file(desk, report.report_id, form)
    acknowledged = read_acknowledgement(
        desk.records,
        ids[ReportForm.SAR],
        ANSWER,
        read=desk.read_answer,
        actor=FILING_OFFICER,
        now=desk.now,
    )
    return ReportsTold(facts=facts, sent=sent, acknowledged=acknowledged, refused_alone=refused)


def in_dirhams(facts: ReportFacts) -> ReportFacts:
    """For the FIU of the Emirates: a dollar is worth what their central bank has pegged it at."""
    scaled = scale_rate(DIRHAMS_PER_DOLLAR, asset=facts.reporting, reporting=DIRHAM)
    days = sorted({transfer.at.date() for transfer in facts.transfers})
    lines = [
        DailyRate(asset=facts.reporting, reporting=DIRHAM, day=day, scaled=scaled, source=PEGGED_BY)
        for day in days
    ]
    return revalue_facts(facts, Rates(DIRHAM, lines))


def _fiu(desk: ReportDesk, form: ReportForm) -> GoamlTerms | None:
    return desk.fiu if form is ReportForm.GOAML else None


def _try_alone(desk: ReportDesk, report: FiledReport, form: ReportForm) -> str:
    """The analyst, who may approve elsewhere, tries to approve what she proposed."""
    both = make_staff(ANALYST.staff_id, Role.ANALYST, Role.FILING_OFFICER)
    propose_report(
        desk.records, report.report_id, write=desk.writer(form), actor=ANALYST, now=desk.now
    )
    try:
        approve_report(desk.records, report.report_id, actor=both, now=desk.now)
    except SamePerson as no:
        return str(no)
    return ""


def _file(desk: ReportDesk, report_id: str, form: ReportForm) -> SentReport:
    # Proposed and filed at one instant: one document is the other, and a PDF takes a second.
    write = cache(desk.writer(form))
    if form is not ReportForm.SAR:
        propose_report(desk.records, report_id, write=write, actor=ANALYST, now=desk.now)
    approve_report(desk.records, report_id, actor=FILING_OFFICER, now=desk.now)
    return file_report(
        desk.records,
        report_id,
        write=write,
        kept_years=desk.terms.kept_years,
        actor=FILING_OFFICER,
        now=desk.now,
    )
