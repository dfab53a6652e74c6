"""Two versions of the flow typologies over one ledger: what would be gained and lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.app.trace.evaluate_flows import LabelReader
from plainsight.app.trace.find_flows import FlowTools, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.trace.flows.alert import FlowAlert, merge_findings
from plainsight.trace.flows.finding import FlowFinding
from plainsight.trace.flows.leg import us_instant
from plainsight.trace.flows.policy import FlowPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion:
    """What one version of the policy comes to."""

    digest: str
    alerts: int
    transfers: int
    recall: int | None  # labelled transfers found, thousandths; None without labels
    precision: int | None  # labelled of all transfers in alerts, thousandths

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "policy": self.digest,
            "alerts": self.alerts,
            "transfers": self.transfers,
            "recall_permille": self.recall,
            "precision_permille": self.precision,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBacktest:
    """The comparison. Alerts that share a transfer are the same alert."""

    before: FlowVersion
    after: FlowVersion
    both: int
    gained: int
    lost: int
    by_typology: Mapping[str, tuple[int, int]]  # findings before and after

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "both": self.both,
            "gained": self.gained,
            "lost": self.lost,
            "findings": {name: list(counts) for name, counts in self.by_typology.items()},
        }


def backtest_flows(
    snapshot: LedgerSnapshot,
    before: FlowPolicy,
    after: FlowPolicy,
    question: FlowQuestion,
    *,
    tools: FlowTools,
    labels: LabelReader,
) -> FlowBacktest:
    """Search twice and compare."""
    labelled = {label.transfer_id for label in labels.read(snapshot)}
    found = [
        find_flows(snapshot, policy, question, tools=tools).findings for policy in (before, after)
    ]
    as_of = question.as_of or us_instant(snapshot.last_us or 0)
    merged = [merge_findings(findings, as_of=as_of) for findings in found]
    held = [{name for alert in alerts for name in alert.transfer_ids} for alerts in merged]
    return FlowBacktest(
        before=_version(before, merged[0], labelled),
        after=_version(after, merged[1], labelled),
        both=sum(bool(alert.transfer_ids & held[0]) for alert in merged[1]),
        gained=sum(not alert.transfer_ids & held[0] for alert in merged[1]),
        lost=sum(not alert.transfer_ids & held[1] for alert in merged[0]),
        by_typology={
            name: (_count(found[0], name), _count(found[1], name))
            for name in sorted({*before.ids, *after.ids})
        },
    )


def _version(policy: FlowPolicy, alerts: Sequence[FlowAlert], labelled: set[str]) -> FlowVersion:
    held = {name for alert in alerts for name in alert.transfer_ids}
    met = len(held & labelled)
    return FlowVersion(
        digest=policy.digest,
        alerts=len(alerts),
        transfers=len(held),
        recall=met * 1000 // len(labelled) if labelled else None,
        precision=met * 1000 // len(held) if labelled and held else None,
    )


def _count(findings: Sequence[FlowFinding], typology_id: str) -> int:
    return sum(finding.typology_id == typology_id for finding in findings)
