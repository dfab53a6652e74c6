"""Reports to authorities: drafted from what a case holds, proposed by one, approved by another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.draft_report import (
    DraftOrder,
    draft_of,
    draft_report,
    mark_of,
    revise_narrative,
)
from plainsight.app.casework.file_report import (
    approve_report,
    attachment_of,
    file_report,
    propose_report,
    return_report,
    view_report,
)
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.read_acknowledgement import read_acknowledgement
from plainsight.app.casework.share_report import share_report
from plainsight.app.identity.stored import Person
from plainsight.casework.access import Act, ReportSight, may, sight_of
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.casework.report.draft import OccasionKind, ReportDraft, ReportForm
from plainsight.casework.report.narrative import narrative_grounds
from plainsight.casework.report.sentence import Sentence
from plainsight.errors import BadAcknowledgement, BadValue, NotServed, PlainsightError, Refusal
from plainsight.filings.sar_acknowledgement import read_sar_acknowledgement
from plainsight.filings.writers import Writers
from plainsight.model.role import Staff
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices
from plainsight.web.parts.flow_pictures import findings_of_case, shown_pictures
from plainsight.web.parts.report_view import report_lines

router = APIRouter()

ANSWER_BYTES_MAX = 2_000_000
_SAID_ON_PAGE = (Refusal, BadValue, BadAcknowledgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One press of a button on a report."""

    asked: Asked
    report_id: str
    form: FormData
    answer: bytes

    def text(self, name: str) -> str:
        """A field, or nothing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""


@router.get("/console/reports/new")
def new_report(asked: Asked, case: str = "") -> Response:
    """Which report, and on what occasion."""
    return _new_page(asked, case)


@router.post("/console/reports")
async def begin_report(asked: Asked) -> Response:
    """Draft a report from what the case holds."""
    form = await asked.request.form()
    return await run_in_threadpool(_begin, asked, form)


@router.get("/console/reports/{report_id}")
def show_report(asked: Asked, report_id: str) -> Response:
    """One report, each sentence with what it rests on."""
    return _page(asked, report_id)


@router.post("/console/reports/{report_id}/{act}")
async def act_on_report(asked: Asked, report_id: str, act: str) -> Response:
    """Revise, propose, return, approve, file, or read the authority's answer."""
    async with asked.request.form() as form:
        file = form.get("answer")
        answer = await file.read(ANSWER_BYTES_MAX) if isinstance(file, UploadFile) else b""
    call = Call(asked=asked, report_id=report_id, form=form, answer=answer)
    return await run_in_threadpool(_act, call, act)


def _act(call: Call, act: str) -> Response:
    verb = _VERBS.get(act)
    try:
        if verb is None:
            raise BadValue("act", act, f"one of {', '.join(_VERBS)}")
        verb(call)
    except _SAID_ON_PAGE as refused:
        typed = call.form if act == "revise" else None
        return _page(call.asked, call.report_id, refused=refused, typed=typed)
    return RedirectResponse(f"/console/reports/{call.report_id}?done=report_{act}", status_code=303)


def _begin(asked: Asked, form: FormData) -> Response:
    staff, now = asked.staff, asked.now()
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        report_form = _form(given.get("form", ""))
        units, fiu_id = _writers(asked.services).goaml, given.get("fiu_id", "")
        if report_form is ReportForm.GOAML and fiu_id not in units:
            raise BadValue("fiu_id", fiu_id, f"one of {', '.join(sorted(units))}")
        order = DraftOrder(
            form=report_form,
            filer_kind=given.get("filer_kind", ""),
            kind=_occasion(given.get("occasion", "")),
            prior_report_id=given.get("prior_report_id", "").strip(),
            fiu=units[fiu_id] if report_form is ReportForm.GOAML else None,
        )
        with asked.records.read() as reading:
            case_id = reading.casework.cases.get(given.get("case", "")).case_id
            facts = gather_facts(reading, case_id, actor=staff, now=now)
        report = draft_report(
            asked.records, facts, order, terms=_writers(asked.services).sar, actor=staff, now=now
        )
    except _SAID_ON_PAGE as refused:
        return _new_page(asked, given.get("case", ""), refused=refused)
    return RedirectResponse(
        f"/console/reports/{report.report_id}?done=report_drafted", status_code=303
    )


def _new_page(asked: Asked, case: str, *, refused: PlainsightError | None = None) -> Response:
    writers = _writers(asked.services)
    with asked.records.read() as reading:
        found = reading.casework.cases.get(case)
    context = {
        "case": found,
        "forms": tuple(ReportForm),
        "occasions": tuple(OccasionKind),
        "clocks": writers.sar.clocks,
        "units": [(key, terms.title) for key, terms in writers.goaml.items()],
    }
    return asked.show("console/reports/new.html", context, refused=refused)


