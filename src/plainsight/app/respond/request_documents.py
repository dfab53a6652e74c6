"""The documents of a legal request: which came, and each read by whoever judges it, on record."""

from dataclasses import dataclass, field
from datetime import datetime

from plainsight.app.ports import Reading, Records
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.honey_case import alarm_on_honey
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.errors import WrongRole
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.states import Role

# Whether it is genuine, what it entitles to, whether it may leave: nobody else needs its words.
DOCUMENT_READERS = (Role.VERIFIER, Role.COUNSEL, Role.APPROVER)
_SUFFIXES = {"application/pdf": "pdf", "application/xml": "xml", "text/plain": "txt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameDocument:
    """One document that came, as lists show it."""

    digest: str  # SHA-256, hex
    media_type: str
    at: datetime
    name: str = ""  # as its sender called it; "" of those kept before names were
    came_with: str = ""  # id of the legal request that it, or its words, came with before
    is_kept: bool = True  # here; else it is to be read where it came before


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDocument:
    """A document in the hands of its reader."""

    name: str  # drawn from reference and digest: a sender's own could be a path or a trick
    content: bytes = field(repr=False)


def documents_of(reading: Reading, stored: StoredRequest) -> tuple[CameDocument, ...]:
    """Every document that came with a legal request or after it, the oldest first."""
    kept = {each.digest: each for each in reading.desk.requests.documents(stored.request_id)}
    came: dict[str, CameDocument] = {
        each.digest: CameDocument(digest=each.digest, media_type=each.media_type, at=each.kept_at)
        for each in kept.values()
    }
    said = reading.desk.statements.of_request(stored.request_id, kind=StatementKind.DOCUMENTS)
    for statement in said:
        told = statement.body.get("documents")
        for each in told if isinstance(told, list) else []:
            if isinstance(each, dict):
                digest = str(each["digest"])
                came[digest] = CameDocument(
                    digest=digest,
                    media_type=str(each["media_type"]),
                    at=came[digest].at if digest in came else statement.at,
                    name=str(each["name"]),
                    came_with="" if digest in kept else str(each["came_with"]),
                    is_kept=digest in kept,
                )
    return tuple(sorted(came.values(), key=lambda each: each.at))


def open_document(
    records: Records, request_id: str, digest: str, *, actor: Actor, now: datetime
) -> OpenedDocument:
    """Read one: who read which is in the log. Raises UnknownId, or WrongRole for other duties."""
    if actor.role not in DOCUMENT_READERS:
        allowed = tuple(role.value for role in DOCUMENT_READERS)
        raise WrongRole("open_document", actor.role.value, allowed)
    with records.begin() as unit:
        stored = unit.desk.requests.get(request_id)
        document = unit.desk.requests.document(stored.request_id, digest)
        unit.record(
            Fact(
                tag=AuditTag.DOCUMENT_READ,
                subject=stored.request_id,
                at=now,
                body={"role": actor.role.value, "document": document.digest},
                personal={"actor_id": actor.actor_id},
            )
        )
        alarm_on_honey(unit, stored, actor=actor, now=now)
    suffix = _SUFFIXES.get(document.media_type, "bin")
    name = f"{stored.reference}-{document.digest[:8]}.{suffix}"
    return OpenedDocument(name=name, content=document.content)
