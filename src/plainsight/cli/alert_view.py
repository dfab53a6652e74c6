"""An alert as machines and people see it."""

from typing import Any

from rich.text import Text

from plainsight.app.absorb_alerts import is_absorbed
from plainsight.app.stored import StoredAlert
from plainsight.cli.screen import console, show_reasons


def alert_json(alert: StoredAlert) -> dict[str, Any]:
    """An alert as plain data."""
    return {
        "alert_id": alert.alert_id,
        "version": alert.version,
        "kind": alert.kind,
        "state": alert.state.value,
        "score_permille": alert.score_permille,
        "typology_ids": list(alert.typology_ids),
        "finding": dict(alert.finding),
    }


def show_alert(alert: StoredAlert, text: str) -> None:
    """From the stored finding alone: nothing is judged again to explain it."""
    screen = console()
    finding: Any = alert.finding.get("strongest") or {}
    head = Text(f"{alert.alert_id} v{alert.version}  ", style="bold")
    head.append(f"{finding.get('typology', '')} {finding.get('title', '')}", style="bold")
    head.append(f"  {alert.score_permille / 1000:.2f}", style="bold cyan")
    screen.print(head)
    at_least = "at least " if alert.finding.get("accounts_beyond") else ""
    screen.print(
        f"{alert.finding.get('post_count')} posts by "
        f"{at_least}{alert.finding.get('account_count')} accounts, "
        f"{alert.finding.get('first_at')} to {alert.finding.get('last_at')}",
        style="dim",
    )
    if is_absorbed(alert):
        screen.print(Text(f"closed: later posts joined it to alert {alert.finding['into']}"))
    show_reasons(screen, text, finding)
    contacts: Any = alert.finding.get("contacts") or []
    if contacts:
        screen.print(Text(f"   ties: {', '.join(contacts)}", style="dim"))
    screen.print(Text(f"   policy {finding.get('policy', '')}", style="dim"))
