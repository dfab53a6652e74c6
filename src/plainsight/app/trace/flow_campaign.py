"""An alert about a flow as plain data, at each step it takes; what `raise_alerts` keeps of it."""

from collections.abc import Mapping

from plainsight.app.trace.flow_ports import FlowStanding
from plainsight.errors import NoRate
from plainsight.model.fact import JsonValue
from plainsight.model.rate import Rates
from plainsight.trace.flows.alert import AlertRevision, FlowAlert, FormerAlert, Revision

KIND = "flow"


def flow_campaign(
    step: AlertRevision, former: Mapping[str, FormerAlert], dollars: Rates | None
) -> Mapping[str, JsonValue]:
    """A step as `raise_alerts` wants it; `former` is what stood before, by key.

    What stands no longer is about nobody, and sinks to the end of the queue.
    """
    alert = step.alert
    findings = () if alert is None else alert.findings
    told = _ended(step, former[step.key]) if alert is None else _standing(alert, dollars)
    return {
        "campaign_key": step.key,
        "kind": KIND,
        "score_permille": 0 if alert is None else alert.confidence,
        "typology_ids": [*sorted({finding.typology_id for finding in findings})],
        "account_ids": [] if alert is None else [*alert.accounts],
        "finding": {**told, "change": _change(step)},
    }


def _standing(alert: FlowAlert, dollars: Rates | None) -> dict[str, JsonValue]:
    strongest = alert.findings[0]
    return {
        **alert.to_json(),
        **_worth(alert, dollars),
        "standing": str(FlowStanding.STANDING),
        "account_count": len(alert.accounts),
        "transfer_count": len(alert.transfer_ids),
        "strongest": {
            "typology": strongest.typology_id,
            "title": strongest.typology_title,
            "says": strongest.sentence(),
        },
    }


def _ended(step: AlertRevision, former: FormerAlert) -> dict[str, JsonValue]:
    is_joined = step.revision is Revision.ABSORBED
    joined = f"joined to {step.into} by later transfers"
    return {
        "key": step.key,
        "standing": str(step.revision),
        "into": step.into,
        "strongest": {"title": joined if is_joined else "no longer found; nothing to do"},
        "transfer_ids": [*sorted(former.transfer_ids)],
        "absorbed": [*former.absorbed],
        "findings": [],
    }


def _change(step: AlertRevision) -> dict[str, JsonValue]:
    return {
        "step": str(step.revision),
        "added": [*step.added],
        "removed": [*step.removed],
        "score_before": step.score_before,
    }


def _worth(alert: FlowAlert, dollars: Rates | None) -> dict[str, JsonValue]:
    if dollars is None or alert.at_risk.asset == dollars.reporting:
        return {}  # what was searched in dollars says its amount in them
    last_at = max(finding.last_at for finding in alert.findings)
    try:
        return {"worth_cents": dollars.value(alert.at_risk, last_at).units}
    except NoRate:
        return {}
