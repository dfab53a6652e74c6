"""The database itself refuses a second pair of hands, an approval by the proposer, a rewrite."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from tests.strategies.casework import (
    ANN,
    BEN,
    CAI,
    DAY,
    FIL,
    HOUR,
    NOON,
    QUI,
    SOL,
    SUE,
    SUP,
    campaign,
    decided,
    drafted,
    filed_on,
    policy,
    raised,
)

from plainsight.app.casework.appeal_restriction import decide_appeal, receive_appeal, take_appeal
from plainsight.app.casework.restrict_account import answer_restriction, propose_restriction
from plainsight.app.casework.roll_out import propose_rollout
from plainsight.app.casework.take_alert import take_alert
from plainsight.app.casework.work_case import open_case
from plainsight.casework.filing import FilingCommand
from plainsight.casework.restriction import Measure
from plainsight.casework.rollout import Stage
from plainsight.errors import SamePerson
from plainsight.stores.records import SqlRecords

FAR = "2099-01-01T00:00:00.000000Z"


def attempt(url: str, *statements: str) -> str:
    """Run statements past the application, as one; the database's refusal, or nothing."""
    try:
        if url.startswith("sqlite"):
            with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                for statement in statements:
                    connection.execute(statement)
        else:
            with psycopg.connect(url) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
    except (sqlite3.IntegrityError, psycopg.IntegrityError) as refused:
        return str(refused)
    return ""


@pytest.fixture
def floor(records: SqlRecords) -> Iterator[SqlRecords]:
    """One alert held by ann, one decided by her and restricted, one case with a proposed report."""
    held, settled = raised(
        records, campaign("held"), campaign("settled", accounts=["acc-1", "acc-2", "acc-3"])
    )
    take_alert(records, held, actor=ANN, policy=policy(), now=NOON)
    decided(records, settled, by=ANN, at=NOON)
    for account in ("acc-1", "acc-2"):
        proposed = propose_restriction(
            records, account, Measure.ACCOUNT_SUSPENDED, reason_ids=["advertises_laundering"],
            alert_id=settled, actor=BEN, policy=policy(), now=NOON,
        )  # fmt: skip
        if account == "acc-2":
            answer_restriction(
                records, proposed.restriction_id, is_approved=True, actor=SOL, now=NOON
            )
            receive_appeal(
                records, proposed.restriction_id, account_id=account, text="No.", actor=SUP,
                now=NOON,
            )  # fmt: skip
    case = open_case(records, "A matter", alert_ids=[settled], actor=ANN, now=NOON)
    drafted(records, case.case_id, form="provider")
    sent = drafted(records, case.case_id)
    filed_on(records, sent.report_id, FilingCommand.PROPOSE, by=ANN)
    propose_rollout(records, "T01", 2, Stage.SHADOW, actor=QUI, now=NOON)
    return records


STATEMENTS = {
    "a second pair of hands": "UPDATE reviews SET holder_id = 'ben', taken_at = '2026-03-13"
    f"T12:00:01.000000Z', available_at = '{FAR}' WHERE stand = 'taken'",
    "a holder without a lease": "UPDATE reviews SET holder_id = 'ben', taken_at = NULL "
    "WHERE stand = 'taken'",
    "a holder of nothing taken": "UPDATE reviews SET holder_id = 'ben' WHERE stand = 'decided'",
    "an open alert hidden": "UPDATE reviews SET is_open = NOT is_open",
    "a review deleted": "DELETE FROM reviews",
    "a decision by who does not hold it": "INSERT INTO decisions (decision_id, alert_id, "
    "alert_version, round, look, outcome, reason_ids, note, decided_by, decided_at, policy) "
    "SELECT 'de_x', alert_id, 1, 1, 'first', 'benign', '[]', '', 'ben', "
    "'2026-03-13T12:00:01.000000Z', 'p' FROM reviews WHERE stand = 'taken'",
    "a second decision by the same person": "INSERT INTO decisions (decision_id, alert_id, "
    "alert_version, round, look, outcome, reason_ids, note, decided_by, decided_at, policy) "
    "SELECT 'de_x', alert_id, 1, round, 'blind', outcome, '[]', '', decided_by, decided_at, 'p' "
    "FROM decisions",
    "a decision changed": "UPDATE decisions SET outcome = 'benign'",
    "a decision deleted": "DELETE FROM decisions",
    "a skip deleted and a bar lifted": "DELETE FROM review_bars",
    "a restriction approved by its proposer": "UPDATE restrictions SET force = 'in_force', "
    f"approved_by = proposed_by, approved_at = '{FAR}' WHERE force = 'proposed'",
    "a restriction in force without approval": "UPDATE restrictions SET force = 'in_force' "
    "WHERE force = 'proposed'",
    "another proposer written in": "UPDATE restrictions SET proposed_by = 'somebody', "
    f"force = 'in_force', approved_by = 'ben', approved_at = '{FAR}' WHERE force = 'proposed'",
    "a restriction put in force as it is made": "INSERT INTO restrictions (restriction_id, "
    "account_id, measure, subject, reason_ids, policy, proposed_by, proposed_at, force, "
    f"approved_by, approved_at) SELECT 'rs_x', 'a', measure, '', '[]', 'p', 'x', '{FAR}', "
    f"'in_force', 'y', '{FAR}' FROM restrictions WHERE force = 'proposed'",
    "a restriction deleted": "DELETE FROM restrictions",
    "an appeal taken by who proposed": "UPDATE appeals SET stand = 'taken', holder_id = 'ben'",
    "an appeal taken by who approved": "UPDATE appeals SET stand = 'taken', holder_id = 'sol'",
    "an appeal taken by who decided the alert": "UPDATE appeals SET stand = 'taken', "
    "holder_id = 'ann'",
    "an appeal decided by who approved": "UPDATE appeals SET stand = 'upheld', "
    f"decided_by = 'sol', decided_at = '{FAR}'",
    "an appeal decided by nobody": "UPDATE appeals SET stand = 'overturned'",
    "a report approved by its proposer": "UPDATE reports SET stand = 'approved', "
    f"approved_by = 'ann', approved_at = '{FAR}' WHERE stand = 'proposed'",
    "a report approved without a proposal": "UPDATE reports SET stand = 'approved', "
    f"proposed_by = 'x', approved_by = 'y', approved_at = '{FAR}' WHERE stand = 'draft'",
    "a report approved by nobody": "UPDATE reports SET stand = 'approved' "
    "WHERE stand = 'proposed'",
    "a report filed unapproved": f"UPDATE reports SET stand = 'filed', filed_by = 'fil', "
    f"filed_at = '{FAR}' WHERE stand = 'proposed'",
    "another author written in": "UPDATE reports SET drafted_by = 'x'",
    "another proposer of a report": "UPDATE reports SET proposed_by = 'x' "
    "WHERE stand = 'proposed'",
    "a proposed report rewritten": "UPDATE reports SET content = '[]' WHERE stand = 'proposed'",
    "a proposed document rewritten": "UPDATE reports SET digest = 'ff' WHERE stand = 'proposed'",
    "a report deleted": "DELETE FROM reports",
    "a roll-out approved by its proposer": "UPDATE rollouts SET stand = 'approved', "
    "approved_by = proposed_by",
    "a roll-out of somebody else": "UPDATE rollouts SET proposed_by = 'x', stand = 'approved', "
    "approved_by = 'qui'",
    "a case deleted": "DELETE FROM cases",
    "a note changed": "UPDATE case_notes SET text = 'another'",
    "a member taken off a case": "DELETE FROM case_members",
}  # fmt: skip


