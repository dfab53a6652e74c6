"""A document that came with a legal request, for whoever judges it: saved, never shown here."""

from fastapi import APIRouter
from starlette.responses import Response

from plainsight.app.respond.request_documents import DOCUMENT_READERS, open_document
from plainsight.web.asked import Asked
from plainsight.web.console.acting import acting

router = APIRouter()


@router.get("/console/requests/{reference}/documents/{digest}")
def download(asked: Asked, reference: str, digest: str) -> Response:
    """The document as it came. That it was read enters the log."""
    actor = acting(asked.viewer, *DOCUMENT_READERS, act="reading documents")
    document = open_document(asked.records, reference, digest, actor=actor, now=asked.now())
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
