"""Documents that come with a legal request or after it: each kept under the case's key, by name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.stored import Actor, StoredDocument, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.model.fact import JsonValue

_NAME_MAX = 200  # characters of a file's name; more is no name


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedDocument:
    """A document as the hostile-document reader gave it back."""

    name: str
    media_type: str
    fingerprint: str  # of its normalised text
    content: bytes = field(repr=False)
    template: str = ""  # digest of its words without names and numbers; of a scan there is none

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return hashlib.sha256(self.content).hexdigest()

    def kept_with(self, request_id: str) -> StoredDocument:
        """As it is kept with a legal request."""
        return StoredDocument(
            digest=self.digest,
            fingerprint=self.fingerprint,
            request_id=request_id,
            media_type=self.media_type,
            content=self.content,
        )


def keep_documents(
    unit: UnitOfWork,
    stored: StoredRequest,
    documents: Sequence[AttachedDocument],
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
) -> None:
    """Keep each, and say in the record what came: also of one that is kept elsewhere already."""
    owners = [
        unit.desk.requests.keep_document(each.kept_with(stored.request_id), at=now)
        for each in documents
    ]
    tell_documents(unit, stored, documents, owners, actor=actor, now=now, words=words)


def tell_documents(
    unit: UnitOfWork,
    stored: StoredRequest,
    documents: Sequence[AttachedDocument],
    owners: Sequence[str | None],
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
) -> None:
    """Name what came; `owners` are the legal requests that each came with before, if any."""
    if not documents:
        return
    came: list[JsonValue] = [
        {
            "digest": each.digest,
            "name": each.name[:_NAME_MAX],
            "media_type": each.media_type,
            "came_with": owner or "",
        }
        for each, owner in zip(documents, owners, strict=True)
    ]
    body: dict[str, JsonValue] = {"documents": came, "words": words}
    write_statement(unit, stored, StatementKind.DOCUMENTS, actor=actor, now=now, body=body)
