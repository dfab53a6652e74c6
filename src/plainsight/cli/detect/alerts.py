"""plainsight alerts: what was found in posts and flows, decided or not."""

from typing import Annotated

import typer

from plainsight.app.stored import AlertState
from plainsight.cli.detect.alert_view import alert_json
from plainsight.cli.json_option import AsJsonLines
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json

SHOWN_MAX = 1_000


def alerts(
    records: RecordsUrl = None,
    state: Annotated[AlertState, typer.Option(help="Which alerts.")] = AlertState.OPEN,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """List alerts, the most pressing first. One alert is one campaign, not one copy.

    Open ones are those that were not joined to another; what still awaits a person's word is in
    `plainsight queue list`.

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
    listing = Listing(
        "alert", number("score"), words("typologies"), number("posts"), number("accounts"),
        words("what"),
    )  # fmt: skip
    for alert in queue:
        strongest = alert.finding.get("strongest") or {}
        listing.add(
            alert.alert_id,
            f"{alert.score_permille / 1000:.2f}",
            " ".join(alert.typology_ids),
            str(alert.finding.get("post_count", "")),
            str(alert.finding.get("account_count", "")),
            str(strongest.get("title", "")) if isinstance(strongest, dict) else "",
        )
    screen = console()
    listing.show(screen)
    which = "decided ones among them" if state is AlertState.OPEN else "joined to others"
    screen.print(f"{count:,} alerts, {which}; plainsight explain ALERT shows why", style="dim")
