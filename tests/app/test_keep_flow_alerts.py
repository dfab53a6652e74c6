"""Findings about flows become alerts in versions, each step with its entry in one transaction."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.flow_findings import START, flow_finding

from plainsight.app.stored import StoredAlert
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept, keep_flow_alerts
from plainsight.casework.report.from_alerts import evidence_of_alert
from plainsight.casework.review import Review
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.model.rate import DailyRate, Rates, scale_rate
from plainsight.stores.records import SqlRecords
from plainsight.trace.flows.alert import Revision
from plainsight.trace.flows.finding import FlowFinding

DIGEST = "0123456789abcdef"


def keep(
    records: SqlRecords,
    *findings: FlowFinding,
    day: int = 1,
    since_hour: int | None = None,
    dollars: Rates | None = None,
) -> FlowAlertsKept:
    with records.begin() as unit:
        return keep_flow_alerts(
            unit,
            findings,
            policy_digest=DIGEST,
            as_of=START + timedelta(days=day),
            now=START + timedelta(days=day, hours=1),
            since=None if since_hour is None else START + timedelta(hours=since_hour),
            dollars=dollars,
        )


def steps(kept: FlowAlertsKept) -> list[tuple[str, str]]:
    return [(str(step.revision), step.key) for step in kept.steps]


def alert(records: SqlRecords, kept: FlowAlertsKept, key: str) -> tuple[StoredAlert, ...]:
    with records.read() as reading:
        return reading.alerts.versions(kept.alert_ids[key])


def test_later_legs_make_a_new_version_that_says_what_they_added(records: SqlRecords) -> None:
    keep(records, flow_finding([1, 2, 3]))
    kept = keep(records, flow_finding([1, 2, 3, 4], score=700), day=2)
    assert steps(kept) == [("revised", "flow:c:t01")]
    first, second = alert(records, kept, "flow:c:t01")
    assert (first.score_permille, second.score_permille) == (600, 700)
    assert first.finding["change"]["step"] == "raised"
    assert second.finding["change"]["added"] == ["t04"]
    assert second.finding["change"]["score_before"] == 600
    assert second.kind == "flow"


def test_the_same_search_again_makes_no_version(records: SqlRecords) -> None:
    keep(records, flow_finding([1, 2]))
    kept = keep(records, flow_finding([1, 2]), day=5)
    assert steps(kept) == [("unchanged", "flow:c:t01")]
    assert not kept.alert_ids


def test_joined_alerts_name_each_other_and_the_absorbed_one_stands_no_longer(
    records: SqlRecords,
) -> None:
    keep(records, flow_finding([1, 2], key="a"), flow_finding([8, 9], key="b"))
    kept = keep(records, flow_finding([1, 2, 5, 8, 9], key="a"), day=2)
    assert set(steps(kept)) == {("revised", "flow:a:t01"), ("absorbed", "flow:b:t08")}
    absorbed = alert(records, kept, "flow:b:t08")[-1]
    assert absorbed.finding["standing"] == "absorbed"
    assert absorbed.finding["into"] == "flow:a:t01"
    assert absorbed.score_permille == 0
    with records.begin() as unit:
        assert [each.former.key for each in unit.flow_alerts.standing()] == ["flow:a:t01"]


def test_what_is_found_no_longer_is_withdrawn_in_a_version_of_its_own(records: SqlRecords) -> None:
    keep(records, flow_finding([1, 2]))
    kept = keep(records, day=2)
    assert steps(kept) == [("withdrawn", "flow:c:t01")]
    withdrawn = alert(records, kept, "flow:c:t01")[-1]
    assert withdrawn.finding["standing"] == "withdrawn"
    assert withdrawn.finding["change"]["removed"] == ["t01", "t02"]
    assert steps(keep(records, day=3)) == []


def test_what_was_withdrawn_and_is_found_again_stands_again(records: SqlRecords) -> None:
    keep(records, flow_finding([1, 2]))
    keep(records, day=2)
    kept = keep(records, flow_finding([1, 2]), day=3)
    assert [version.version for version in alert(records, kept, "flow:c:t01")] == [1, 2, 3]
    assert steps(keep(records, flow_finding([1, 2]), day=4)) == [("unchanged", "flow:c:t01")]


def test_an_alert_that_began_before_the_days_looked_at_is_left_and_named(
    records: SqlRecords,
) -> None:
    keep(records, flow_finding([1, 2, 8]))
    kept = keep(records, flow_finding([8, 9]), flow_finding([12, 13], key="z"), since_hour=5)
    assert kept.older == ("flow:c:t01",)
    assert steps(kept) == [("raised", "flow:z:t12")]
    kept = keep(records, flow_finding([1, 2, 8, 9]), flow_finding([12, 13], key="z"), day=3)
    assert set(steps(kept)) == {("revised", "flow:c:t01"), ("unchanged", "flow:z:t12")}


def test_every_step_and_every_search_stands_in_the_audit_log(records: SqlRecords) -> None:
    kept = keep(records, flow_finding([1, 2]))
    keep(records, day=2)
    keep(records, day=3)
    alert_id = kept.alert_ids["flow:c:t01"]
    with records.read() as reading:
        about = [entry.tag for entry in reading.audit.about(alert_id)]
        searches = reading.audit.about(f"policy:{DIGEST}", tag="flows:searched")
    assert about == ["alert:raised", "alert:revised"]
    bodies = [json.loads(entry.canonical)["body"] for entry in searches]
    assert [(b["raised"], b["withdrawn"], b["findings"]) for b in bodies] == [
        (1, 0, 1), (0, 1, 0), (0, 0, 0),
    ]  # fmt: skip


def test_a_search_that_fails_to_commit_leaves_neither_alert_nor_entry(records: SqlRecords) -> None:
    def fail() -> None:
        with records.begin() as unit:
            keep_flow_alerts(
                unit, [flow_finding([1, 2])], policy_digest=DIGEST, as_of=START, now=START
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with records.read() as reading:
        assert reading.alerts.count() == 0
        assert reading.audit.size() == 0


def test_accounts_enter_the_log_as_commitments_only(records: SqlRecords) -> None:
    keep(records, flow_finding([1, 2], key="acc-secret"))
    with records.read() as reading:
        lines = [entry.canonical for entry in reading.audit.entries()]
        assert reading.audit.opened_by("acc-secret")
    assert not any(b"acc-secret" in line for line in lines)


def test_revisions_are_counted(records: SqlRecords) -> None:
    kept = keep(records, flow_finding([1, 2], key="a"), flow_finding([8, 9], key="b"))
    assert kept.count(Revision.RAISED) == 2


def test_a_kept_alert_is_evidence_for_a_report(records: SqlRecords) -> None:
    kept = keep(records, flow_finding([1, 2, 3]))
    (stored,) = alert(records, kept, "flow:c:t01")
    assert "strongest" in stored.finding, "as the queue shows it"
    found = evidence_of_alert(stored.alert_id, stored.finding, is_confirmed=True)
    assert [each.transfer_id for each in found.transfers] == ["t01", "t02", "t03"]
    assert found.posts == ()
    keep(records, day=2)
    withdrawn = alert(records, kept, "flow:c:t01")[-1]
    after = evidence_of_alert(withdrawn.alert_id, withdrawn.finding, is_confirmed=True)
    assert after.findings == ()


def queued(records: SqlRecords, kept: FlowAlertsKept) -> list[Review]:
    with records.read() as reading:
        return [reading.casework.queue.get(alert_id) for alert_id in kept.alert_ids.values()]


def finding_of(units: int, code: str, *, key: str = "c") -> FlowFinding:
    at_risk = Money(units=units, asset=fiat(code))
    return replace(flow_finding([1, 2], key=key), at_risk=at_risk)


def test_the_amount_at_risk_brings_an_alert_forward_in_the_queue(records: SqlRecords) -> None:
    small, large = finding_of(50_000, "USD", key="a"), finding_of(10_614_000, "USD", key="b")
    large = replace(large, legs=flow_finding([3, 4], key="b").legs)
    kept = keep(records, small, large)
    due = {review.risk.worth_cents: review.due_at for review in queued(records, kept)}
    assert due.keys() == {50_000, 10_614_000}
    assert due[10_614_000] < due[50_000]


@pytest.mark.parametrize(("code", "cents"), [("EUR", 11_000), ("CNY", 0)])
def test_an_amount_in_another_currency_is_weighed_in_dollars_where_a_rate_is_known(
    records: SqlRecords, code: str, cents: int
) -> None:
    euro, dollar = fiat("EUR"), fiat("USD")
    rate = DailyRate(
        asset=euro,
        reporting=dollar,
        day=START.date(),
        scaled=scale_rate("1.1", asset=euro, reporting=dollar),
        source="test rates",
    )
    kept = keep(records, finding_of(10_000, code), dollars=Rates(dollar, [rate]))
    assert [review.risk.worth_cents for review in queued(records, kept)] == [cents]
