"""plainsight flows explain: an alert from the records, or an account in the ledger, leg by leg."""

from typing import Annotated

import typer

from plainsight.app.trace.flow_campaign import KIND
from plainsight.cli.json_option import AsJson
from plainsight.cli.offered import alert_ids
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.trace.flow_alert_view import explain_flow_alert
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    Only,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.trace.flow_search import explain_touching, search
from plainsight.cli.trace.flows_view import LEGS_SHOWN
from plainsight.errors import BadValue, UnknownId

LEGS_MAX = 100_000
ALERT_PREFIX = "al_"


app = typer.Typer()


@app.command()
def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="An alert's id (al_...), an account, or a transfer.", autocompletion=alert_ids
        ),
    ],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    typology: Only = None,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    records: RecordsUrl = None,
    legs: Annotated[
        int, typer.Option(help="Transfers to print for each finding.", min=0, max=LEGS_MAX)
    ] = LEGS_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Explain with every transfer, its part, and the numbers that fired.

    An alert is told from the records as it was found, version by version; nothing is judged again.
    An account or a transfer is looked up among what the ledger shows now. Exits with 1 when
    nothing is found there.

    Examples:

      plainsight flows explain al_5f0c2f...

      plainsight flows explain u_48213 --legs 100
    """
    if what.startswith(ALERT_PREFIX):
        _explain_alert(what, records, legs=legs, as_json=as_json)
        return
    snapshot = open_snapshot(ledger)
    found = search(
        snapshot,
        choose_policy(policy, typology),
        ask(reporting, since, as_of, as_written=as_written),
    )
    explain_touching(found, what, "findings", legs_max=legs, as_json=as_json)


def _explain_alert(alert_id: str, records: str | None, *, legs: int, as_json: bool) -> None:
    with opened_records(records) as store, store.read() as reading:
        versions = reading.alerts.versions(alert_id)
    if not versions:
        raise UnknownId("alert", alert_id)
    if versions[-1].kind != KIND:
        raise BadValue("alert", alert_id, "is no alert about flows; see plainsight explain")
    explain_flow_alert(versions, legs_max=legs, as_json=as_json)
