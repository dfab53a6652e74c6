"""Bulk ingest: a stream of lines to a file, then to the records; counted, never kept in memory."""

import tempfile
from functools import partial
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter
from starlette.requests import Request

from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.trace.ingest_transfers import ingest_logged, ingest_transfers
from plainsight.errors import BadPolicy, BadValue, NotServed, TooLarge
from plainsight.feeds.file_sha256 import file_sha256
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping
from plainsight.web.api.shapes import IngestAnswer, TransfersAnswer
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.threads import run_bulk

router = APIRouter(prefix="/api/v1", tags=["ingest"])

COUNTED_HERE = 2**62  # instead of the limit on forms: `_receive` counts by its own
NDJSON = "application/x-ndjson"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {NDJSON: {"schema": {"type": "string", "description": "One object a line."}}},
    }
}


@router.post("/posts", openapi_extra=_BODY, max_body_size=COUNTED_HERE)
async def send_posts(request: Request, services: Services, viewer: CurrentViewer) -> IngestAnswer:
    """Store posts, one JSON object a line (spec/post.md); safe to repeat.

    The answer comes when every line is stored, so what was confirmed outlives a killed process.
    Items not labelled public or semi_public are refused before their text is read.
    """
    # A file without a name: a server that is killed leaves nobody's posts in a folder.
    with tempfile.TemporaryFile() as file:
        await _receive(request, services, file)
        return await run_bulk(partial(_store_posts, services, file, viewer.name))


@router.post("/transfers", openapi_extra=_BODY, max_body_size=COUNTED_HERE)
async def send_transfers(
    request: Request, services: Services, viewer: CurrentViewer
) -> TransfersAnswer:
    """Take transfers into the ledger, one JSON object a line (spec/transfer.md); safe to repeat."""
    # What reads transfers opens files by name.
    with tempfile.TemporaryDirectory(prefix="plainsight-") as folder:
        path = Path(folder) / "received.ndjson"
        with path.open("wb") as file:
            await _receive(request, services, file)
        return await run_bulk(partial(_store_transfers, services, path))


def _store_posts(services: WebServices, stream: BinaryIO, source: str) -> IngestAnswer:
    stream.seek(0)
    feed = PostsJsonl(stream, source=f"api {source}", declaration=FeedDeclaration())
    count = ingest_posts(services.records, feed, clock=services.clock)
    return IngestAnswer(
        read=count.read,
        ingested=count.ingested,
        revised=count.revised,
        duplicates=count.duplicates,
        refused=count.refused,
        quarantined=count.quarantined,
    )


def _store_transfers(services: WebServices, path: Path) -> TransfersAnswer:
    if services.ledger is None:
        raise NotServed("a ledger of transfers", "start the server with --ledger FOLDER")
    feed = _transfers(path)
    work = partial(ingest_transfers, feed, services.ledger)
    done = ingest_logged(
        work, services.records, digest=partial(file_sha256, path), clock=services.clock
    )
    return TransfersAnswer(
        read=done.read,
        new=done.new,
        revised=done.revised,
        known=done.known,
        skipped=done.skipped,
        quarantined=done.quarantined,
    )


def _transfers(path: Path) -> MappedFile:
    try:
        return MappedFile(path, read_mapping("plainsight"))
    except BadPolicy as unfit:
        # The mapping is ours; what does not fit it are the columns that were sent.
        raise BadValue("body", "other columns", "see spec/transfer.md") from unfit


async def _receive(request: Request, services: WebServices, file: BinaryIO) -> None:
    """Write the body to a file. Raises TooLarge."""
    bytes_max, size = services.settings.bulk_bytes_max, 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > bytes_max:
            raise TooLarge("the body", bytes_max)
        file.write(chunk)