def _page(
    asked: Asked,
    report_id: str,
    *,
    refused: PlainsightError | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    staff, now = asked.staff, asked.now()
    report = view_report(asked.records, report_id, viewer=staff, now=now)
    draft: ReportDraft = draft_of(report)
    mark = mark_of(draft.narrative)
    typed = typed or {}
    worded = [str(value) for name, value in typed.items() if name.startswith("s")]
    grounds = narrative_grounds(draft.facts, _writers(asked.services).sar, draft.occasion)
    with asked.records.read() as reading:
        case = reading.casework.cases.get(report.case_id)
        pictures = shown_pictures(
            findings_of_case(reading, reading.casework.cases.items(report.case_id))
        )
        readers = reading.casework.reports.readers(report_id, viewer=staff)
        names = {each.person_id: each.name for each in reading.identity.people.all()}
        sent = reading.filings.sent(report_id)
        answers = reading.filings.answers(report_id)
    context = {
        "report": report,
        "draft": draft,
        "case": case,
        "lines": report_lines(draft.narrative, grounds),
        "mark": mark,
        # After a refusal: in the form while it is of the wording that stands, else to be copied.
        "typed": typed if typed.get("read") == mark else {},
        "left_over": "" if typed.get("read") in (None, mark) else " ".join(worded),
        "people": names,
        "sent": sent,
        "pictures": pictures,
        "attached": attachment_of(report),
        "readers": sorted(names.get(each, each) for each in readers),
        "colleagues": _colleagues(asked.services, readers | case.member_ids | {staff.staff_id}),
        "answers": answers,
        "is_author": staff.staff_id in (report.drafted_by, report.proposed_by),
        "may_draft": may(staff, Act.DRAFT_REPORT) and report.stand is FilingStand.DRAFT,
        "may_leave": may(staff, Act.FILE_REPORT) and report.stand is FilingStand.DRAFT,
        "may_approve": may(staff, Act.APPROVE_REPORT),
        "may_file": may(staff, Act.FILE_REPORT),
        "may_share": may(staff, Act.SHARE_REPORT),
        "left": None if report.due_at is None else report.due_at - now,
    }
    return asked.show("console/reports/show.html", context, refused=refused)


def _writers(services: WebServices) -> Writers:
    if services.writers is None:
        raise NotServed("reports", "name the filer's file when starting the server")
    return services.writers


def _propose(call: Call) -> FiledReport:
    return propose_report(
        call.asked.records,
        call.report_id,
        write=_writers(call.asked.services).writer(_form_of(call)),
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _approve(call: Call) -> FiledReport:
    return approve_report(
        call.asked.records, call.report_id, actor=call.asked.staff, now=call.asked.now()
    )


def _return(call: Call) -> FiledReport:
    return return_report(
        call.asked.records,
        call.report_id,
        why=call.text("text"),
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _file(call: Call) -> object:
    writers = _writers(call.asked.services)
    return file_report(
        call.asked.records,
        call.report_id,
        write=writers.writer(_form_of(call)),
        kept_years=writers.sar.kept_years,
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _revise(call: Call) -> FiledReport:
    """Each sentence may be reworded or emptied; what it rests on stays."""
    with call.asked.records.read() as reading:
        report = reading.casework.reports.get(call.report_id, viewer=call.asked.staff)
    before = draft_of(report).narrative
    after = [
        Sentence(part=each.part, text=call.text(f"s{place}"), rests_on=each.rests_on)
        for place, each in enumerate(before)
        if call.text(f"s{place}")
    ]
    return revise_narrative(
        call.asked.records,
        call.report_id,
        after,
        read=call.text("read"),
        terms=_writers(call.asked.services).sar,
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _read_answer(call: Call) -> FiledReport:
    if not call.answer:
        raise BadValue("answer", "", "choose the file that the authority sent back")
    return read_acknowledgement(
        call.asked.records,
        call.report_id,
        call.answer,
        read=read_sar_acknowledgement,
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _share(call: Call) -> None:
    """One more person with a need to know; support and administrators never have one."""
    with call.asked.records.read() as reading:
        person = reading.identity.people.get(call.text("person"))
    share_report(
        call.asked.records,
        call.report_id,
        _as_staff(person),
        reason=call.text("reason"),
        actor=call.asked.staff,
        now=call.asked.now(),
    )


def _colleagues(services: WebServices, known: frozenset[str]) -> list[tuple[str, str]]:
    """Who could be given a need to know."""
    with services.records.read() as reading:
        people = reading.identity.people.all()
    return [
        (person.person_id, person.name)
        for person in people
        if person.is_active
        and person.person_id not in known
        and may(_as_staff(person), Act.SEE_CASES)
        and sight_of(_as_staff(person)) in (ReportSight.OWN, ReportSight.SHARED)
    ]


def _as_staff(person: Person) -> Staff:
    return Staff(
        staff_id=person.person_id, roles=frozenset(person.roles), department=person.department
    )


def _form_of(call: Call) -> ReportForm:
    with call.asked.records.read() as reading:
        report = reading.casework.reports.get(call.report_id, viewer=call.asked.staff)
    return ReportForm(report.form)


def _form(text: str) -> ReportForm:
    if text not in set(ReportForm):
        raise BadValue("form", text, "choose which report")
    return ReportForm(text)


def _occasion(text: str) -> OccasionKind:
    if text not in set(OccasionKind):
        raise BadValue("occasion", text, "choose the occasion")
    return OccasionKind(text)


_VERBS: Mapping[str, Callable[[Call], object]] = {
    "revise": _revise,
    "propose": _propose,
    "approve": _approve,
    "return": _return,
    "file": _file,
    "answer": _read_answer,
    "share": _share,
}
