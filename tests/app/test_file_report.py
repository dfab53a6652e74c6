"""A report's way through the house: four eyes, nobody else, every step in the log."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.contract.intact import assert_intact
from tests.strategies.report_desk import ANALYST, NOW, OFFICER, case_facts, drafted, tags, write
from tests.strategies.reports import terms

from plainsight.app.casework.draft_report import (
    DraftOrder,
    draft_of,
    draft_report,
    revise_narrative,
)
from plainsight.app.casework.file_report import (
    approve_report,
    attachment_of,
    digest_of,
    file_report,
    list_reports,
    propose_report,
    return_report,
    view_report,
)
from plainsight.app.casework.read_acknowledgement import read_acknowledgement
from plainsight.app.casework.report_ports import SentReport
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.casework.report.draft import OccasionKind, ReportForm
from plainsight.casework.report.sentence import Part, Sentence
from plainsight.errors import (
    BadAcknowledgement,
    BadValue,
    GuardUnmet,
    IllegalMove,
    NotAllowed,
    SamePerson,
    UnfitReport,
    Ungrounded,
    UnknownId,
)
from plainsight.filings.sar_acknowledgement import read_sar_acknowledgement
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords

BOTH = make_staff("ola", Role.ANALYST, Role.FILING_OFFICER)
OUTSIDERS = [
    make_staff("sup", Role.SUPPORT),
    make_staff("adm", Role.ADMIN),
    make_staff("oth", Role.ANALYST),
    make_staff("aud", Role.AUDITOR),
    make_staff("two", Role.SUPPORT, Role.FILING_OFFICER),
]
NUMBER = "31000055053784"


def answer(status: str = "A", number: str = NUMBER) -> bytes:
    return (
        f'<EFilingBatchXML StatusCode="{status}"><EFilingSubmissionXML StatusCode="{status}">'
        f'<EFilingActivityXML SeqNum="1"><BSAID>{number}</BSAID></EFilingActivityXML>'
        "</EFilingSubmissionXML></EFilingBatchXML>"
    ).encode()


def filed(records: SqlRecords, report: FiledReport, now: datetime = NOW) -> SentReport:
    propose_report(records, report.report_id, write=write, actor=ANALYST, now=now)
    approve_report(records, report.report_id, actor=OFFICER, now=now)
    return file_report(records, report.report_id, write=write, kept_years=5, actor=OFFICER, now=now)


def test_a_report_goes_from_draft_to_its_acknowledgement(records: SqlRecords) -> None:
    report = drafted(records)
    sent = filed(records, report)
    done = read_acknowledgement(
        records, report.report_id, answer(), read=read_sar_acknowledgement, actor=OFFICER, now=NOW
    )
    assert (done.stand, done.authority_reference) == (FilingStand.ACKNOWLEDGED, NUMBER)
    assert done.retain_until == datetime(2031, 3, 3, tzinfo=UTC)
    assert tags(records, report.report_id) == [
        "report:drafted",
        "report:proposed",
        "report:approved",
        "report:filed",
        "report:acknowledged",
    ]
    with records.read() as view:
        assert view.filings.sent(report.report_id) == sent
        assert len(view.filings.answers(report.report_id)) == 1
        assert_intact(view)


@pytest.mark.parametrize("form", [ReportForm.SAR, ReportForm.GOAML])
def test_what_a_form_cannot_hold_of_a_subject_is_told_at_the_draft(
    records: SqlRecords, form: ReportForm
) -> None:
    facts = case_facts(records)
    odd = replace(facts.subjects[0], family_name="X" * 300, emails=("not an email",))
    fiu = terms().fiu("goaml-ae") if form is ReportForm.GOAML else None
    order = DraftOrder(form=form, filer_kind="msb", fiu=fiu)
    with pytest.raises(UnfitReport) as refused:
        drafted(records, order, replace(facts, subjects=(odd,)))
    said = str(refused.value)
    assert "subject s-1" in said
    assert "300 characters" in said
    assert "'not an email' is no e-mail address" in said
    with records.read() as view:
        assert list_reports(view, viewer=OFFICER, case_id=facts.case_id) == ()


def test_a_goaml_report_without_an_fiu_is_no_order() -> None:
    with pytest.raises(BadValue, match="one FIU"):
        DraftOrder(form=ReportForm.GOAML, filer_kind="msb")


def test_the_digest_of_what_left_stands_in_the_log(records: SqlRecords) -> None:
    report = drafted(records)
    sent = filed(records, report)
    with records.read() as view:
        entry = view.audit.about(report.report_id, tag="report:filed")[0]
    body = json.loads(entry.canonical)["body"]
    assert body["digest"] == sent.digest == digest_of(sent.document)
    assert NUMBER not in entry.canonical.decode()
    assert report.case_id not in entry.canonical.decode()
    assert ANALYST.staff_id not in json.dumps(body)


def test_who_drafted_it_cannot_approve_it(records: SqlRecords) -> None:
    facts = case_facts(records)
    report = draft_report(
        records,
        facts,
        DraftOrder(form=ReportForm.SAR, filer_kind="msb"),
        terms=terms().sar,
        actor=BOTH,
        now=NOW,
    )
    propose_report(records, report.report_id, write=write, actor=BOTH, now=NOW)
    with pytest.raises(SamePerson):
        approve_report(records, report.report_id, actor=BOTH, now=NOW)
    with pytest.raises(IllegalMove):
        file_report(records, report.report_id, write=write, kept_years=5, actor=BOTH, now=NOW)


def test_the_database_itself_refuses_what_one_person_approved(records: SqlRecords) -> None:
    report = drafted(records)
    forged = SentReport(report_id=report.report_id, document=b"x", digest="x", sent_at=NOW)
    with pytest.raises(DBAPIError, match="another person"), records.begin() as unit:
        unit.filings.keep_sent(forged)


@pytest.mark.parametrize("act", [approve_report, propose_report, file_report])
def test_each_step_asks_for_its_role(records: SqlRecords, act: Callable[..., object]) -> None:
    report = drafted(records)
    more = {} if act is approve_report else {"write": write}
    more |= {"kept_years": 5} if act is file_report else {}
    with pytest.raises(NotAllowed):
        act(records, report.report_id, actor=OUTSIDERS[0], now=NOW, **more)


@pytest.mark.parametrize("person", OUTSIDERS, ids=lambda person: person.staff_id)
def test_nobody_without_need_learns_that_a_report_exists(
    records: SqlRecords, person: object
) -> None:
    report = drafted(records)
    with pytest.raises(UnknownId):
        view_report(records, report.report_id, viewer=person, now=NOW)  # type: ignore[arg-type]
    with records.read() as view:
        assert list_reports(view, viewer=person) == ()  # type: ignore[arg-type]
    assert "report:viewed" not in tags(records, report.report_id)


def test_an_analyst_drafts_for_no_case_but_their_own(records: SqlRecords) -> None:
    facts = case_facts(records)
    with pytest.raises(NotAllowed):
        draft_report(
            records,
            facts,
            DraftOrder(form=ReportForm.SAR, filer_kind="msb"),
            terms=terms().sar,
            actor=make_staff("oth", Role.ANALYST),
            now=NOW,
        )


def test_every_look_at_a_report_is_logged(records: SqlRecords) -> None:
    report = drafted(records)
    assert draft_of(view_report(records, report.report_id, viewer=OFFICER, now=NOW))
    assert tags(records, report.report_id)[-1] == "report:viewed"


def test_a_draft_can_be_changed_and_a_proposed_report_cannot(records: SqlRecords) -> None:
    report = drafted(records)
    draft = draft_of(report)
    added = Sentence(
        part=Part.WHY, text="The name Wei Example is as declared.", rests_on=("subject:s-1",)
    )
    narrative = (*draft.narrative, added)
    revise_narrative(
        records, report.report_id, narrative, terms=terms().sar, actor=ANALYST, now=NOW
    )
    with records.read() as view:
        stored = view.casework.reports.get(report.report_id, viewer=OFFICER)
    assert draft_of(stored).narrative[-1] == added
    propose_report(records, report.report_id, write=write, actor=ANALYST, now=NOW)
    with pytest.raises(IllegalMove):
        revise_narrative(
            records, report.report_id, narrative, terms=terms().sar, actor=ANALYST, now=NOW
        )


def test_a_sentence_without_ground_does_not_enter_the_records(records: SqlRecords) -> None:
    report = drafted(records)
    wrong = Sentence(part=Part.WHY, text="He has 3 passports.", rests_on=("subject:s-1",))
    with pytest.raises(Ungrounded):
        revise_narrative(
            records, report.report_id, [wrong], terms=terms().sar, actor=ANALYST, now=NOW
        )
    assert tags(records, report.report_id) == ["report:drafted"]


def test_a_report_can_be_given_back(records: SqlRecords) -> None:
    report = drafted(records)
    propose_report(records, report.report_id, write=write, actor=ANALYST, now=NOW)
    back = return_report(records, report.report_id, why="name the couriers", actor=OFFICER, now=NOW)
    assert back.stand is FilingStand.DRAFT
    assert filed(records, report).digest


def test_the_clock_runs_from_the_day_the_facts_were_known(records: SqlRecords) -> None:
    due = drafted(records).due_at
    assert due is not None
    assert due.date().isoformat() == "2026-03-22"
    with records.read() as view:
        found = view.casework.reports.due(viewer=OFFICER, before=due + timedelta(days=1))
    assert len(found) == 1


def test_a_report_filed_late_says_so_in_the_log(records: SqlRecords) -> None:
    report = drafted(records)
    filed(records, report, now=NOW + timedelta(days=40))
    with records.read() as view:
        entry = view.audit.about(report.report_id, tag="report:filed")[0]
    assert json.loads(entry.canonical)["body"]["is_late"] is True


def test_a_continuing_report_follows_the_one_that_was_acknowledged(records: SqlRecords) -> None:
    facts = case_facts(records)
    first = drafted(records, facts=facts)
    follow = DraftOrder(
        form=ReportForm.SAR,
        filer_kind="msb",
        kind=OccasionKind.CONTINUING,
        prior_report_id=first.report_id,
    )
    with pytest.raises(GuardUnmet):
        drafted(records, follow, facts)
    filed(records, first)
    read_acknowledgement(
        records, first.report_id, answer(), read=read_sar_acknowledgement, actor=OFFICER, now=NOW
    )
    second = drafted(records, follow, facts, now=NOW + timedelta(days=90))
    occasion = draft_of(second).occasion
    assert occasion.prior_number == NUMBER
    assert occasion.prior_units == 42_800_00
    assert second.due_at is not None
    assert second.due_at.date().isoformat() == "2026-06-30"
    document = filed(records, second, now=NOW + timedelta(days=100)).document
    assert b"CumulativeTotalViolationAmountText>85600<" in document
    assert NUMBER.encode() in document


def test_a_rejected_report_is_corrected_by_another(records: SqlRecords) -> None:
    facts = case_facts(records)
    first = drafted(records, facts=facts)
    filed(records, first)
    rejected = read_acknowledgement(
        records, first.report_id, answer("R"), read=read_sar_acknowledgement, actor=OFFICER, now=NOW
    )
    assert rejected.stand is FilingStand.REJECTED
    order = DraftOrder(
        form=ReportForm.SAR,
        filer_kind="msb",
        kind=OccasionKind.CORRECTED,
        prior_report_id=first.report_id,
    )
    second = drafted(records, order, facts)
    assert draft_of(second).occasion.prior_number == "0" * 14
    assert b"CorrectsAmendsPriorReportIndicator>Y" in filed(records, second).document


def test_the_same_answer_twice_changes_nothing(records: SqlRecords) -> None:
    report = drafted(records)
    filed(records, report)
    for _ in range(2):
        read_acknowledgement(
            records,
            report.report_id,
            answer(),
            read=read_sar_acknowledgement,
            actor=OFFICER,
            now=NOW,
        )
    assert tags(records, report.report_id).count("report:acknowledged") == 1


def test_an_answer_that_contradicts_an_earlier_one_is_refused(records: SqlRecords) -> None:
    report = drafted(records)
    filed(records, report)
    read_acknowledgement(
        records, report.report_id, answer(), read=read_sar_acknowledgement, actor=OFFICER, now=NOW
    )
    with pytest.raises(BadAcknowledgement, match="an earlier answer said"):
        read_acknowledgement(
            records,
            report.report_id,
            answer("R"),
            read=read_sar_acknowledgement,
            actor=OFFICER,
            now=NOW,
        )


def test_what_was_sent_can_never_be_changed(records: SqlRecords) -> None:
    report = drafted(records)
    filed(records, report)
    for statement in ("UPDATE sent_reports SET digest = 'x'", "DELETE FROM sent_reports"):
        with pytest.raises(DBAPIError, match="append-only"), records.begin() as unit:
            unit.filings._connection.execute(text(statement))  # type: ignore[attr-defined]


def test_a_referral_has_no_clock_and_shows_no_sar(records: SqlRecords) -> None:
    report = drafted(records, DraftOrder(form=ReportForm.REFERRAL, filer_kind="msb"))
    assert report.due_at is None
    told = json.dumps(dict(report.content), ensure_ascii=False).lower()
    assert "sar" not in told.replace("necessar", "")
    assert "cmln-2025-a003," not in told


def test_the_digest_of_what_goes_with_a_report_stands_in_the_log_too(records: SqlRecords) -> None:
    facts = case_facts(records)
    extra = [replace(facts.transfers[0], transfer_id=f"x-{n}", is_counted=False) for n in range(50)]
    report = drafted(records, facts=replace(facts, transfers=(*facts.transfers, *extra)))
    filed(records, report)
    attached = attachment_of(report)
    assert attached is not None
    with records.read() as view:
        entry = view.audit.about(report.report_id, tag="report:filed")[0]
    assert json.loads(entry.canonical)["body"]["attachment_digest"] == digest_of(attached[1])
    assert attachment_of(drafted(records)) is None
