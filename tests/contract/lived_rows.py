"""Rows brought to where they stand by the application's verbs, for plain SQL to try steps on."""

import secrets
from datetime import timedelta

from tests.strategies.casework import (
    ADA,
    ANN,
    BEN,
    FIL,
    NOON,
    QUI,
    QUO,
    SOL,
    SUE,
    SUP,
    campaign,
    decided,
    drafted,
    filed_on,
    policy,
    policy_with_sample,
    raised,
)

from plainsight.app.casework.appeal_restriction import receive_appeal, take_appeal
from plainsight.app.casework.decide_alert import ask_second_look
from plainsight.app.casework.learn_from_decisions import answer_term
from plainsight.app.casework.restrict_account import (
    answer_restriction,
    lift_restriction,
    propose_restriction,
)
from plainsight.app.casework.roll_out import approve_rollout, propose_rollout
from plainsight.app.casework.take_alert import take_alert
from plainsight.app.casework.work_case import close_case, open_case
from plainsight.app.identity.stored import ApiToken, Webhook
from plainsight.casework.candidate import Candidate
from plainsight.casework.filing import FilingCommand
from plainsight.casework.restriction import Measure
from plainsight.casework.rollout import Stage
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


def fill(records: SqlRecords) -> None:
    """Rows of every table that takes steps, at each of its stands."""
    restricted = ("proposed", "in_force", "appealed", "lifted")
    waits, settled, sampled, asked = raised(
        records,
        campaign("w"),
        campaign("s", accounts=("acc-1", *restricted)),
        campaign("b"),
        campaign("a"),
    )
    assert waits
    decided(records, settled, by=ANN, at=NOON)
    decided(records, sampled, by=ANN, at=NOON, under=policy_with_sample())
    take_alert(records, asked, actor=ANN, policy=policy(), now=NOON)
    ask_second_look(records, asked, actor=ANN, now=NOON)
    for account in restricted:
        _restrict(records, account, settled)
    case = open_case(records, "A matter", alert_ids=[settled], actor=ANN, now=NOON)
    closed = open_case(records, "Another", alert_ids=[waits], actor=ANN, now=NOON)
    close_case(records, closed.case_id, why="done", actor=ANN, now=NOON)
    for steps in ("", "p", "pa", "paf"):
        _report(records, case.case_id, steps)
    approved = propose_rollout(records, "T01", 2, Stage.SHADOW, actor=QUI, now=NOON)
    approve_rollout(records, approved.rollout_id, is_approved=True, actor=QUO, now=NOON)
    propose_rollout(records, "T02", 2, Stage.SHADOW, actor=QUI, now=NOON)
    _learn(records)
    _machines(records)


def _restrict(records: SqlRecords, account: str, alert_id: str) -> None:
    found = propose_restriction(
        records, account, Measure.ACCOUNT_SUSPENDED, reason_ids=["advertises_laundering"],
        alert_id=alert_id, actor=BEN, policy=policy(), now=NOON,
    )  # fmt: skip
    if account == "proposed":
        return
    answer_restriction(records, found.restriction_id, is_approved=True, actor=SOL, now=NOON)
    if account == "lifted":
        lift_restriction(records, found.restriction_id, actor=SOL, now=NOON)
    if account == "appealed":
        for is_taken in (False, True):
            appeal = receive_appeal(
                records, found.restriction_id, account_id=account, text="No.", actor=SUP, now=NOON
            )
            if is_taken:
                take_appeal(records, appeal.appeal_id, actor=SUE, now=NOON)


def _report(records: SqlRecords, case_id: str, steps: str) -> None:
    report = drafted(records, case_id, form=f"form_{steps}")
    for step in steps:
        command, by = {
            "p": (FilingCommand.PROPOSE, ANN),
            "a": (FilingCommand.APPROVE, FIL),
            "f": (FilingCommand.FILE, FIL),
        }[step]
        filed_on(records, report.report_id, command, by=by)


def _learn(records: SqlRecords) -> None:
    for number, term in enumerate(("跑分", "跑分车队")):
        candidate = Candidate(
            candidate_id=f"tc_{number}", term=term, language="zh", sense_id="mule",
            confirmed_count=3, benign_count=0, z_milli=3000, proposed_by="qui", proposed_at=NOON,
        )  # fmt: skip
        with records.begin() as unit:
            unit.casework.learning.add_candidate(candidate)
    answer_term(records, "tc_0", is_approved=True, actor=QUO, now=NOON)


def _machines(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.identity.machines.add_token(
            ApiToken(
                token_id="to_1",
                digest="d",
                name="feed",
                roles=(Role.ANALYST,),
                scopes=("posts",),
                issued_by=ADA.staff_id,
                created_at=NOON,
                expires_at=NOON + timedelta(days=1),
            )
        )
        unit.identity.machines.revoke("to_1", at=NOON)
        unit.identity.machines.add_webhook(
            Webhook(
                webhook_id="wh_1",
                url="https://a.example",
                tags=("request:moved",),
                secret=secrets.token_bytes(32),
                created_by="ada",
                created_at=NOON,
                next_index=0,
            )
        )
        unit.identity.machines.stop_webhook("wh_1")
