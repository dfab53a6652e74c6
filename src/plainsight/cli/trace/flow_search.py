"""Searching a ledger from the command line: progress while it runs, and looking an account up."""

from collections.abc import Sequence

import typer

from plainsight import wiring
from plainsight.app.trace.find_flows import FlowsFound, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace.flows_view import show_whole
from plainsight.cli.trace.rate_warnings import warn_of_rates
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
    say_amounts(policy, question)
    warn_of_rates(snapshot)
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


def say_amounts(policy: FlowPolicy, question: FlowQuestion) -> None:
    """Tell who reports in another currency than the policy is written in what its amounts mean."""
    code = question.reporting.code
    others = sorted(policy.written_in - {code})
    if not others:
        return
    written = ", ".join(others)
    note = (
        f"note: amounts of the typologies are written in {written} and read in {code} as they "
        f"stand, 5,000 as 5,000 {code}"
        if question.as_written
        else f"note: amounts of the typologies are written in {written}: each transfer is held "
        f"against them in {written} at the rate of its day, and told in {code}"
    )
    console(to_stderr=True).print(note, style="dim", soft_wrap=True)


def explain_touching(
    found: FlowsFound, name: str, what: str, *, legs_max: int, as_json: bool
) -> None:
    """Show the whole of each that touches a name. Exits with 1 when none does."""
    findings = touching(found, name)
    if as_json:
        print_json([finding.to_json() for finding in findings])
    else:
        screen = console()
        for finding in findings:
            show_whole(screen, finding.to_json(), legs_max=legs_max)
        screen.print(f"{len(findings):,} of {len(found.findings):,} {what} touch it")
    if not findings:
        raise typer.Exit(EXIT_NEGATIVE)


def touching(found: FlowsFound, name: str) -> list[FlowFinding]:
    """Findings in which an account, a shared thing or a transfer takes part."""
    return [
        finding
        for finding in found.findings
        if name in finding.accounts or name in finding.keys or name in finding.transfer_ids
    ]
