"""Legal requests in SQL: one row each, what it says about people sealed under its case's key."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from plainsight.app.ports import Salts
from plainsight.app.respond.separate_duties import APART, same_person
from plainsight.app.respond.stored import (
    Actor,
    Duties,
    KeptDocument,
    StoredDisclosure,
    StoredDocument,
    StoredMove,
    StoredRequest,
    StoredToken,
)
from plainsight.errors import GuardUnmet, UnknownId
from plainsight.model.person_id import seen
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.legal_request_form import from_json, to_json
from plainsight.respond.lifecycle import Move
from plainsight.respond.states import Command, Production, RequestState
from plainsight.stores.postgres import lock_sender
from plainsight.stores.respond.cases import SqlCaseKeys
from plainsight.stores.respond.erased_request import erased_request
from plainsight.stores.respond.tables import (
    collected,
    disclosures,
    legal_requests,
    request_documents,
    request_moves,
    scope_tokens,
)
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.columns import write_json
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.sql.printed_reference import is_printed, printed

_DUTIES = tuple(each.name for each in fields(Duties))
_REFERENCE_PREFIX = "LER"
_NOTHING_LEFT_TO_PRODUCE = (
    Production.RELEASED,
    Production.ACKED,
    Production.CLOSED,
    Production.REFUSED,
    Production.WITHDRAWN,
    Production.DUPLICATE,
)
_SENT_MAX = 200  # of one matter in a day: whoever sends more gets a new one for each click


class SqlRequests:
    """Implements `plainsight.app.respond.ports.Requests`."""

    def __init__(self, connection: Connection, salts: Salts) -> None:
        self._connection = connection
        self._keys = SqlCaseKeys(connection, salts)

    def add(self, stored: StoredRequest) -> StoredRequest:
        """Store a new one under its own key; returns it with its reference."""
        key = self._keys.create()
        body = self._keys.seal(
            write_json(to_json(stored.request)).encode(), key=key, what=stored.request_id
        )
        number = self._connection.execute(
            insert(legal_requests)
            .values(
                request_id=stored.request_id,
                instrument_id=stored.request.instrument_id,
                instrument_version=stored.instrument_version,
                agency_id=stored.request.requester.agency_id,
                investigation_reference=seen(stored.request.investigation_reference),
                is_emergency=stored.request.is_emergency,
                two_departments=stored.two_departments,
                received_at=stored.received_at,
                body=body,
                duplicate_of=stored.duplicate_of,
                revised_at=stored.received_at,
                **_mutable(stored),
            )
            .returning(legal_requests.c.request_number)
        ).scalar_one()
        self._keys.keep(stored.request_id, key)
        return replace(stored, reference=reference_of(number, stored.received_at))

    def get(self, request_id: str) -> StoredRequest:
        """Return one by id or reference, `is_erased` once its key was. Raises UnknownId."""
        return self.open_row(self._row(request_id, is_locked=False))

    def lock(self, request_id: str) -> StoredRequest:
        """Return one by id or reference, locked until the unit ends.

        Raises UnknownId, or GuardUnmet once it was erased: no step is left to take.
        """
        stored = self.open_row(self._row(request_id, is_locked=True))
        if stored.is_erased:
            raise GuardUnmet("a_step", "a_case_that_was_not_erased", "T22")
        return stored

    def _row(self, request_id: str, *, is_locked: bool) -> Row[Any]:
        found = is_printed(
            request_id,
            prefix=_REFERENCE_PREFIX,
            number=legal_requests.c.request_number,
            at=legal_requests.c.received_at,
        )
        named = legal_requests.c.request_id == request_id
        query = select(legal_requests).where(named if found is None else found)
        row = self._connection.execute(
            query.with_for_update() if is_locked else query
        ).one_or_none()
        if row is None:
            raise UnknownId("legal request", request_id)
        return row

    def save(self, stored: StoredRequest, *, at: datetime) -> None:
        """Write the mutable part. Raises SamePerson or GuardUnmet when the database refuses."""
        with _explained(stored):
            self._connection.execute(
                update(legal_requests)
                .where(legal_requests.c.request_id == stored.request_id)
                .values(revised_at=at, two_departments=stored.two_departments, **_mutable(stored))
            )

    def newest(self, *, count_max: int = 50, before: str = "") -> tuple[StoredRequest, ...]:
        """Return the latest first; `before` is the id of the last one of the page before."""
        query = select(legal_requests).order_by(legal_requests.c.request_number.desc())
        if before:
            last = select(legal_requests.c.request_number).where(
                legal_requests.c.request_id == before
            )
            query = query.where(legal_requests.c.request_number < last.scalar_subquery())
        return tuple(self.open_row(row) for row in self._connection.execute(query.limit(count_max)))

    def sent_since(self, request: LegalRequest, *, since: datetime) -> tuple[StoredRequest, ...]:
        """Return what its officer sent since under its reference and instrument, the latest first.

        Until the unit ends, nobody else's unit gets an answer to it about the same officer.
        """
        if self._connection.dialect.name == "postgresql":
            lock_sender(self._connection, request.requester.email)  # SQLite has one writer
        query = (
            select(legal_requests)
            .where(
                legal_requests.c.agency_id == request.requester.agency_id,
                legal_requests.c.received_at >= since,
                legal_requests.c.instrument_id == request.instrument_id,
                legal_requests.c.investigation_reference == seen(request.investigation_reference),
            )
            .order_by(legal_requests.c.request_number.desc())
            .limit(_SENT_MAX)
        )
        found = map(self.open_row, self._connection.execute(query).all())
        sender = request.requester.email.lower()
        return tuple(each for each in found if each.request.requester.email.lower() == sender)

    def awaiting(
        self, productions: Sequence[Production], *, count_max: int = 50
    ) -> tuple[StoredRequest, ...]:
        """Return those that stand at one of these, the oldest first."""
        query = (
            select(legal_requests)
            .where(legal_requests.c.production.in_([each.value for each in productions]))
            .order_by(legal_requests.c.request_number)
            .limit(count_max)
        )
        return tuple(self.open_row(row) for row in self._connection.execute(query))

    def open_of_agency(self, agency_id: str) -> tuple[StoredRequest, ...]:
        """Return an agency's whose package has not left and that are not over, oldest first."""
        over = [each.value for each in _NOTHING_LEFT_TO_PRODUCE]
        query = (
            select(legal_requests)
            .where(
                legal_requests.c.agency_id == agency_id,
                legal_requests.c.production.not_in(over),
            )
            .order_by(legal_requests.c.request_number)
        )
        return tuple(map(self.open_row, self._connection.execute(query).all()))

    def add_move(
        self, request_id: str, move: Move, *, actor: Actor, at: datetime, object_digest: str
    ) -> None:
        """Append to the custody record."""
        self._connection.execute(
            insert(request_moves).values(
                request_id=request_id,
                number=move.number,
                command=move.command.value,
                role=actor.role.value,
                actor_id=actor.actor_id,
                at=at,
                object_digest=object_digest,
            )
        )

    def moves(self, request_id: str) -> tuple[StoredMove, ...]:
        """Return the custody record, oldest first."""
        rows = self._connection.execute(
            select(request_moves)
            .where(request_moves.c.request_id == request_id)
            .order_by(request_moves.c.move_number)
        )
        return tuple(from_row(StoredMove, row) for row in rows)

    def keep_document(self, document: StoredDocument, *, at: datetime) -> str | None:
        """Store a document; the id of the legal request that brought it before, if any."""
        key = self._keys.key(document.request_id)
        row = to_row(
            document,
            content=self._keys.seal(document.content, key=key, what=document.digest),
            kept_at=at,
        )
        known = self.document_owner(document.digest, document.fingerprint)
        if known is None and insert_new(self._connection, request_documents, [row]):
            return None
        return known or self.keep_document(document, at=at)

    def documents(self, request_id: str) -> tuple[KeptDocument, ...]:
        """What is kept with a legal request, without its content, the oldest first."""
        kept = request_documents.c
        rows = self._connection.execute(
            select(kept.digest, kept.media_type, kept.kept_at)
            .where(kept.request_id == request_id)
            .order_by(kept.kept_at, kept.digest)
        )
        return tuple(
            KeptDocument(digest=row.digest, media_type=row.media_type, kept_at=row.kept_at)
            for row in rows
        )

    def document(self, request_id: str, digest: str) -> StoredDocument:
        """Return one with its content. Raises UnknownId, also once the case was erased."""
        row = self._connection.execute(
            select(request_documents).where(
                request_documents.c.request_id == request_id,
                request_documents.c.digest == digest,
            )
        ).one_or_none()
        if row is None:
            raise UnknownId("document", digest)
        key = self._keys.key(request_id)
        return StoredDocument(
            digest=row.digest,
            fingerprint=row.fingerprint,
            request_id=row.request_id,
            media_type=row.media_type,
            content=self._keys.open(bytes(row.content), key=key, what=row.digest),
        )

    def document_owner(self, digest: str, fingerprint: str) -> str | None:
        """The legal request that brought this document before (I11), if any."""
        found = self._connection.execute(
            select(request_documents.c.request_id).where(
                or_(
                    request_documents.c.digest == digest,
                    request_documents.c.fingerprint == fingerprint,
                )
            )
        ).scalar()
        return None if found is None else str(found)

    def add_token(self, token: StoredToken) -> None:
        """Store a scope token."""
        self._connection.execute(insert(scope_tokens).values(**to_row(token)))

    def token(self, token_id: str) -> StoredToken:
        """Return one. Raises UnknownId."""
        row = self._connection.execute(
            select(scope_tokens).where(scope_tokens.c.token_id == token_id)
        ).one_or_none()
        if row is None:
            raise UnknownId("scope token", token_id)
        return from_row(StoredToken, row, body=bytes(row.body), signature=bytes(row.signature))

    def keep_collected(self, request_id: str, content: bytes, *, at: datetime) -> None:
        """Keep what the extractor gave, sealed under the case's key, until it is packaged."""
        self.destroy_collected(request_id)
        sealed = self._keys.seal(content, key=self._keys.key(request_id), what="collected")
        self._connection.execute(
            insert(collected).values(request_id=request_id, content=sealed, collected_at=at)
        )

    def collected(self, request_id: str) -> bytes:
        """Return it. Raises UnknownId."""
        sealed = self._connection.execute(
            select(collected.c.content).where(collected.c.request_id == request_id)
        ).scalar_one_or_none()
        if sealed is None:
            raise UnknownId("collected copy", request_id)
        return self._keys.open(bytes(sealed), key=self._keys.key(request_id), what="collected")

    def destroy_collected(self, request_id: str) -> None:
        """Delete the working copy."""
        self._connection.execute(delete(collected).where(collected.c.request_id == request_id))

    def erase_key(self, request_id: str) -> None:
        """Forget the case's key: request, documents and copies can never be read again."""
        self._keys.erase(request_id)

    def add_disclosure(self, disclosure: StoredDisclosure) -> None:
        """Store what left."""
        self._connection.execute(
            insert(disclosures).values(**to_row(disclosure, counts=dict(disclosure.counts)))
        )

    def disclosures(self, request_id: str) -> tuple[StoredDisclosure, ...]:
        """Return what left for a legal request, and was not taken back."""
        taken_back = select(func.max(request_moves.c.at)).where(
            request_moves.c.request_id == request_id,
            request_moves.c.command == Command.TAKE_BACK_PACKAGE.value,
        )
        last = self._connection.execute(taken_back).scalar_one()
        rows = self._connection.execute(
            select(disclosures)
            .where(disclosures.c.request_id == request_id)
            .where(true() if last is None else disclosures.c.released_at > last)
            .order_by(disclosures.c.released_at)
        )
        return tuple(from_row(StoredDisclosure, row) for row in rows)

    def open_row(self, row: Row[Any]) -> StoredRequest:
        """Read one row; of one whose case's key was erased, what says nothing about people."""
        key = self._keys.find(row.request_id)
        if key is None:
            request = erased_request(row)
        else:
            body = self._keys.open(bytes(row.body), key=key, what=row.request_id)
            request = from_json(json.loads(body))
        return from_row(
            StoredRequest,
            row,
            reference=reference_of(row.request_number, row.received_at),
            request=request,
            state=from_row(RequestState, row),
            duties=from_row(Duties, row),
            is_erased=key is None,
        )


def reference_of(number: int, received_at: datetime) -> str:
    """What both sides call a legal request."""
    return printed(_REFERENCE_PREFIX, number, received_at)


def _mutable(stored: StoredRequest) -> dict[str, Any]:
    return {
        **to_row(stored.state),
        **to_row(stored.duties),
        "token_id": stored.token_id,
        "recipient_key": stored.recipient_key,
        "notice_until": stored.notice_until,
        "answered_at": stored.answered_at,
        "reviewed_at": stored.reviewed_at,
    }


@contextmanager
def _explained(stored: StoredRequest) -> Iterator[None]:
    """The database's refusals in our words."""
    try:
        yield
    except IntegrityError as refused:
        text = str(refused.orig)
        for one, other in APART:
            if f"legal_requests_i2_{one}_{other}" in text:
                raise same_person(stored.duties, other, one) from None
        if "legal_requests_verifier" in text:
            raise same_person(stored.duties, "verifier_id", "intake_id") from None
        if "legal_requests_i3" in text:
            raise GuardUnmet("approve", "approvals_suffice", "I3") from None
        if "legal_requests_i1" in text:
            raise GuardUnmet("release", "scope_and_recipient_bound", "I1") from None
        raise
