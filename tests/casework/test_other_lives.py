"""Restrictions, appeals, reports, cases, roll-outs and candidates: every step, or a refusal."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.strategies.casework import DAY, NOON

from plainsight.casework.appeal import (
    APPEAL_MOVES,
    Appeal,
    AppealCommand,
    AppealStand,
    move_appeal,
    receive_against,
)
from plainsight.casework.candidate import Candidate, CandidateStand, answer_candidate, lexicon_rows
from plainsight.casework.case import CASE_MOVES, Case, CaseCommand, CaseStand, move_case
from plainsight.casework.filing import (
    FILING_MOVES,
    FiledReport,
    FilingCommand,
    FilingStand,
    move_report,
)
from plainsight.casework.restriction import (
    RESTRICTION_MOVES,
    Force,
    Measure,
    Restriction,
    RestrictionCommand,
    move_restriction,
)
from plainsight.casework.rollout import Rollout, RolloutStand, Stage, answer_rollout
from plainsight.errors import BadValue, IllegalMove, NotYourAlert, SamePerson

PEOPLE = st.sampled_from(["ann", "ben", "cai"])


def restriction(force: Force = Force.PROPOSED) -> Restriction:
    return Restriction(
        restriction_id="rs_1", account_id="acc-1", measure=Measure.POST_REMOVED, subject="p",
        alert_id="al_1", case_id=None, reason_ids=("recruits_mules",), policy="reasons 1",
        proposed_by="ann", proposed_at=NOON, force=force,
    )  # fmt: skip


def report(stand: FilingStand = FilingStand.DRAFT) -> FiledReport:
    return FiledReport(
        report_id="re_1", case_id="ca_1", form="fincen_sar", content={}, document=b"d",
        drafted_by="ann", drafted_at=NOON, stand=stand,
    )  # fmt: skip


def appeal(stand: AppealStand = AppealStand.RECEIVED) -> Appeal:
    holder = "dee" if stand is AppealStand.TAKEN else None
    return Appeal(
        appeal_id="ap_1", restriction_id="rs_1", account_id="acc-1", text="No.",
        received_at=NOON, stand=stand, holder_id=holder,
    )  # fmt: skip


@pytest.mark.parametrize(("force", "command"), list(product(Force, RestrictionCommand)))
def test_a_restriction_moves_by_its_table(force: Force, command: RestrictionCommand) -> None:
    def step() -> Restriction:
        return move_restriction(restriction(force), command, staff_id="ben", now=NOON)

    check_step(step, RESTRICTION_MOVES.get((force, command)), lambda moved: moved.force)


@pytest.mark.parametrize(("stand", "command"), list(product(FilingStand, FilingCommand)))
def test_a_report_moves_by_its_table(stand: FilingStand, command: FilingCommand) -> None:
    def step() -> FiledReport:
        return move_report(report(stand), command, staff_id="ben", now=NOON)

    check_step(step, FILING_MOVES.get((stand, command)), lambda moved: moved.stand)


@pytest.mark.parametrize(("stand", "command"), list(product(AppealStand, AppealCommand)))
def test_an_appeal_moves_by_its_table(stand: AppealStand, command: AppealCommand) -> None:
    def step() -> Appeal:
        return move_appeal(
            appeal(stand), command, staff_id="dee", first_deciders=frozenset({"ann"}), now=NOON
        )

    check_step(step, APPEAL_MOVES.get((stand, command)), lambda moved: moved.stand)


@pytest.mark.parametrize(("stand", "command"), list(product(CaseStand, CaseCommand)))
def test_a_case_moves_by_its_table(stand: CaseStand, command: CaseCommand) -> None:
    case = Case(
        case_id="ca_1", reference="", title="t", opened_by="ann", opened_at=NOON, stand=stand
    )
    into = "ca_2" if command is CaseCommand.MERGE else None
    check_step(
        lambda: move_case(case, command, merged_into=into),
        CASE_MOVES.get((stand, command)),
        lambda moved: moved.stand,
    )


def check_step(
    step: Callable[[], Any], expected: object, stand_of: Callable[[Any], object]
) -> None:
    if expected is None:
        with pytest.raises(IllegalMove):
            step()
    else:
        assert stand_of(step()) is expected


def test_a_case_is_not_merged_into_itself() -> None:
    case = Case(case_id="ca_1", reference="", title="t", opened_by="ann", opened_at=NOON)
    with pytest.raises(BadValue):
        move_case(case, CaseCommand.MERGE, merged_into="ca_1")


def test_a_report_without_a_document_is_not_proposed() -> None:
    with pytest.raises(BadValue):
        move_report(
            replace(report(), document=b""), FilingCommand.PROPOSE, staff_id="ann", now=NOON
        )


class Reporting(RuleBasedStateMachine):
    """Three people and one report."""

    def __init__(self) -> None:
        super().__init__()
        self.report = report()

    @rule(who=PEOPLE, command=st.sampled_from(FilingCommand))
    def step(self, who: str, command: FilingCommand) -> None:
        before = self.report
        try:
            self.report = move_report(before, command, staff_id=who, now=NOON + DAY)
        except (IllegalMove, SamePerson):
            assert self.report == before

    @invariant()
    def two_people_stand_behind_what_is_approved(self) -> None:
        approved = (FilingStand.APPROVED, FilingStand.FILED, FilingStand.ACKNOWLEDGED)
        if self.report.stand in approved:
            assert self.report.approved_by is not None
            assert self.report.proposed_by is not None
            assert self.report.approved_by not in (self.report.proposed_by, self.report.drafted_by)


class Appealing(RuleBasedStateMachine):
    """A restriction and its appeals."""

    def __init__(self) -> None:
        super().__init__()
        self.restriction = restriction()
        self.appeal: Appeal | None = None

    @rule(who=PEOPLE, command=st.sampled_from(RestrictionCommand))
    def restrict(self, who: str, command: RestrictionCommand) -> None:
        try:
            self.restriction = move_restriction(self.restriction, command, staff_id=who, now=NOON)
        except (IllegalMove, SamePerson):
            return
        assert self.restriction.approved_by != self.restriction.proposed_by

    @rule()
    def receive(self) -> None:
        try:
            self.appeal = receive_against(
                self.restriction, appeal_id="ap", account_id="acc-1", text="No.", now=NOON
            )
        except IllegalMove:
            assert self.restriction.force is not Force.IN_FORCE

    @rule(who=PEOPLE, command=st.sampled_from(AppealCommand))
    def move(self, who: str, command: AppealCommand) -> None:
        if self.appeal is None:
            return
        deciders = frozenset(
            filter(None, (self.restriction.proposed_by, self.restriction.approved_by))
        )
        try:
            self.appeal = move_appeal(
                self.appeal, command, staff_id=who, first_deciders=deciders, now=NOON
            )
        except (IllegalMove, SamePerson, NotYourAlert):
            return
        if self.appeal.decided_by is not None:
            assert self.appeal.decided_by not in deciders

    @invariant()
    def a_decided_appeal_names_who_decided(self) -> None:
        if self.appeal is not None:
            is_decided = self.appeal.stand in (AppealStand.UPHELD, AppealStand.OVERTURNED)
            assert is_decided is (self.appeal.decided_by is not None)


TestReporting = Reporting.TestCase
TestReporting.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestAppealing = Appealing.TestCase
TestAppealing.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("command", [AppealCommand.TAKE, AppealCommand.UPHOLD])
def test_who_decided_first_decides_no_appeal(command: AppealCommand) -> None:
    stand = AppealStand.RECEIVED if command is AppealCommand.TAKE else AppealStand.TAKEN
    with pytest.raises(SamePerson):
        move_appeal(
            appeal(stand), command, staff_id="dee", first_deciders=frozenset({"dee"}), now=NOON
        )


def test_an_appeal_is_about_the_own_account() -> None:
    in_force = restriction(Force.IN_FORCE)
    with pytest.raises(BadValue):
        receive_against(in_force, appeal_id="ap", account_id="acc-2", text="", now=NOON)


def test_roll_outs_and_terms_are_answered_once_by_another() -> None:
    rollout = Rollout(
        rollout_id="ro_1", typology_id="T01", version=2, stage=Stage.SHADOW, proposed_by="ann",
        proposed_at=NOON,
    )  # fmt: skip
    with pytest.raises(SamePerson):
        answer_rollout(rollout, is_approved=True, staff_id="ann", now=NOON)
    answered = answer_rollout(rollout, is_approved=False, staff_id="ben", now=NOON)
    assert answered.stand is RolloutStand.REFUSED
    with pytest.raises(IllegalMove):
        answer_rollout(answered, is_approved=True, staff_id="cai", now=NOON)
    term = candidate("跑分车队")
    with pytest.raises(SamePerson):
        answer_candidate(term, is_approved=True, staff_id="ann", now=NOON)
    approved = answer_candidate(term, is_approved=True, staff_id="ben", now=NOON)
    assert approved.stand is CandidateStand.APPROVED
    with pytest.raises(IllegalMove):
        answer_candidate(approved, is_approved=False, staff_id="ben", now=NOON)


def candidate(term: str, **changes: object) -> Candidate:
    plain = Candidate(
        candidate_id="tc", term=term, language="zh", sense_id="launder.crew", confirmed_count=5,
        benign_count=0, z_milli=3_000, proposed_by="ann", proposed_at=NOON,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_only_approved_terms_become_rows_and_commas_are_quoted() -> None:
    rows = lexicon_rows(
        [
            candidate("乙", stand=CandidateStand.APPROVED, collisions=("inside 乙方", 'a"b,c')),
            candidate("甲", stand=CandidateStand.REJECTED),
            candidate("cash, fast", language="en", stand=CandidateStand.APPROVED),
        ]
    )
    lines = rows.splitlines()
    assert lines[0].startswith("term,language,sense,source")
    assert [line.split(",")[0] for line in lines[1:]] == ['"cash', "乙"]
    assert '"inside 乙方; a""b,c"' in lines[2]
