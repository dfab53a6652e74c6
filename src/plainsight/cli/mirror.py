"""plainsight mirror: two legs in two currencies between four parties that settle one value."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.flow_options import (
    DEFAULT_TRANSFERS,
    AsJson,
    AsOf,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.flow_search import search, touching
from plainsight.cli.flows_view import LEGS_SHOWN, money, show_whole
from plainsight.cli.screen import console, print_json, visible
from plainsight.trace.flows.finding import FlowFinding

SHOWN_MAX = 10_000

app = typer.Typer(
    help="Mirror transfers: value that settles across a border without crossing it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def find(
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    policy: PolicyFolder = None,
    top: Annotated[int, typer.Option(help="Mirrors to print.", min=0, max=SHOWN_MAX)] = 20,
    as_json: AsJson = False,
) -> None:
    """Search for accounts that repeatedly settle one value in two currencies.

    One pair of legs proves nothing. What is reported is repetition between the same two ends,
    measured against the same data with one side moved by whole days, at a limit on the share of
    false discoveries. `plainsight flows find` looks for these too, and keeps alerts.

    Example: plainsight mirror find --ledger bank --since 2026-01-01
    """
    found = search(
        open_snapshot(ledger), choose_policy(policy, ["mirror"]), ask(reporting, since, as_of)
    )
    if as_json:
        for finding in found.findings[: top or None]:
            print_json(finding.to_json())
        return
    screen = console()
    table = Table(box=None, pad_edge=False)
    for column in ("here", "there", "pairs", "by chance", "false in 100", "value", "score"):
        justify = "left" if column in ("here", "there") else "right"
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for finding in found.findings[:top]:
        table.add_row(*_row(finding))
    screen.print(table)
    screen.print(f"{len(found.findings):,} mirrors; plainsight mirror explain ACCOUNT shows pairs")
    for note in found.notes:
        screen.print(escape(note), style="dim", soft_wrap=True)


@app.command()
def explain(
    account: Annotated[str, typer.Argument(help="An account, an owner:..., or a device:...")],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    policy: PolicyFolder = None,
    legs: Annotated[
        int, typer.Option(help="Transfers to print for each mirror.", min=0, max=100_000)
    ] = LEGS_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show every pair of legs of an account's mirrors, with lag and spread.

    Exits with 1 when the account is in no mirror.

    Example: plainsight mirror explain u_48213
    """
    found = search(
        open_snapshot(ledger), choose_policy(policy, ["mirror"]), ask(reporting, since, as_of)
    )
    mirrors = touching(found, account)
    if as_json:
        print_json([finding.to_json() for finding in mirrors])
    else:
        screen = console()
        for finding in mirrors:
            show_whole(screen, finding.to_json(), legs_max=legs)
        screen.print(f"{len(mirrors):,} of {len(found.findings):,} mirrors touch it")
    if not mirrors:
        raise typer.Exit(EXIT_NEGATIVE)


def _row(finding: FlowFinding) -> tuple[str, ...]:
    numbers = finding.numbers
    here, there = finding.keys[0], finding.keys[-1]
    return (
        escape(visible(here)),
        escape(visible(there)),
        f"{numbers['pairs']:,}" + (f" + {numbers['runs']:,} split" if numbers["runs"] else ""),
        f"{numbers['chance_micro'] / 1_000_000:.2f}",
        f"{numbers['false_share_permille'] / 10:.1f}",
        money(finding.to_json()["at_risk"]),  # type: ignore[arg-type]
        f"{finding.score / 1000:.2f}",
    )
