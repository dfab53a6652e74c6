"""plainsight alerts and plainsight explain: what awaits a person, and why."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from plainsight import wiring
from plainsight.app.stored import AlertState, StoredAlert
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json, show_finding, show_reasons
from plainsight.errors import UnknownId

SHOWN_MAX = 1_000


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
            print_json(_alert_json(alert))
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
    screen.print(table)
    screen.print(f"{count:,} {state.value} alerts; plainsight explain ALERT shows why", style="dim")


def explain(
    alert: Annotated[
        str | None, typer.Argument(help="An alert's id, or - to read a text from standard input.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Explain this public text instead.")] = None,
    records: RecordsUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Explain an alert, or any public text, down to the exact characters.

    Exits with 1 when a text has no findings.

    Examples:

      plainsight explain al_5f0c2f...

      plainsight explain --text "车队接料，卡接回U，点位美丽，飞机 @chedui88"
    """
    if text is not None:
        _explain_text(text, as_json=as_json)
    elif alert == "-":
        _explain_text(typer.get_text_stream("stdin").read(), as_json=as_json)
    elif alert is not None:
        _explain_alert(alert, records, as_json=as_json)
    else:
        raise typer.BadParameter("give an alert's id or --text")


def _explain_text(text: str, *, as_json: bool) -> None:
    examined = wiring.make_detector(wiring.load_policy()).examine(text)
    if as_json:
        print_json([finding.to_json() for finding in examined.findings])
    else:
        screen = console()
        for finding in examined.findings:
            head = f"{finding.typology_id} {finding.typology_title}  {finding.score:.2f}"
            screen.print(Text(head, style="bold"))
            show_finding(screen, text, finding)
        if not examined.findings:
            screen.print("no findings")
    if not examined.findings:
        raise typer.Exit(EXIT_NEGATIVE)


def _explain_alert(alert_id: str, records: str | None, *, as_json: bool) -> None:
    with opened_records(records) as store, store.read() as reading:
        alert = reading.alerts.get(alert_id)
        if alert is None:
            raise UnknownId("alert", alert_id)
        lead: Any = alert.finding.get("lead") or {}
        stored = reading.posts.latest(surface=lead.get("surface"), post_id=lead.get("post_id"))
    if as_json:
        print_json(_alert_json(alert))
        return
    _show_alert(alert, "" if stored is None else stored.post.text)


def _show_alert(alert: StoredAlert, text: str) -> None:
    """From the stored finding alone: nothing is judged again to explain it."""
    screen = console()
    finding: Any = alert.finding.get("strongest") or {}
    head = Text(f"{alert.alert_id} v{alert.version}  ", style="bold")
    head.append(f"{finding.get('typology', '')} {finding.get('title', '')}", style="bold")
    head.append(f"  {alert.score_permille / 1000:.2f}", style="bold cyan")
    screen.print(head)
    screen.print(
        f"{alert.finding.get('post_count')} posts by "
        f"{alert.finding.get('account_count')} accounts, "
        f"{alert.finding.get('first_at')} to {alert.finding.get('last_at')}",
        style="dim",
    )
    show_reasons(screen, text, finding)
    contacts: Any = alert.finding.get("contacts") or []
    if contacts:
        screen.print(Text(f"   ties: {', '.join(contacts)}", style="dim"))
    screen.print(Text(f"   policy {finding.get('policy', '')}", style="dim"))


def _alert_json(alert: StoredAlert) -> dict[str, Any]:
    return {
        "alert_id": alert.alert_id,
        "version": alert.version,
        "kind": alert.kind,
        "state": alert.state.value,
        "score_permille": alert.score_permille,
        "typology_ids": list(alert.typology_ids),
        "finding": dict(alert.finding),
    }
