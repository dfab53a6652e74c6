"""A search that knows less than the alerts that stand does not revise them unless it is told to."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from tests.strategies.flow_findings import START, flow_finding

from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept
from plainsight.app.trace.search_flows import Searched, search_flows
from plainsight.errors import KnowsLess
from plainsight.stores.records import SqlRecords
from plainsight.trace.flows.alert import Revision
from plainsight.trace.flows.finding import FlowFinding

ALL = frozenset(f"t{number:02}" for number in range(100))


def search(
    records: SqlRecords,
    *findings: FlowFinding,
    day: int,
    held: frozenset[str] = ALL,
    since_hour: int | None = None,
    may_know_less: bool = False,
) -> FlowAlertsKept:
    def held_of(transfer_ids: Collection[str]) -> frozenset[str]:
        return held & frozenset(transfer_ids)

    searched = Searched(
        found=FlowsFound(findings=findings, instance_count=len(findings)),
        as_of=START + timedelta(days=day),
        held=held_of,
        since=None if since_hour is None else START + timedelta(hours=since_hour),
    )
    _, kept = search_flows(
        records,
        lambda: searched,
        policy_digest="0123",
        clock=lambda: START + timedelta(days=60 + day),
        may_know_less=may_know_less,
    )
    return kept


def standing(records: SqlRecords) -> list[str]:
    with records.begin() as unit:
        return [each.former.key for each in unit.flow_alerts.standing()]


def test_a_look_back_leaves_every_alert_as_it_stands(records: SqlRecords) -> None:
    search(records, flow_finding([1, 2]), day=20)
    with pytest.raises(KnowsLess, match=r"up to 2026-01-21.*up to 2026-01-11.*nothing was kept"):
        search(records, day=10)
    assert standing(records) == ["flow:c:t01"]
    with records.read() as reading:
        assert reading.alerts.count() == 1


def test_a_look_back_is_refused_too_where_what_was_known_later_withdrew_all(
    records: SqlRecords,
) -> None:
    search(records, flow_finding([1, 2]), day=10)
    search(records, day=20)
    with pytest.raises(KnowsLess):
        search(records, flow_finding([1, 2]), day=10)
    assert standing(records) == []


def test_the_same_instant_again_knows_no_less(records: SqlRecords) -> None:
    search(records, flow_finding([1, 2]), day=20)
    kept = search(records, flow_finding([1, 2, 3]), day=20)
    assert kept.count(Revision.REVISED) == 1


def test_a_ledger_without_the_transfers_of_the_alerts_withdraws_none(records: SqlRecords) -> None:
    search(records, flow_finding([1, 2]), flow_finding([8, 9], key="b"), day=10)
    with pytest.raises(KnowsLess, match="holds 3 of the 4 transfers"):
        search(records, flow_finding([1, 2]), day=20, held=ALL - {"t09"})
    assert len(standing(records)) == 2


def test_what_began_before_the_days_looked_at_is_not_asked_of_the_ledger(
    records: SqlRecords,
) -> None:
    search(records, flow_finding([1, 2]), day=10)
    kept = search(records, flow_finding([8, 9], key="b"), day=20, held=frozenset(), since_hour=5)
    assert kept.count(Revision.RAISED) == 1


def test_whoever_says_that_it_may_know_less_revises_and_withdraws_by_it(
    records: SqlRecords,
) -> None:
    search(records, flow_finding([1, 2]), day=20)
    kept = search(records, day=10, held=frozenset(), may_know_less=True)
    assert kept.count(Revision.WITHDRAWN) == 1
