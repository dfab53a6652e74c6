"""The audit log for auditors and witnesses: entries, checkpoint, proofs."""

import base64
from typing import Annotated

from fastapi import APIRouter, Query

from plainsight.app.prove.prove_entry import prove_entry, prove_growth
from plainsight.app.stored import LoggedEntry
from plainsight.errors import BadValue, NoCheckpoint
from plainsight.prove.canonical import INTEGER_MAX
from plainsight.web.api.cursor import Cursor, Limit, next_of, read_cursor, write_cursor
from plainsight.web.api.shapes import CheckpointShape, EntryShape, Page, ProofShape
from plainsight.web.identity.guard import Services

router = APIRouter(prefix="/api/v1", tags=["audit log"])

NOTE_CHARS_MAX = 10_000


@router.get("/log/checkpoint")
def show_checkpoint(services: Services) -> CheckpointShape:
    """The newest signed checkpoint: pin it, and the log can never be rewritten unseen."""
    with services.records.read() as view:
        latest = view.checkpoints.latest()
    if latest is None:
        raise NoCheckpoint
    root = base64.b64encode(latest.root).decode()
    return CheckpointShape(size=latest.size, root=root, note=latest.note, at=latest.at)


@router.get("/log/entries")
def list_entries(services: Services, limit: Limit = 50, cursor: Cursor = None) -> Page[EntryShape]:
    """Entries in their order; personal data stands in them as commitments only."""
    first = 0 if cursor is None else _index(cursor)
    with services.records.read() as view:
        found = tuple(view.audit.entries(first=first, count_max=limit + 1))
    return Page(
        items=[_entry(each) for each in found[:limit]],
        next_cursor=next_of(found, limit, lambda last: write_cursor(str(last.index + 1))),
    )


@router.get("/log/entries/{index}/proof")
def show_entry_proof(services: Services, index: int) -> ProofShape:
    """A proof that one entry stands in the log, under the newest checkpoint."""
    return ProofShape(proof=bytes(prove_entry(services.records, index=index)).decode())


@router.get("/log/growth")
def show_growth_proof(
    services: Services, since: Annotated[str, Query(max_length=NOTE_CHARS_MAX)]
) -> ProofShape:
    """A proof that the log only grew since a checkpoint that the caller holds."""
    proof = prove_growth(services.records, since=since.encode("utf-8", "replace"))
    return ProofShape(proof=bytes(proof).decode())


def _index(cursor: str) -> int:
    (written,) = read_cursor(cursor, 1)
    if not written.isdecimal() or int(written) > INTEGER_MAX:
        raise BadValue("cursor", cursor, "give back next_cursor as it was")
    return int(written)


def _entry(entry: LoggedEntry) -> EntryShape:
    return EntryShape(
        index=entry.index,
        tag=entry.tag,
        subject=entry.subject,
        at=entry.at,
        canonical=entry.canonical.decode(),
    )
