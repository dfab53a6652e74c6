"""The clock of a suspicion ends with a report, or with a decision of another person not to file."""

import pytest
from sqlalchemy.exc import DBAPIError
from tests.strategies.casework import (
    ADA,
    ANN,
    BEN,
    DAY,
    FIL,
    NOON,
    SOL,
    SUP,
    campaign,
    decided,
    drafted,
    filed_on,
    raised,
)

from plainsight.app.casework.leave_unfiled import leave_unfiled
from plainsight.app.casework.list_unreported import list_unreported, list_unreported_alerts
from plainsight.app.casework.stored import Unfiled
from plainsight.app.casework.work_case import open_case
from plainsight.casework.decision import Outcome
from plainsight.casework.filing import FilingCommand, FilingStand
from plainsight.errors import BadValue, IllegalMove, NotAllowed, SamePerson, UnknownId
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.model.role import Role, Staff, make_staff
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import SqlRecords

TERMS = load_report_terms().sar
WHY = "the transfers are payroll of a licensed employer, see the bank's letter"


def owed(records: SqlRecords, actor: Staff = FIL) -> set[str]:
    """Cases and alerts whose clock runs without a draft."""
    with records.read() as view:
        cases = list_unreported(view, terms=TERMS, actor=actor)
        alerts = list_unreported_alerts(view, terms=TERMS, actor=actor)
    return {each.case.case_id for each in cases} | {each.alert.alert_id for each in alerts}


def suspected_case(records: SqlRecords, *keys: str) -> tuple[str, list[str]]:
    alerts = raised(records, *(campaign(key) for key in keys))
    for alert in alerts:
        decided(records, alert)
    case = open_case(records, "A", alert_ids=alerts, actor=ANN, now=NOON + DAY)
    return case.case_id, alerts


def test_a_filing_officer_ends_the_clock_of_a_case_with_the_reason(records: SqlRecords) -> None:
    case_id, alerts = suspected_case(records, "a", "b")
    left = leave_unfiled(records, case_id, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    assert sorted(left.alert_ids) == sorted(alerts)
    assert owed(records) == set()
    with records.read() as view:
        entry = [each for each in view.audit.entries() if each.tag == "report:dropped"][-1]
    assert (entry.subject, parse_entry(entry.canonical).body) == (left.decision_id, {"alerts": 2})
    for secret in (case_id, *alerts, "payroll", '"fil"'):
        assert secret not in entry.canonical.decode()


def test_one_alert_of_a_case_can_be_left_and_the_other_stays_due(records: SqlRecords) -> None:
    case_id, (first, second) = suspected_case(records, "a", "b")
    leave_unfiled(records, first, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    assert owed(records) == {case_id}
    leave_unfiled(records, second, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    assert owed(records) == set()


def test_a_draft_is_dropped_with_the_decision(records: SqlRecords) -> None:
    case_id, _ = suspected_case(records, "a")
    report_id = drafted(records, case_id, form="sar").report_id
    filed_on(records, report_id, FilingCommand.PROPOSE, by=ANN)
    with pytest.raises(IllegalMove):
        leave_unfiled(records, report_id, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    filed_on(records, report_id, FilingCommand.RETURN, by=FIL)
    leave_unfiled(records, report_id, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    with records.read() as view:
        report = view.casework.reports.get(report_id, viewer=FIL)
        assert report.stand is FilingStand.DROPPED
        assert view.casework.reports.due(viewer=FIL, before=NOON + 90 * DAY) == ()
    assert owed(records) == set()


def test_a_draft_of_another_form_that_is_dropped_ends_no_clock(records: SqlRecords) -> None:
    case_id, _ = suspected_case(records, "a")
    report_id = drafted(records, case_id, form="referral").report_id
    leave_unfiled(records, report_id, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    assert owed(records) == {case_id}


def test_what_grows_and_is_suspected_anew_is_owed_a_report_again(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    decided(records, alert, Outcome.SUSPICIOUS)
    leave_unfiled(records, alert, why=WHY, actor=FIL, now=NOON + DAY)
    raised(records, campaign("k", score=900), at=NOON + 2 * DAY)
    assert owed(records) == set()
    decided(records, alert, by=BEN, at=NOON + 3 * DAY)
    assert owed(records) == {alert}


@pytest.mark.parametrize("person", [ANN, SOL, SUP, ADA])
def test_only_who_files_decides_not_to(records: SqlRecords, person: Staff) -> None:
    case_id, _ = suspected_case(records, "a")
    with pytest.raises(NotAllowed):
        leave_unfiled(records, case_id, why=WHY, actor=person, now=NOON + 2 * DAY)
    assert owed(records) == {case_id}


def test_nobody_waves_away_what_they_themselves_found_suspicious(records: SqlRecords) -> None:
    case_id, (alert,) = suspected_case(records, "a")
    both = Staff(staff_id="ann", roles=frozenset({Role.ANALYST, Role.FILING_OFFICER}))
    with pytest.raises(SamePerson):
        leave_unfiled(records, case_id, why=WHY, actor=both, now=NOON + 2 * DAY)
    unfiled = Unfiled(
        decision_id="nf_1", form="sar", alerts={alert: 1}, reason=WHY, decided_by="ann",
        decided_at=NOON,
    )  # fmt: skip
    with pytest.raises(DBAPIError, match="another person"), records.begin() as unit:
        unit.casework.reports.leave_unfiled(unfiled, viewer=FIL)
    assert owed(records) == {case_id}


@pytest.mark.parametrize("why", ["", "  \n"])
def test_it_takes_a_reason(records: SqlRecords, why: str) -> None:
    case_id, _ = suspected_case(records, "a")
    with pytest.raises(BadValue, match="reason"):
        leave_unfiled(records, case_id, why=why, actor=FIL, now=NOON + 2 * DAY)


def test_where_nothing_is_owed_nothing_is_decided(records: SqlRecords) -> None:
    case_id, (alert,) = suspected_case(records, "a")
    drafted(records, case_id, form="sar")
    for named in (case_id, alert):
        with pytest.raises(BadValue, match="unreported"):
            leave_unfiled(records, named, why=WHY, actor=FIL, now=NOON + 2 * DAY)
    with pytest.raises(UnknownId):
        leave_unfiled(records, "CASE-2026-999999", why=WHY, actor=FIL, now=NOON + 2 * DAY)
    stranger = make_staff("gus", Role.FILING_OFFICER)
    assert owed(records, stranger) == set()
