"""plainsight explain: why an alert was raised, or what a text says, to the exact characters."""

import sys
from typing import Annotated

import typer
from rich.text import Text

from plainsight import wiring
from plainsight.app.detect.judged_wording import judged_wording
from plainsight.cli.detect.alert_view import alert_json, show_alert
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.offered import alert_ids
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json, show_finding
from plainsight.errors import CannotRead, UnknownId


def explain(
    alert: Annotated[
        str | None,
        typer.Argument(
            help="An alert's id, or - to read a text from standard input.",
            autocompletion=alert_ids,
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Explain this public text instead.")] = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Explain an alert, or any public text, down to the exact characters.

    Exits with 1 when a text has no findings.

    Examples:

      plainsight explain al_5f0c2f...

      plainsight explain --text "车队接料，卡接回U，点位美丽，飞机 @chedui88"
    """
    if text is not None and alert is not None:
        raise typer.BadParameter("give an alert's id or --text, not both")
    if text is not None and not text.strip():
        raise typer.BadParameter("give a text of at least one character", param_hint="--text")
    if text is not None:
        _explain_text(text, as_json=as_json)
    elif alert == "-":
        _explain_text(_standard_input(), as_json=as_json)
    elif alert is not None:
        _explain_alert(alert, records, as_json=as_json)
    else:
        raise typer.BadParameter("give an alert's id or --text")


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise CannotRead("standard input", "it is not UTF-8") from None


def _explain_text(text: str, *, as_json: bool) -> None:
    examined = wiring.make_scanner(wiring.make_detector(wiring.load_policy())).examine(text)
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
    from plainsight.app.trace.flow_campaign import KIND  # a text is explained without records

    with opened_records(records) as store, store.read() as reading:
        alert = reading.alerts.get(alert_id)
        if alert is None:
            raise UnknownId("alert", alert_id)
        if alert.kind == KIND:
            from plainsight.cli.trace.flow_alert_view import explain_flow_alert  # loads numpy

            explain_flow_alert(reading.alerts.versions(alert_id), as_json=as_json)
            return
        lead = judged_wording(reading, alert.finding)
    if as_json:
        print_json(alert_json(alert))
        return
    show_alert(alert, lead)
