"""plainsight flows: find laundering in the ledger of transfers, explain it, measure it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.trace.evaluate_flows import DELAYS, evaluate_flows
from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept
from plainsight.app.trace.search_flows import Searched, search_flows
from plainsight.cli.json_option import AsJson, AsJsonLines
from plainsight.cli.progress import counted_progress
from plainsight.cli.records_option import opened_records, say_waiting
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace import flows_backtest, flows_explain, flows_score
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    EngineOption,
    Only,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.trace.flow_posts import read_quoted
from plainsight.cli.trace.flow_search import say_amounts, search
from plainsight.cli.trace.flows_evaluation import evaluation_json, show_evaluation
from plainsight.cli.trace.flows_view import show_findings, show_kept
from plainsight.errors import BadValue
from plainsight.model.asset import fiat
from plainsight.stores.transfers.fiat_legs import read_rates
from plainsight.trace.flows.leg import us_instant
from plainsight.trace.flows.policy import FlowPolicy

SHOWN_MAX = 10_000

app = typer.Typer(
    help="Flows of money in the platform's own transfers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def find(
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    typology: Only = None,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    engine: EngineOption = wiring.FlowEngineName.DUCKDB,
    policy: PolicyFolder = None,
    posts: Annotated[
        list[Path] | None,
        typer.Option(help="Posts; amounts named in those with findings speak for a flow."),
    ] = None,
    records: Annotated[
        str | None,
        typer.Option(help="Keep the findings as alerts in these records.", metavar="URL"),
    ] = None,
    knowing_less: Annotated[
        bool,
        typer.Option(
            "--knowing-less",
            help="Revise alerts also by an earlier --as-of, or a ledger without their transfers.",
        ),
    ] = False,
    top: Annotated[int, typer.Option(help="Findings to print.", min=0, max=SHOWN_MAX)] = 10,
    as_json: AsJsonLines = False,
) -> None:
    """Find every typology of flows and mirrors in the ledger, the largest expected loss first.

    With --records the findings become alerts, one an account. A later run revises them as later
    transfers arrive: every version is kept, and the audit log says of each what happened to it.
    A search that knows less than the alerts do (it looks back, or reads another ledger) is refused.

    Examples:

      plainsight flows find

      plainsight flows find --typology fan-in --typology F07 --since 2026-01-01 --json

      plainsight flows find --records sqlite:///plainsight.db
    """
    if records is not None and typology:
        raise BadValue(
            "typology", ", ".join(typology), "alerts are kept from a search for all; leave it out"
        )
    snapshot = open_snapshot(ledger)  # before records are made for one that is not there
    chosen, question = (
        choose_policy(policy, typology),
        ask(reporting, since, as_of, as_written=as_written),
    )

    def look(held: LedgerSnapshot) -> FlowsFound:
        quoted = read_quoted(posts or [], held, chosen, question)
        return search(held, chosen, question, engine, quoted=quoted)

    found, kept = (
        (look(snapshot), None)
        if records is None
        else _keep(records, ledger, look, chosen, question, may_know_less=knowing_less)
    )
    if as_json:
        for finding in found.findings[: top or None]:
            print_json(finding.to_json())
        for note in found.notes:
            console(to_stderr=True).print(note, style="dim", soft_wrap=True)
        return
    show_findings(console(), found, top=top)
    if kept is not None:
        show_kept(console(), kept, next_step="plainsight alerts lists them")


@app.command()
def evaluate(
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    typology: Only = None,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    every: Annotated[int, typer.Option(help="Days between searches.", min=1, max=365)] = 7,
    delay: Annotated[
        list[int] | None,
        typer.Option(help="Decision delay in days; repeat for several.", min=0, max=365),
    ] = None,
    no_delay: Annotated[
        bool, typer.Option("--no-delay", help="Only search once, with everything known.")
    ] = False,
    policy: PolicyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Hold findings against the ledger's labels: per typology, per pattern, per decision delay.

    A delay of three days means: each transfer is judged by what was known three days after it.

    Example: plainsight flows evaluate --every 1 --delay 0 --delay 7
    """
    snapshot = open_snapshot(ledger)
    chosen = choose_policy(policy, typology)
    question = ask(reporting, since, as_of, as_written=as_written)
    say_amounts(chosen, question)
    with counted_progress("searching day by day") as advance:
        evaluation = evaluate_flows(
            snapshot,
            chosen,
            question,
            tools=wiring.make_flow_tools(),
            labels=wiring.make_label_reader(),
            every_days=every,
            delays=() if no_delay else tuple(delay or DELAYS),
            on_run=lambda _number, _count: advance(1),
        )
    if as_json:
        print_json(evaluation_json(evaluation))
    else:
        show_evaluation(console(), evaluation)


def _keep(
    records: str,
    ledger: Path,
    look: Callable[[LedgerSnapshot], FlowsFound],
    policy: FlowPolicy,
    question: FlowQuestion,
    *,
    may_know_less: bool,
) -> tuple[FlowsFound, FlowAlertsKept]:
    reader = wiring.make_flow_tools().reader

    def search_now() -> Searched:
        snapshot = open_snapshot(ledger)
        last_at = us_instant(snapshot.last_us or 0)
        return Searched(
            found=look(snapshot),
            # Of days after its last transfer a ledger knows nothing yet.
            as_of=last_at if question.as_of is None else min(question.as_of, last_at),
            held=partial(reader.held, snapshot),
            since=question.since,
            dollars=read_rates(snapshot, fiat("USD")),
        )

    with opened_records(records, may_create=True) as store:
        searched, kept = search_flows(
            store,
            search_now,
            policy_digest=policy.digest,
            clock=wiring.read_clock,
            may_know_less=may_know_less,
            on_wait=say_waiting,
        )
    return searched.found, kept


app.add_typer(flows_explain.app)
app.add_typer(flows_backtest.app)
app.add_typer(flows_score.app)
