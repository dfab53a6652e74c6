"""The clock of a SAR runs from a person's suspicion, drafted or not, and only its people know."""

from datetime import datetime, timedelta

import pytest
from tests.strategies.casework import (
    ADA,
    ANN,
    AUD,
    BEN,
    CAI,
    DAY,
    FIL,
    HOUR,
    NOON,
    QUI,
    SOL,
    SUP,
    campaign,
    decided,
    drafted,
    filed_on,
    policy_with_sample,
    policy_without_sample,
    raised,
)

from plainsight.app.casework.leave_unfiled import leave_unfiled
from plainsight.app.casework.list_unreported import (
    DueAlert,
    DueCase,
    list_unreported,
    list_unreported_alerts,
)
from plainsight.app.casework.reshape_case import merge_cases
from plainsight.app.casework.review_quality import plant_golden
from plainsight.app.casework.view_alert import view_alert
from plainsight.app.casework.work_case import close_case, open_case, take_out_of_case
from plainsight.casework.case import CaseStand, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.casework.filing import FilingCommand
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.model.role import Role, Staff, make_staff
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import SqlRecords

TERMS = load_report_terms().sar
RESPONSE_DESK = (
    Role.INTAKE, Role.VERIFIER, Role.COUNSEL, Role.COLLECTOR, Role.QUALITY, Role.APPROVER,
    Role.HOLD_CUSTODIAN, Role.CROSS_BORDER, Role.PROTECTION_OFFICER,
)  # fmt: skip


def case_of(records: SqlRecords, *alert_ids: str, by: Staff = ANN, days: int = 1) -> str:
    opened = open_case(records, "A", alert_ids=alert_ids, actor=by, now=NOON + days * DAY)
    return opened.case_id


def suspected_at(records: SqlRecords, case_id: str) -> datetime | None:
    with records.read() as view:
        return view.casework.cases.suspected_at(case_id)


def awaited(records: SqlRecords, actor: Staff) -> tuple[DueCase, ...]:
    with records.read() as view:
        return list_unreported(view, terms=TERMS, actor=actor)


def loose(records: SqlRecords, actor: Staff) -> tuple[DueAlert, ...]:
    with records.read() as view:
        return list_unreported_alerts(view, terms=TERMS, actor=actor)


def test_suspicion_begins_with_a_persons_decision_and_not_with_the_finding(
    records: SqlRecords,
) -> None:
    first, second, benign = raised(records, campaign("a"), campaign("b"), campaign("c"))
    case_id = case_of(records, first, second, benign)
    assert suspected_at(records, case_id) is None, "a machine's finding is no suspicion"
    decided(records, benign, Outcome.BENIGN, at=NOON + DAY)
    assert suspected_at(records, case_id) is None
    decided(records, second, Outcome.CONFIRMED, at=NOON + 5 * DAY)
    decided(records, first, Outcome.SUSPICIOUS, at=NOON + 3 * DAY)
    assert suspected_at(records, case_id) == NOON + 3 * DAY


def test_a_suspicion_that_others_did_not_share_starts_no_clock(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    case_id = case_of(records, alert)
    decided(records, alert, Outcome.CONFIRMED, at=NOON + HOUR, under=policy_with_sample())
    assert suspected_at(records, case_id) == NOON + HOUR
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + 2 * HOUR)
    decided(records, alert, Outcome.BENIGN, by=SOL, at=NOON + 3 * HOUR)
    assert suspected_at(records, case_id) is None


def test_who_was_overruled_in_one_round_is_not_heard_again_when_the_alert_grows(
    records: SqlRecords,
) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    sampled = policy_with_sample()
    decided(records, alert, Outcome.CONFIRMED, at=NOON + HOUR, under=sampled)
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + 2 * HOUR)
    decided(records, alert, Outcome.BENIGN, by=SOL, at=NOON + 3 * HOUR)
    raised(records, campaign("k", score=900), at=NOON + DAY)
    assert loose(records, FIL) == ()


def test_a_later_benign_does_not_end_a_suspicion_that_stood(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    decided(records, alert, Outcome.SUSPICIOUS)
    raised(records, campaign("k", score=650), at=NOON + DAY)
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + 2 * DAY)
    (found,) = loose(records, FIL)
    assert found.alert.suspected_at == NOON + HOUR
    raised(records, campaign("k", score=900), at=NOON + 3 * DAY)
    assert loose(records, FIL) == (found,), "and it is no other when the alert grows again"
    leave_unfiled(records, alert, why="licensed", actor=FIL, now=NOON + 4 * DAY)
    assert loose(records, FIL) == ()


