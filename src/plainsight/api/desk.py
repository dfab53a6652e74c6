"""The response desk: legal requests received, looked at, and when each is due."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from plainsight import wiring
from plainsight.app.respond.honey_case import open_request
from plainsight.app.respond.receive_request import Receipt, receive_request, refuse_unreadable
from plainsight.app.respond.stored import Actor, StoredHold, StoredRequest
from plainsight.errors import BadLegalRequest, CannotRead, HostileDocument, UnknownId
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.requests.document_reader import DOCUMENT_BYTES_MAX, read_document
from plainsight.feeds.requests.legal_request_json import BYTES_MAX, read_legal_request
from plainsight.model.person_id import person_id
from plainsight.respond.clock import ResponseClock
from plainsight.respond.states import Role


class Desk:
    """The desk's records, worked by one person; close it, or use it as a context.

    `records` is sqlite:///file.db or postgresql://host/name, else $PLAINSIGHT_RECORDS. Everything
    that is done or looked at enters the audit log under `by`.
    """

    def __init__(self, records: str | None = None, *, by: str) -> None:
        self._records = wiring.open_records(records)
        self._actor = Actor(actor_id=person_id(by, field="by"), role=Role.INTAKE)
        self._instruments = load_instruments()

    def receive(self, file: Path | str, *, attach: Sequence[Path | str] = ()) -> Receipt:
        """Receive a legal request as JSON: its clocks start and what it names is held, at once.

        Raises BadLegalRequest with every field and its mend, HostileDocument for an attachment,
        UnknownId for an instrument that no file describes; the refusal is in the log. CannotRead
        for a file that is not there.
        """
        path, now = Path(file), wiring.read_clock()
        try:
            request = read_legal_request(_some(path, BYTES_MAX))
            documents = [
                read_document(each.name, _some(each, DOCUMENT_BYTES_MAX))
                for each in map(Path, attach)
            ]
            return receive_request(
                self._records,
                request,
                instruments=self._instruments,
                actor=self._actor,
                now=now,
                documents=documents,
            )
        except (BadLegalRequest, HostileDocument, UnknownId) as refused:
            refuse_unreadable(self._records, refused, source=path.name, now=now)
            raise

    def open(self, reference: str) -> StoredRequest:
        """Where a legal request stands. That you looked is logged. Raises UnknownId."""
        return open_request(self._records, reference, actor=self._actor, now=wiring.read_clock())

    def clocks(self, reference: str) -> tuple[ResponseClock, ...]:
        """Its clocks, each with when it is due and whether it was answered. Raises UnknownId."""
        request_id = self.open(reference).request_id
        with self._records.read() as reading:
            return reading.desk.clocks.of_request(request_id)

    def holds(self, reference: str) -> tuple[StoredHold, ...]:
        """What is held for it. Raises UnknownId."""
        request_id = self.open(reference).request_id
        with self._records.read() as reading:
            return reading.desk.holds.of_request(request_id)

    def close(self) -> None:
        """Give the connections back."""
        self._records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _some(path: Path, bytes_max: int) -> bytes:
    try:
        with path.open("rb") as file:
            # A byte more than is allowed, so that the reader can tell.
            return file.read(bytes_max + 1)
    except OSError as problem:
        raise CannotRead(str(path), problem.strerror or str(problem)) from None
