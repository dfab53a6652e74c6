"""A report's files: the document, and what goes with it; each look is logged."""

from fastapi import APIRouter
from starlette.responses import Response

from plainsight.app.casework.file_report import attachment_of, view_report
from plainsight.casework.report.draft import ReportForm
from plainsight.errors import UnknownId
from plainsight.filings.writers import SUFFIXES
from plainsight.web.asked import Asked

router = APIRouter()


@router.get("/console/reports/{report_id}/document")
def download(asked: Asked, report_id: str) -> Response:
    """The document as it is proposed, or as it was sent."""
    staff = asked.staff
    report = view_report(asked.records, report_id, viewer=staff, now=asked.now())
    with asked.records.read() as reading:
        sent = reading.filings.sent(report_id)
    content = report.document if sent is None else sent.document
    name = f"{report.form}-{report.report_id}{SUFFIXES[ReportForm(report.form)]}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/console/reports/{report_id}/attachment")
def download_attachment(asked: Asked, report_id: str) -> Response:
    """The transfers that a SAR's narrative does not tell one by one. Raises UnknownId for none."""
    staff = asked.staff
    report = view_report(asked.records, report_id, viewer=staff, now=asked.now())
    attached = attachment_of(report)
    if attached is None:
        raise UnknownId("attachment of report", report_id)
    return Response(
        attached[1],
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{attached[0]}"'},
    )