@pytest.mark.parametrize("outcome", [Outcome.BENIGN, Outcome.INCONCLUSIVE])
def test_who_does_not_share_an_earlier_suspicion_is_told_that_it_stands(
    records: SqlRecords, outcome: Outcome
) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    assert not decided(records, alert, Outcome.SUSPICIOUS).was_suspected, "their own, just now"
    raised(records, campaign("k", score=900), at=NOON + DAY)
    assert view_alert(records, alert, actor=BEN, now=NOON + DAY).was_suspected
    assert decided(records, alert, outcome, by=BEN, at=NOON + 2 * DAY).was_suspected


def test_of_the_suspicion_of_ones_own_round_a_blind_look_tells_nothing(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert, Outcome.CONFIRMED, under=policy_with_sample())
    assert not view_alert(records, alert, actor=BEN, now=NOON + 2 * HOUR).was_suspected
    assert not decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + 2 * HOUR).was_suspected


def test_an_alert_that_grew_leaves_what_was_known_known(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    case_id = case_of(records, alert)
    decided(records, alert, Outcome.SUSPICIOUS, at=NOON + HOUR)
    raised(records, campaign("k", score=900), at=NOON + DAY)
    with records.read() as view:
        assert view.casework.queue.get(alert).outcome is None, "it is open again"
    assert suspected_at(records, case_id) == NOON + HOUR


def test_a_case_that_nobody_drafted_a_report_of_is_due_all_the_same(records: SqlRecords) -> None:
    alerts = raised(records, campaign("a"), campaign("b"), campaign("c"))
    late, early, _ = (case_of(records, alert) for alert in alerts)
    decided(records, alerts[0], at=NOON + 4 * DAY)
    decided(records, alerts[1], at=NOON + 2 * DAY)
    found = awaited(records, ANN)
    assert [each.case.case_id for each in found] == [early, late], "the first due on top"
    assert found[0].due.due_at.date() == (NOON + 32 * DAY).date()
    assert "30 days after the facts were known" in found[0].due.says
    assert not found[0].due.is_missed(NOON + 32 * DAY)
    assert found[0].due.is_missed(NOON + 33 * DAY)
    drafted(records, early, form="sar")
    drafted(records, late, form="referral")
    assert [each.case.case_id for each in awaited(records, FIL)] == [late]
    close_case(records, late, why="nothing to report", actor=ANN, now=NOON + 5 * DAY)
    assert [each.case.case_id for each in awaited(records, FIL)] == [late], "a case ends no clock"


def test_a_draft_covers_what_it_tells_of_and_nothing_that_came_later(records: SqlRecords) -> None:
    alerts = raised(records, campaign("a"), campaign("b"))
    one, two = (case_of(records, alert, by=SOL) for alert in alerts)
    for alert in alerts:
        decided(records, alert)
    drafted(records, one, form="sar", by=SOL)
    merge_cases(records, one, into=two, why="same money", actor=SOL, now=NOON + 2 * DAY)
    with records.read() as view:
        assert len(view.casework.cases.newest(stand=CaseStand.OPEN)) == 1
    assert [each.case.case_id for each in awaited(records, FIL)] == [two], "b is in no draft"
    drafted(records, two, form="sar", by=SOL)
    assert awaited(records, FIL) == ()


def test_what_was_merged_again_and_again_is_due_where_it_ended(records: SqlRecords) -> None:
    alerts = raised(records, campaign("a"), campaign("b"), campaign("c"))
    one, two, three = (case_of(records, alert, by=SOL) for alert in alerts)
    decided(records, alerts[0])
    merge_cases(records, one, into=two, why="same money", actor=SOL, now=NOON + 2 * DAY)
    merge_cases(records, two, into=three, why="same money", actor=SOL, now=NOON + 3 * DAY)
    assert [each.case.case_id for each in awaited(records, FIL)] == [three]
    drafted(records, one, form="sar", by=SOL)
    assert awaited(records, FIL) == (), "and a draft of the first case tells of the same alert"


def test_a_suspicion_that_nobody_made_a_case_of_is_due_all_the_same(records: SqlRecords) -> None:
    early, late, benign = raised(records, campaign("a"), campaign("b"), campaign("c"))
    decided(records, late, Outcome.SUSPICIOUS, at=NOON + 3 * DAY, by=BEN)
    decided(records, early, at=NOON + 2 * DAY)
    decided(records, benign, Outcome.BENIGN, at=NOON + DAY)
    found = loose(records, FIL)
    assert [each.alert.alert_id for each in found] == [early, late], "the first due on top"
    assert found[0].due.due_at.date() == (NOON + 32 * DAY).date()
    assert [each.alert.alert_id for each in loose(records, ANN)] == [early], "what ann decided"
    for person in (SUP, ADA, AUD, QUI, CAI):
        assert loose(records, person) == ()
    case_id = case_of(records, early)
    assert [each.alert.alert_id for each in loose(records, FIL)] == [late]
    assert [each.case.case_id for each in awaited(records, FIL)] == [case_id]


def test_what_is_taken_out_of_a_case_stays_due_and_the_log_names_it(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)
    case_id = case_of(records, alert)
    items = [(ItemKind.ALERT, alert)]
    take_out_of_case(records, case_id, items, why="not ours", actor=ANN, now=NOON + 2 * DAY)
    assert awaited(records, FIL) == ()
    (found,) = loose(records, FIL)
    assert (found.alert.alert_id, found.alert.suspected_at) == (alert, NOON + HOUR)
    with records.read() as view:
        entries = [each for each in view.audit.entries() if each.tag == "case:changed"]
    assert parse_entry(entries[-1].canonical).body == {
        "act": "taken_out",
        "alerts": [alert],
        "count": 1,
    }


def test_an_alert_that_grew_after_its_report_and_is_found_suspicious_anew_is_due_anew(
    records: SqlRecords,
) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    decided(records, alert)
    case_id = case_of(records, alert)
    drafted(records, case_id, form="sar")
    raised(records, campaign("k", score=900), at=NOON + DAY)
    assert awaited(records, FIL) == (), "what was known then stands in the draft"
    decided(records, alert, by=BEN, at=NOON + 5 * DAY)
    (found,) = awaited(records, FIL)
    assert found.case.suspected_at == NOON + 5 * DAY


def test_a_report_that_the_authority_rejected_was_not_filed(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert)
    case_id = case_of(records, alert)
    report_id = drafted(records, case_id, form="sar").report_id
    for command, by in (
        (FilingCommand.PROPOSE, ANN), (FilingCommand.APPROVE, FIL), (FilingCommand.FILE, FIL),
    ):  # fmt: skip
        filed_on(records, report_id, command, by=by)
        assert awaited(records, FIL) == ()
    filed_on(records, report_id, FilingCommand.NOTE_REJECTION, by=FIL)
    assert [each.case.case_id for each in awaited(records, FIL)] == [case_id]


def test_an_alert_whose_answer_is_known_calls_for_no_report_and_its_reviewer_cannot_tell(
    records: SqlRecords,
) -> None:
    (alert,) = raised(records, campaign("a"))
    decided(records, alert, Outcome.BENIGN)
    governing = policy_without_sample()
    golden = plant_golden(
        records, alert, Outcome.CONFIRMED, actor=QUI, policy=governing, now=NOON + HOUR
    )
    decided(records, golden, by=BEN, at=NOON + 2 * HOUR)
    assert loose(records, FIL) == ()
    assert [each.alert.alert_id for each in loose(records, BEN)] == [golden]


@pytest.mark.parametrize("role", RESPONSE_DESK)
def test_the_response_desk_learns_of_no_clock_of_a_sar(records: SqlRecords, role: Role) -> None:
    (alert,) = raised(records, campaign("a"))
    case_id = case_of(records, alert)
    decided(records, alert)
    with records.begin() as unit:
        case = unit.casework.cases.get(case_id)
        assert case.member_ids == {"ann"}
    assert awaited(records, make_staff("desk", role)) == ()
    with records.read() as view:
        assert view.desk.watch.alarms(count_max=10) == ()


def test_only_who_may_know_of_its_reports_learns_that_a_case_has_none(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("a"))
    case_of(records, alert)
    decided(records, alert)
    for person in (SUP, ADA, AUD, QUI, BEN):
        assert awaited(records, person) == ()
    as_support = Staff(staff_id="ann", roles=frozenset({Role.ANALYST, Role.SUPPORT}))
    assert awaited(records, as_support) == ()
    for person in (ANN, FIL):
        assert len(awaited(records, person)) == 1


def test_the_list_is_as_long_as_was_asked(records: SqlRecords) -> None:
    alerts = raised(records, *(campaign(f"k{n}", accounts=(f"a{n}",)) for n in range(3)))
    for alert in alerts:
        case_of(records, alert)
        decided(records, alert, at=NOON + timedelta(hours=2))
    with records.read() as view:
        assert len(list_unreported(view, terms=TERMS, actor=FIL, count_max=2)) == 2
