"""The list of reports, what is due without one, and the decision that none is filed."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.file_report import list_reports
from plainsight.app.leave_unfiled import leave_unfiled
from plainsight.app.list_unreported import (
    DueAlert,
    DueCase,
    list_unreported,
    list_unreported_alerts,
)
from plainsight.app.share_report import list_due_reports
from plainsight.casework.access import Act, may
from plainsight.errors import BadValue, PlainsightError, Refusal, UnknownId
from plainsight.model.role import Staff
from plainsight.web.answers import status_of
from plainsight.web.console.acting import staff_of
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.pages import render

router = APIRouter()

PAGE = 50
DUE_SHOWN = timedelta(days=366)


@router.get("/console/reports")
def show_reports(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """Reports that this person may know of, those with a clock first."""
    return _page(request, services, viewer)


@router.post("/console/reports/unfiled")
def leave(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    named: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Decide that no SAR is filed of a draft, a case or an alert."""
    try:
        leave_unfiled(
            services.records, named, why=why, actor=staff_of(viewer), now=services.clock()
        )
    except (Refusal, BadValue, UnknownId) as refused:
        return _page(request, services, viewer, refused=refused)
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


def _page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    *,
    refused: PlainsightError | None = None,
) -> Response:
    staff, now = staff_of(viewer), services.clock()
    due = list_due_reports(services.records, before=now + DUE_SHOWN, actor=staff)
    with services.records.read() as reading:
        newest = list_reports(reading, viewer=staff, count_max=PAGE)
        names = {each.person_id: each.name for each in reading.identity.people.all()}
    first = {each.report_id for each in due}
    context = {
        "unreported": unreported_of(services, staff, count_max=PAGE),
        "unreported_alerts": unreported_alerts_of(services, staff, count_max=PAGE),
        "may_leave": may(staff, Act.FILE_REPORT),
        "reports": [*due, *(each for each in newest if each.report_id not in first)],
        "people": names,
        "refused": refused,
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "console/reports/list.html", context, status_code=status)
