"""plainsight reports due: what is to be filed until when, drafted or not."""

from datetime import timedelta

import typer

from plainsight import wiring
from plainsight.app.list_unreported import list_unreported
from plainsight.app.share_report import list_due_reports
from plainsight.cli.log_options import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.reports_options import By
from plainsight.cli.screen import console, print_json, visible
from plainsight.cli.staff_options import Roles, acting
from plainsight.feeds.report_terms_yaml import load_report_terms
from plainsight.model.time import format_instant

AHEAD = timedelta(days=180)


def register(app: typer.Typer) -> None:
    """Add the command of this file to `plainsight reports`."""
    app.command()(due)


def due(by: By, roles: Roles = None, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List what is to be filed until when: reports, and suspected cases without one.

    A case counts from when somebody first found an alert of it suspicious; its clock ends with a
    report, or with the case. You see what you may know of.

    Example:

      plainsight reports due --by fil --role FIL
    """
    now, actor = wiring.read_clock(), acting(by, roles)
    with opened_records(records) as store:
        reports = list_due_reports(store, before=now + AHEAD, actor=actor)
        with store.read() as view:
            cases = list_unreported(view, terms=load_report_terms().sar, actor=actor)
    rows = [
        {
            "report_id": report.report_id,
            "case_id": report.case_id,
            "called": report.report_id,
            "due_at": format_instant(report.due_at)[:10],
            "is_missed": now > report.due_at,
            "says": f"{report.form} {report.stand.value}",
        }
        for report in reports
        if report.due_at is not None
    ] + [
        {
            "report_id": None,
            "case_id": each.case.case_id,
            "called": each.case.reference,
            "due_at": format_instant(each.due.due_at)[:10],
            "is_missed": each.due.is_missed(now),
            "says": f"no report drafted; {each.due.says}",
        }
        for each in cases
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
