"""A measure against an account rests on what a person found about that account, to its end."""

import pytest
from tests.strategies.casework import (
    ANN,
    BEN,
    DAY,
    HOUR,
    NOON,
    SOL,
    campaign,
    decided,
    policy,
    policy_with_sample,
    raised,
)

from plainsight.app.casework.restrict_account import (
    answer_restriction,
    list_restrictions,
    propose_restriction,
)
from plainsight.app.casework.work_case import close_case, open_case
from plainsight.casework.decision import Outcome
from plainsight.casework.restriction import Force, Measure, Restriction
from plainsight.errors import BadValue
from plainsight.model.role import Staff
from plainsight.stores.records import SqlRecords


def propose(
    records: SqlRecords,
    account_id: str = "acc-1",
    *,
    alert_id: str | None = None,
    case_id: str | None = None,
    by: Staff = ANN,
) -> Restriction:
    return propose_restriction(
        records, account_id, Measure.ACCOUNT_SUSPENDED, reason_ids=["recruits_mules"],
        alert_id=alert_id, case_id=case_id, actor=by, policy=policy(), now=NOON + HOUR,
    )  # fmt: skip


def test_an_alert_that_nobody_decided_is_no_basis(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    with pytest.raises(BadValue, match="undecided"):
        propose(records, alert_id=alert)


@pytest.mark.parametrize("outcome", [Outcome.BENIGN, Outcome.INCONCLUSIVE])
def test_an_alert_that_is_not_suspected_is_no_basis(records: SqlRecords, outcome: Outcome) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert, outcome)
    with pytest.raises(BadValue, match=outcome.value):
        propose(records, alert_id=alert)


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED, Outcome.SUSPICIOUS])
def test_a_suspected_alert_is_a_basis_against_its_accounts_only(
    records: SqlRecords, outcome: Outcome
) -> None:
    (alert,) = raised(records, campaign("k", accounts=("acc-1", "acc-2")))
    decided(records, alert, outcome)
    assert propose(records, "acc-2", alert_id=alert).force is Force.PROPOSED
    with pytest.raises(BadValue, match="account_id"):
        propose(records, "acc-3", alert_id=alert)


def test_what_was_judged_benign_since_is_not_approved(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    decided(records, alert)
    proposed = propose(records, alert_id=alert)
    raised(records, campaign("k", score=700), at=NOON + DAY)
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + DAY)
    approve = {"is_approved": True, "actor": SOL, "now": NOON + 2 * DAY}
    with pytest.raises(BadValue, match="benign"):
        answer_restriction(records, proposed.restriction_id, **approve)  # type: ignore[arg-type]
    refused = answer_restriction(
        records, proposed.restriction_id, is_approved=False, actor=SOL, now=NOON + 2 * DAY
    )
    assert refused.force is Force.REFUSED


def test_an_open_case_is_a_basis_against_what_it_holds(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert)
    case = open_case(records, "A matter", alert_ids=[alert], actor=ANN, now=NOON)
    assert propose(records, case_id=case.case_id).force is Force.PROPOSED
    with pytest.raises(BadValue, match="account_id"):
        propose(records, "acc-9", case_id=case.case_id)
    close_case(records, case.case_id, why="over", actor=ANN, now=NOON)
    with pytest.raises(BadValue, match="open"):
        propose(records, case_id=case.case_id)


@pytest.mark.parametrize("measure", [Measure.POST_REMOVED, Measure.GROUP_CLOSED])
@pytest.mark.parametrize("subject", ["", "  "])
def test_a_measure_against_a_part_names_the_part(
    records: SqlRecords, measure: Measure, subject: str
) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert)
    with pytest.raises(BadValue, match="name the post or group"):
        propose_restriction(
            records, "acc-1", measure, reason_ids=["recruits_mules"], subject=subject,
            alert_id=alert, actor=ANN, policy=policy(), now=NOON + HOUR,
        )  # fmt: skip


def test_the_approver_sees_what_it_rests_on(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert, Outcome.SUSPICIOUS)
    propose(records, alert_id=alert)
    (seen,) = list_restrictions(records, actor=SOL, now=NOON + HOUR)
    assert (seen.restriction.alert_id, seen.outcome) == (alert, Outcome.SUSPICIOUS)
    assert seen.is_about_account


def test_whoever_may_answer_blind_learns_of_no_first_answer(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert, under=policy_with_sample())
    propose(records, alert_id=alert, by=ANN)
    with pytest.raises(BadValue, match="undecided"):
        propose(records, alert_id=alert, by=BEN)
    (seen,) = list_restrictions(records, actor=SOL, now=NOON + HOUR)
    assert seen.outcome is None
