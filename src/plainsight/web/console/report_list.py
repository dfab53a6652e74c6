"""The list of reports, what is due without one, and the decision that none is filed."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.file_report import list_reports
from plainsight.app.casework.leave_unfiled import leave_unfiled
from plainsight.app.casework.list_unreported import (
    DueAlert,
    DueCase,
    list_unreported,
    list_unreported_alerts,
)
from plainsight.app.casework.share_report import list_due_reports
from plainsight.casework.access import Act, may
from plainsight.errors import BadValue, PlainsightError, Refusal, UnknownId
from plainsight.model.role import Staff
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices

router = APIRouter()

PAGE = 50
DUE_SHOWN = timedelta(days=366)


@router.get("/console/reports")
def show_reports(asked: Asked) -> Response:
    """Reports that this person may know of, those with a clock first."""
    return _page(asked)


@router.post("/console/reports/unfiled")
def leave(
    asked: Asked, named: Annotated[str, Form()] = "", why: Annotated[str, Form()] = ""
) -> Response:
    """Decide that no SAR is filed of a draft, a case or an alert."""
    try:
        leave_unfiled(asked.records, named, why=why, actor=asked.staff, now=asked.now())
    except (Refusal, BadValue, UnknownId) as refused:
        return _page(asked, refused=refused)
    return RedirectResponse("/console/reports?done=report_unfiled", status_code=303)


def unreported_of(
    services: WebServices, staff: Staff, *, case_id: str | None = None, count_max: int = 1
) -> tuple[DueCase, ...]:
    """Cases with what no SAR covers, for who drafts or files; none where no terms are given."""
    if services.writers is None:
        return ()
    with services.records.read() as reading:
        terms = services.writers.sar
        return list_unreported(
            reading, terms=terms, actor=staff, case_id=case_id, count_max=count_max
        )


def unreported_alerts_of(
    services: WebServices, staff: Staff, *, count_max: int
) -> tuple[DueAlert, ...]:
    """The same of alerts in no case."""
    if services.writers is None:
        return ()
    with services.records.read() as reading:
        terms = services.writers.sar
        return list_unreported_alerts(reading, terms=terms, actor=staff, count_max=count_max)


def _page(asked: Asked, *, refused: PlainsightError | None = None) -> Response:
    staff, now = asked.staff, asked.now()
    due = list_due_reports(asked.records, before=now + DUE_SHOWN, actor=staff)
    with asked.records.read() as reading:
        newest = list_reports(reading, viewer=staff, count_max=PAGE)
        names = {each.person_id: each.name for each in reading.identity.people.all()}
    first = {each.report_id for each in due}
    context = {
        "unreported": unreported_of(asked.services, staff, count_max=PAGE),
        "unreported_alerts": unreported_alerts_of(asked.services, staff, count_max=PAGE),
        "may_leave": may(staff, Act.FILE_REPORT),
        "reports": [*due, *(each for each in newest if each.report_id not in first)],
        "people": names,
    }
    return asked.show("console/reports/list.html", context, refused=refused)
