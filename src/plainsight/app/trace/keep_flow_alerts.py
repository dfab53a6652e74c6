"""Keep findings about flows as alerts: one an account, in versions, each step in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.ports import UnitOfWork
from plainsight.app.trace.end_flow_reviews import end_flow_reviews
from plainsight.app.trace.flow_campaign import flow_campaign
from plainsight.app.trace.flow_ports import FlowAlertStanding, FlowStanding, StandingAlert
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.rate import Rates
from plainsight.model.time import format_instant
from plainsight.trace.flows.alert import (
    AlertRevision,
    FlowAlert,
    Revision,
    merge_findings,
    revise_alerts,
)
from plainsight.trace.flows.finding import FlowFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAlertsKept:
    """What became of every alert, and which findings were left as they are."""

    steps: tuple[AlertRevision, ...]
    alert_ids: Mapping[str, str]  # key -> id, of the alerts that changed
    older: tuple[str, ...]  # keys of alerts that began before the days looked at; untouched

    def count(self, revision: Revision) -> int:
        """How many alerts took this step."""
        return sum(step.revision is revision for step in self.steps)


def keep_flow_alerts(
    unit: UnitOfWork,
    findings: Sequence[FlowFinding],
    *,
    policy_digest: str,
    as_of: datetime,
    now: datetime,
    since: datetime | None = None,
    dollars: Rates | None = None,
) -> FlowAlertsKept:
    """Raise, revise, join and withdraw alerts by what a search with the whole policy found.

    A search that began at `since` knows only part of an alert that began earlier. Such an alert,
    and whatever of the findings shares a transfer with it, stays as it is and is named in `older`.
    `dollars` are rates into US dollars, in which the queue weighs what was searched in another
    currency; without a rate the amount plays no part there.
    """
    standing = unit.flow_alerts.standing()
    older = [each for each in standing if since is not None and each.first_at < since]
    judged = [each for each in standing if each not in older]
    known = {name for each in older for name in each.former.transfer_ids}
    merged = merge_findings(findings, as_of=as_of)
    found = [alert for alert in merged if not alert.transfer_ids & known]
    steps = revise_alerts([each.former for each in judged], found)
    told = [step for step in steps if step.revision is not Revision.UNCHANGED]
    begun = {each.former.key: each for each in judged}
    former = {key: each.former for key, each in begun.items()}
    raised = raise_alerts(unit, [flow_campaign(step, former, dollars) for step in told], now=now)
    ids = {alert.campaign_key: alert.alert_id for alert in (*raised.raised, *raised.revised)}
    unit.flow_alerts.keep(
        [_standing(step, ids[step.key], begun, as_of) for step in told if step.key in ids]
    )
    end_flow_reviews(unit, now=now)
    touched = {each.former.key for each in older for alert in merged if _share(each, alert)}
    kept = FlowAlertsKept(steps=tuple(steps), alert_ids=ids, older=tuple(sorted(touched)))
    unit.record(_fact(kept, findings, policy_digest, as_of=as_of, now=now))
    return kept


def _share(older: StandingAlert, alert: FlowAlert) -> bool:
    return bool(older.former.transfer_ids & alert.transfer_ids)


def _standing(
    step: AlertRevision, alert_id: str, begun: Mapping[str, StandingAlert], as_of: datetime
) -> FlowAlertStanding:
    if step.alert is None:
        standing = FlowStanding(str(step.revision))
        first_at = begun[step.key].first_at
    else:
        standing = FlowStanding.STANDING
        first_at = min(finding.first_at for finding in step.alert.findings)
    return FlowAlertStanding(
        alert_id=alert_id, standing=standing, first_at=first_at, as_of=as_of, into_key=step.into
    )


def _fact(
    kept: FlowAlertsKept,
    findings: Sequence[FlowFinding],
    policy_digest: str,
    *,
    as_of: datetime,
    now: datetime,
) -> Fact:
    """One entry for each search, besides one for each alert: a quiet search is on record too."""
    return Fact(
        tag=AuditTag.FLOWS_SEARCHED,
        subject=f"policy:{policy_digest}",
        at=now,
        body={
            "as_of": format_instant(as_of),
            "findings": len(findings),
            **{str(revision): kept.count(revision) for revision in Revision},
            "left_older": len(kept.older),
        },
    )
