"""Findings that overlap are one alert; later legs make versions, and nothing is lost silently."""

from datetime import timedelta

from hypothesis import given
from tests.strategies.flow_findings import START, flow_finding, flow_findings

from plainsight.trace.flows.alert import FlowAlert, Revision, merge_findings, revise_alerts
from plainsight.trace.flows.finding import FlowFinding

LATER = START + timedelta(days=9)


def merged(*findings: FlowFinding) -> list[FlowAlert]:
    return merge_findings(findings, as_of=LATER)


def test_findings_of_one_account_that_overlap_are_one_alert() -> None:
    (alert,) = merged(flow_finding([1, 2, 3]), flow_finding([3, 4], typology="F07"))
    assert alert.centre == "c"
    assert alert.transfer_ids == {"t01", "t02", "t03", "t04"}


def test_findings_of_one_account_at_other_times_are_two_alerts() -> None:
    assert len(merged(flow_finding([1, 2]), flow_finding([8, 9]))) == 2


def test_most_of_the_same_transfers_make_one_alert_of_two_accounts() -> None:
    (alert,) = merged(flow_finding([1, 2, 3], key="a"), flow_finding([2, 3], key="b"))
    assert alert.centre == "a"
    assert len(merged(flow_finding([1, 2, 3, 4], key="a"), flow_finding([4, 5, 6], key="b"))) == 2


def test_one_typology_counts_once_however_often_it_is_met() -> None:
    (alert,) = merged(flow_finding([1, 2], score=600), flow_finding([2, 3], score=500))
    assert alert.score == 600
    (both,) = merged(flow_finding([1, 2], score=600), flow_finding([2, 3], typology="F07"))
    assert both.score == 840


def test_the_amount_at_risk_is_not_added_up_over_findings_that_overlap() -> None:
    one, two = flow_finding([1, 2]), flow_finding([2, 3], typology="F07")
    (alert,) = merged(one, two)
    assert alert.at_risk == max(one.at_risk, two.at_risk, key=lambda money: money.units)


def test_alerts_are_ranked_by_amount_at_risk_times_confidence() -> None:
    poor, rich = flow_finding([0, 1], key="a"), flow_finding([14, 15], key="b", score=300)
    assert [alert.centre for alert in merged(poor, rich)] == ["b", "a"]


@given(flow_findings())
def test_every_finding_stands_in_exactly_one_alert(findings: list[FlowFinding]) -> None:
    alerts = merged(*findings)
    assert sorted(id(f) for alert in alerts for f in alert.findings) == sorted(map(id, findings))
    assert len({alert.key for alert in alerts}) == len(alerts)


@given(flow_findings(), flow_findings())
def test_no_alert_ever_disappears_without_a_step_that_says_so(
    before: list[FlowFinding], after: list[FlowFinding]
) -> None:
    former = [alert.former() for alert in merged(*before)]
    steps = revise_alerts(former, merged(*after))
    told = [step.key for step in steps if step.revision is not Revision.RAISED]
    assert sorted(told) == sorted(each.key for each in former)
    standing = [step for step in steps if step.alert is not None]
    assert len(standing) == len(merged(*after))
    for step in steps:
        if step.revision is Revision.ABSORBED:
            assert step.into in told


@given(flow_findings())
def test_the_same_findings_again_change_nothing(findings: list[FlowFinding]) -> None:
    alerts = merged(*findings)
    steps = revise_alerts([alert.former() for alert in alerts], alerts)
    # Where alerts share a transfer, the elder takes both; they are joined, never lost.
    assert {step.revision for step in steps} <= {
        Revision.UNCHANGED, Revision.REVISED, Revision.ABSORBED, Revision.RAISED,
    }  # fmt: skip
    apart = not any(
        one.transfer_ids & two.transfer_ids for one in alerts for two in alerts if one is not two
    )
    if apart:
        assert all(step.revision is Revision.UNCHANGED for step in steps)


def test_a_later_leg_revises_the_alert_and_says_what_it_added() -> None:
    (first,) = merged(flow_finding([1, 2, 3]))
    (step,) = revise_alerts([first.former()], merged(flow_finding([1, 2, 3, 4], score=700)))
    assert step.revision is Revision.REVISED
    assert (step.key, step.added, step.removed) == (first.key, ("t04",), ())
    assert step.score_before == 600


def test_a_leg_that_joins_two_alerts_leaves_the_elder_and_names_the_absorbed() -> None:
    old = merged(flow_finding([1, 2], key="a")) + merged(flow_finding([8, 9], key="b"))
    joined = merged(flow_finding([1, 2, 5, 8, 9], key="a"))
    elder, younger = revise_alerts([alert.former() for alert in old], joined)
    assert (elder.revision, elder.key) == (Revision.REVISED, old[0].key)
    assert (younger.revision, younger.key, younger.into) == (
        Revision.ABSORBED, old[1].key, old[0].key,
    )  # fmt: skip
    assert elder.alert is not None
    assert elder.alert.absorbed == (old[1].key,)


def test_what_is_found_no_longer_is_withdrawn_not_forgotten() -> None:
    (alert,) = merged(flow_finding([1, 2]))
    (step,) = revise_alerts([alert.former()], [])
    assert step.revision is Revision.WITHDRAWN
    assert step.removed == ("t01", "t02")