@pytest.mark.parametrize("what", STATEMENTS, ids=lambda what: what.replace(" ", "-"))
def test_the_database_refuses(floor: SqlRecords, records_url: str, what: str) -> None:
    assert attempt(records_url, STATEMENTS[what]) != "", what


def test_what_is_right_is_not_refused(floor: SqlRecords, records_url: str) -> None:
    released = (
        "UPDATE reviews SET stand = 'waiting', holder_id = NULL, taken_at = NULL "
        "WHERE stand = 'taken'"
    )
    approved = (
        "UPDATE reports SET stand = 'approved', approved_by = 'fil', "
        f"approved_at = '{FAR}' WHERE stand = 'proposed'"
    )
    assert attempt(records_url, released) == ""
    told = (
        "INSERT INTO entries (entry_index, tag, subject, at, canonical) SELECT "
        f"(SELECT max(entry_index) + 1 FROM entries), 'report:approved', report_id, '{FAR}', '' "
        "FROM reports WHERE stand = 'approved'"
    )
    assert attempt(records_url, approved, told) == ""


def test_nobody_approves_the_own_proposal_through_the_verbs(floor: SqlRecords) -> None:
    proposed = propose_restriction(
        floor, "acc-3", Measure.POST_REMOVED, reason_ids=["recruits_mules"], subject="post-1",
        alert_id=alert_of(floor), actor=SOL, policy=policy(), now=NOON,
    )  # fmt: skip
    with pytest.raises(SamePerson):
        answer_restriction(floor, proposed.restriction_id, is_approved=True, actor=SOL, now=NOON)
    case = open_case(floor, "Another", actor=ANN, now=NOON)
    report = drafted(floor, case.case_id, by=FIL, form="goaml")
    filed_on(floor, report.report_id, FilingCommand.PROPOSE, by=FIL)
    with pytest.raises(SamePerson):
        filed_on(floor, report.report_id, FilingCommand.APPROVE, by=FIL)


def test_an_appeal_is_decided_by_somebody_new_and_a_success_undoes_all(floor: SqlRecords) -> None:
    with floor.read() as view:
        (appeal,) = view.casework.appeals.in_turn()
    with pytest.raises(SamePerson):
        take_appeal(floor, appeal.appeal_id, actor=SOL, now=NOON)
    take_appeal(floor, appeal.appeal_id, actor=SUE, now=NOON + HOUR)
    decide_appeal(
        floor, appeal.appeal_id, is_overturned=True, reason_id="was_wrong", answer="Lifted.",
        actor=SUE, policy=policy(), now=NOON + DAY,
    )  # fmt: skip
    with floor.read() as view:
        lifted = view.casework.restrictions.get(appeal.restriction_id)
        assert lifted.force.value == "lifted"
        assert lifted.alert_id is not None
        review = view.casework.queue.get(lifted.alert_id)
        assert (review.stand.value, review.round) == ("waiting", 2)
    assert CAI.staff_id not in review.barred


def alert_of(records: SqlRecords) -> str:
    with records.read() as view:
        (restriction, *_) = view.casework.restrictions.newest()
    assert restriction.alert_id is not None
    return restriction.alert_id
