"""plainsight mirror: two legs in two currencies between four parties that settle one value."""

from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.weigh_books import weigh_books
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson, AsJsonLines
from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.trace.flow_search import explain_touching, search
from plainsight.cli.trace.flows_view import LEGS_SHOWN, money, show_books
from plainsight.cli.trace.rate_warnings import warn_of_rates
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
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    top: Annotated[int, typer.Option(help="Mirrors to print.", min=0, max=SHOWN_MAX)] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """Search for accounts that repeatedly settle one value in two currencies.

    One pair of legs proves nothing. What is reported is repetition between the same two ends,
    measured against the same data with one side moved by whole days, at a limit on the share of
    false discoveries. `plainsight flows find` looks for these too, and keeps alerts.

    Example: plainsight mirror find --ledger bank --since 2026-01-01
    """
    found = search(
        open_snapshot(ledger),
        choose_policy(policy, ["mirror"]),
        ask(reporting, since, as_of, as_written=as_written),
    )
    if as_json:
        for finding in found.findings[: top or None]:
            print_json(finding.to_json())
        return
    screen = console()
    listing = Listing(
        "here",
        "there",
        *map(number, ("score", "value", "pairs", "by chance", "false in 100")),
    )
    for finding in found.findings[:top]:
        listing.add(*_row(finding))
    listing.show(screen)
    screen.print(
        f"{counted(len(found.findings), 'mirror')}; plainsight mirror explain ACCOUNT shows pairs"
    )
    for note in found.notes:
        screen.print(escape(note), style="dim", soft_wrap=True)


@app.command()
def explain(
    account: Annotated[str, typer.Argument(help="An account, an owner:..., or a device:...")],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    legs: Annotated[
        int, typer.Option(help="Transfers to print for each mirror.", min=0, max=100_000)
    ] = LEGS_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show every pair of legs of an account's mirrors, with lag and spread, and both ends' books.

    Exits with 1 when the account is in no mirror.

    Example: plainsight mirror explain u_48213
    """
    found = search(
        open_snapshot(ledger),
        choose_policy(policy, ["mirror"]),
        ask(reporting, since, as_of, as_written=as_written),
    )
    explain_touching(found, account, "mirrors", legs_max=legs, as_json=as_json)


@app.command()
def books(
    here: Annotated[str, typer.Argument(help="An account, an owner:..., or a device:...")],
    there: Annotated[str, typer.Argument(help="The same, on the other side of the border.")],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    policy: PolicyFolder = None,
    as_json: AsJsonLines = False,
) -> None:
    """Test whether the books of two ends come out even over days, whatever their single legs.

    For two ends that something else ties: a post, a device, an informant. Brokers who settle
    late or in other amounts pair no legs, but what one nets here the other nets there. Exits with 1
    when no pair of currencies shows it.

    Example: plainsight mirror books u_48213 device:phone7
    """
    snapshot = open_snapshot(ledger)
    warn_of_rates(snapshot)
    weighed = weigh_books(
        snapshot,
        choose_policy(policy, ["mirror"]).mirrors,
        ask(reporting, since, as_of),
        engine=wiring.make_flow_tools().mirrors,
        ends=(here, there),
    )
    screen = console()
    for sides, held in weighed:
        if as_json:
            print_json({"sides": sides, "books": held.to_json()})
            continue
        screen.print(f"{sides}:", style="bold")
        show_books(screen, held.to_json())
    if not weighed and not as_json:
        screen.print("too little moved between any two currencies to hold the books together")
    if not any(held.is_mirrored for _, held in weighed):
        raise typer.Exit(EXIT_NEGATIVE)


def _row(finding: FlowFinding) -> tuple[str, ...]:
    numbers = finding.numbers
    here, there = finding.keys[0], finding.keys[-1]
    return (
        here,
        there,
        f"{finding.score / 1000:.2f}",
        money(finding.to_json()["at_risk"]),  # type: ignore[arg-type]
        f"{numbers['pairs']:,}" + (f" + {numbers['runs']:,} split" if numbers["runs"] else ""),
        f"{numbers['chance_micro'] / 1_000_000:.2f}",
        f"{numbers['false_share_permille'] / 10:.1f}",
    )
