"""plainsight flows backtest: two versions of the flow typologies over the same ledger."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.trace.backtest_flows import FlowBacktest, backtest_flows
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    open_snapshot,
)
from plainsight.cli.trace.flow_search import say_amounts

app = typer.Typer()


@app.command()
def backtest(
    after: Annotated[Path, typer.Option(help="Policy folder of the proposed version.")],
    before: Annotated[
        Path | None, typer.Option(help="Policy folder of the present version (default: shipped).")
    ] = None,
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of the typologies: alerts gained and lost, and what labels say of them.

    Alerts count as the same when they share a transfer. Where the ledger has labels, precision and
    recall stand beside.

    Example: plainsight flows backtest --after ./my-policy
    """
    question = ask(reporting, since, as_of, as_written=as_written)
    present, proposed = wiring.load_flow_policy(before), wiring.load_flow_policy(after)
    say_amounts(proposed, question)
    compared = backtest_flows(
        open_snapshot(ledger),
        present,
        proposed,
        question,
        tools=wiring.make_flow_tools(),
        labels=wiring.make_label_reader(),
    )
    if as_json:
        print_json(compared.to_json())
    else:
        _show(compared)


def _show(compared: FlowBacktest) -> None:
    screen = console()
    listing = Listing("typology", number("before"), number("after"))
    for typology_id, (count_before, count_after) in compared.by_typology.items():
        listing.add(typology_id, f"{count_before:,}", f"{count_after:,}")
    listing.show(screen)
    screen.print(
        f"{counted(compared.both, 'alert')} in both, {compared.lost:,} lost, "
        f"{compared.gained:,} gained"
    )
    for name, version in (("before", compared.before), ("after", compared.after)):
        line = (
            f"{name}: {counted(version.alerts, 'alert')}, {counted(version.transfers, 'transfer')}"
        )
        if version.recall is not None:
            line += f", recall {version.recall / 1000:.3f}"
        if version.precision is not None:
            line += f", precision {version.precision / 1000:.3f}"
        screen.print(line)
