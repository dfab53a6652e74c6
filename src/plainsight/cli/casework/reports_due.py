"""plainsight reports due: what is to be filed until when, drafted or not."""

from datetime import datetime, timedelta
from typing import Any

import typer

from plainsight import wiring
from plainsight.app.casework.list_unreported import (
    COUNT_MAX,
    list_unreported,
    list_unreported_alerts,
)
from plainsight.app.casework.share_report import PAGE_MAX, list_due_reports
from plainsight.casework.filing import FiledReport
from plainsight.casework.report.clock import FilingDue
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json, visible
from plainsight.cli.staff_options import Roles, known
from plainsight.cli.turn import By
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.model.time import format_instant

AHEAD = timedelta(days=180)


app = typer.Typer()


@app.command()
def due(by: By, roles: Roles = None, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List what is to be filed until when: reports, and suspicions that none covers.

    A case, or an alert in none, counts from when somebody first found it suspicious. Its clock ends
    with a filed report that tells of it, or with `plainsight reports drop`; that the alert was
    opened again and then judged benign ends nothing. You see what you may know of.

    Example:

      plainsight reports due --by fil --role FIL
    """
    now = wiring.read_clock()
    with opened_records(records) as store:
        actor = known(store, by, roles)
        reports = list_due_reports(store, before=now + AHEAD, count_max=PAGE_MAX, actor=actor)
        terms = load_report_terms().sar
        with store.read() as view:
            cases = list_unreported(view, terms=terms, actor=actor, count_max=COUNT_MAX)
            alerts = list_unreported_alerts(view, terms=terms, actor=actor, count_max=COUNT_MAX)
    rows = [
        *(_of_report(report, report.due_at, now) for report in reports if report.due_at),
        *(
            _row(each.case.reference, each.due, now, f"no report drafted; {each.due.says}")
            | {"case_id": each.case.case_id}
            for each in cases
        ),
        *(
            _row(each.alert.alert_id, each.due, now, f"in no case; {each.due.says}")
            | {"alert_id": each.alert.alert_id}
            for each in alerts
        ),
    ]
    rows.sort(key=lambda row: str(row["due_at"]))
    if as_json:
        print_json({"due": rows})
        return
    for row in rows:
        late = ", MISSED" if row["is_missed"] else ""
        console().print(
            visible(f"{row['called']}  due {row['due_at']}{late}: {row['says']}"),
            markup=False,
            soft_wrap=True,
        )
    console().print(f"{len(rows)} to be filed", style="dim")
    if COUNT_MAX in (len(cases), len(alerts)) or len(reports) == PAGE_MAX:
        console().print("there may be more: these are the first due", style="dim")


def _of_report(report: FiledReport, due_at: datetime, now: datetime) -> dict[str, Any]:
    says = f"{report.form} {report.stand.value}"
    due = FilingDue(due_at=due_at, says="")
    ids = {"report_id": report.report_id, "case_id": report.case_id}
    return _row(report.report_id, due, now, says) | ids


def _row(called: str, due: FilingDue, now: datetime, says: str) -> dict[str, Any]:
    return {
        "report_id": None,
        "case_id": None,
        "alert_id": None,
        "called": called,
        "due_at": format_instant(due.due_at)[:10],
        "is_missed": due.is_missed(now),
        "says": says,
    }
