"""An alert as machines and people see it."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from rich.text import Text

from plainsight.app.casework.absorb_alerts import is_absorbed
from plainsight.app.detect.judged_wording import JudgedWording, KnownBy
from plainsight.app.stored import StoredAlert
from plainsight.cli.detect.tied_by import tied_by, tied_lines
from plainsight.cli.screen import console, counted, show_reasons, visible


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


def show_edit(lead: JudgedWording | None, now_reads: str | None) -> None:
    """Whether the post was edited since it was judged, and a later wording."""
    screen = console()
    if lead is not None and not lead.is_only and lead.known_by is not KnownBy.RECORDED:
        which = {
            KnownBy.QUOTED: "the first one kept that has what the finding quotes",
            KnownBy.NEWEST: "the newest one kept",
        }[lead.known_by]
        screen.print(
            f"   the record does not say which wording was judged; this is {which}", style="dim"
        )
    if lead is not None and not lead.is_quoted:
        screen.print("   what the finding quotes does not stand in this text", style="dim")
    if now_reads is not None:
        words = visible(now_reads).strip()
        screen.print(
            Text(
                f"   edited since; a later wording: {words}"
                if words
                else "   edited since; a later wording has no words left",
                style="bold",
            )
        )


def show_alert(alert: StoredAlert, lead: JudgedWording | None) -> None:
    """From the stored finding alone: nothing is judged again to explain it."""
    screen = console()
    finding: Any = alert.finding.get("strongest") or {}
    head = Text(f"{alert.alert_id} v{alert.version}  ", style="bold")
    head.append(f"{finding.get('typology', '')} {finding.get('title', '')}", style="bold")
    head.append(f"  {alert.score_permille / 1000:.2f}", style="bold cyan")
    screen.print(head)
    at_least = "at least " if alert.finding.get("accounts_beyond") else ""
    posts_at_least = "at least " if alert.finding.get("edits_beyond") else ""
    screen.print(
        f"{posts_at_least}{_counted(alert, 'post')} by {at_least}{_counted(alert, 'account')}, "
        f"{alert.finding.get('first_at')} to {alert.finding.get('last_at')}",
        style="dim",
    )
    if is_absorbed(alert):
        screen.print(Text(f"closed: later posts joined it to alert {alert.finding['into']}"))
    show_reasons(screen, "" if lead is None else lead.post.text, finding)
    show_edit(lead, None if lead is None else lead.now_reads)
    accounts: Any = alert.finding.get("account_count") or 0
    for line in tied_lines(tied_by(_namers(alert), account_count=accounts)):
        screen.print(Text(f"   {line}", style="dim"))
    screen.print(Text(f"   policy {finding.get('policy', '')}", style="dim"))


def _namers(alert: StoredAlert) -> Iterator[tuple[str, int]]:
    """Each contact, and how many accounts named it; an older record does not say."""
    contacts: Any = alert.finding.get("contacts") or []
    named_in: Any = alert.finding.get("named_in") or []
    for contact, namings in zip_longest(contacts, named_in[: len(contacts)], fillvalue=()):
        yield str(contact), len({naming.get("account_id") for naming in namings})


def _counted(alert: StoredAlert, what: str) -> str:
    count: Any = alert.finding.get(f"{what}_count")
    return counted(count, what)
