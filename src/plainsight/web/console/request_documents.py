"""A document that came with a legal request, for whoever judges it: saved, never shown here."""

from fastapi import APIRouter
from starlette.responses import Response

from plainsight.app.request_documents import DOCUMENT_READERS, open_document
from plainsight.web.console.acting import acting
from plainsight.web.identity.guard import CurrentViewer, Services

router = APIRouter()


@router.get("/console/requests/{reference}/documents/{digest}")
def download(services: Services, viewer: CurrentViewer, reference: str, digest: str) -> Response:
    """The document as it came. That it was read enters the log."""
    document = open_document(
        services.records,
        reference,
        digest,
        actor=acting(viewer, *DOCUMENT_READERS, act="reading documents"),
        now=services.clock(),
    )
    return Response(
        document.content,
        # A stranger wrote it: a browser that opens it all the same runs nothing in our name.
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{document.name}"',
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
        },
    )
