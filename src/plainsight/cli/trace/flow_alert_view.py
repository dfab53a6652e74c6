"""An alert about flows, version by version, from what was stored: nothing is judged again."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from plainsight.app.stored import StoredAlert
from plainsight.cli.detect.alert_view import alert_json
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace.flows_view import LEGS_SHOWN, show_whole


def explain_flow_alert(
    versions: Sequence[StoredAlert], *, legs_max: int = LEGS_SHOWN, as_json: bool
) -> None:
    """What each version changed, then the findings of the newest with their transfers."""
    if as_json:
        print_json([alert_json(version) for version in versions])
        return
    screen = console()
    for version in versions:
        screen.print(_change(version), soft_wrap=True)
    screen.print()
    newest: Any = versions[-1].finding
    for finding in newest["findings"]:
        show_whole(screen, finding, legs_max=legs_max)


def _change(version: StoredAlert) -> Text:
    finding: Any = version.finding
    change = finding["change"]
    line = Text(f"{version.alert_id} v{version.version}  ", style="bold")
    line.append(f"{change['step']} on {version.revised_at:%Y-%m-%d %H:%M} UTC")
    line.append(f"  score {version.score_permille / 1000:.2f}", style="cyan")
    if change["score_before"] is not None:
        line.append(f" (was {change['score_before'] / 1000:.2f})")
    line.append(f"  +{len(change['added'])} −{len(change['removed'])} transfers")
    if finding.get("into"):
        line.append(f"  into {finding['into']}")
    return line
