"""Pictures of flows as files: of an alert, of a case; to attach to what is sent or printed."""

from fastapi import APIRouter
from starlette.responses import Response

from plainsight.app.casework.view_alert import view_alert
from plainsight.app.casework.view_case import view_case
from plainsight.web.asked import Asked
from plainsight.web.parts.flow_pictures import findings_of_case, flow_findings, picture_file

router = APIRouter()


@router.get("/console/alerts/{alert_id}/flows/{number}")
def alert_picture(asked: Asked, alert_id: str, number: int) -> Response:
    """One flow of an alert, as it was found; the look is logged."""
    seen = view_alert(asked.records, alert_id, actor=asked.staff, now=asked.now())
    return picture_file(flow_findings(seen.alert.finding), number, name=alert_id)


@router.get("/console/cases/{reference}/flows/{number}")
def case_picture(asked: Asked, reference: str, number: int) -> Response:
    """One flow among a case's alerts; the look is logged."""
    seen = view_case(asked.records, reference, actor=asked.staff, now=asked.now())
    with asked.records.read() as reading:
        findings = findings_of_case(reading, seen.items)
    return picture_file(findings, number, name=seen.case.reference)
