"""plainsight alerts: what awaits a person."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from plainsight.app.stored import AlertState
from plainsight.cli.alert_view import alert_json
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json

SHOWN_MAX = 1_000
WIDTH_MIN, WIDTH_MAX = 80, 10_000


def alerts(
    records: RecordsUrl = None,
    state: Annotated[AlertState, typer.Option(help="Which alerts.")] = AlertState.OPEN,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per alert.")] = False,
) -> None:
    """List alerts, the most pressing first. One alert is one campaign, not one copy.

    Examples:

      plainsight alerts

      plainsight alerts --json | jq .alert_id
    """
    with opened_records(records) as store, store.read() as reading:
        queue = reading.alerts.queue(state=state, count_max=top)
        count = reading.alerts.count(state=state)
    if as_json:
        for alert in queue:
            print_json(alert_json(alert))
        return
    table = Table(box=None, pad_edge=False)
    for column, justify in (
        ("alert", "left"),
        ("score", "right"),
        ("typologies", "left"),
        ("posts", "right"),
        ("accounts", "right"),
        ("what", "left"),
    ):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    # Ids are for copying: whole, and on one line.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max((len(alert.alert_id) for alert in queue), default=0)
    for alert in queue:
        strongest = alert.finding.get("strongest") or {}
        table.add_row(
            alert.alert_id,
            f"{alert.score_permille / 1000:.2f}",
            " ".join(alert.typology_ids),
            str(alert.finding.get("post_count", "")),
            str(alert.finding.get("account_count", "")),
            escape(str(strongest.get("title", "")) if isinstance(strongest, dict) else ""),
        )
    screen = console()
    console(width=_width_for(table, screen)).print(table)
    screen.print(f"{count:,} {state.value} alerts; plainsight explain ALERT shows why", style="dim")


def _width_for(table: Table, screen: Console) -> int:
    """No line of a pipe is too long; on a terminal what stands behind the ids gives way."""
    if screen.is_terminal:
        return max(screen.width, WIDTH_MIN)
    endless = screen.options.update(max_width=WIDTH_MAX)
    return max(screen.width, Measurement.get(screen, endless, table).maximum)
