"""Searching a ledger from the command line: progress while it runs, and looking an account up."""

from collections.abc import Sequence

from plainsight import wiring
from plainsight.app.find_flows import FlowsFound, find_flows
from plainsight.app.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.cli.progress import counted_progress
from plainsight.trace.flows.finding import FlowFinding
from plainsight.trace.flows.policy import FlowPolicy
from plainsight.trace.flows.quoted import QuotedAmount


def search(
    snapshot: LedgerSnapshot,
    policy: FlowPolicy,
    question: FlowQuestion,
    engine: wiring.FlowEngineName = wiring.FlowEngineName.DUCKDB,
    *,
    quoted: Sequence[QuotedAmount] = (),
) -> FlowsFound:
    """Search with progress on the terminal, one step a typology."""
    count = len(policy.flows) + len(policy.mirrors)
    with counted_progress("searching typologies", total=count) as advance:
        return find_flows(
            snapshot,
            policy,
            question,
            tools=wiring.make_flow_tools(engine),
            quoted=quoted,
            on_typology=lambda _name: advance(1),
        )


def touching(found: FlowsFound, name: str) -> list[FlowFinding]:
    """Findings in which an account, a shared thing or a transfer takes part."""
    return [
        finding
        for finding in found.findings
        if name in finding.accounts or name in finding.keys or name in finding.transfer_ids
    ]
