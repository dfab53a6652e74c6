"""The platform's own side of a hold, in the reference directory's store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from plainsight.app.respond.ports import AccountDirectory
from plainsight.app.respond.stored import SYSTEM, Pinned, StoredHold, StoredRequest
from plainsight.errors import UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import (
    AuthorityKind,
    Identifier,
    IdentifierKind,
    IssuingAuthority,
    LegalRequest,
    Requester,
)
from plainsight.respond.states import Holding, RequestState
from plainsight.stores.records import SqlRecords
from plainsight.stores.unit import SqlUnit

DESK = "lr_desk"  # what every hold of the desk hangs on here; the legal request itself stays there


class PlatformHolds:
    """Holds that the desk placed here, within one transaction."""

    def __init__(self, unit: SqlUnit) -> None:
        self._unit = unit

    def find(self, hold_id: str) -> StoredHold | None:
        """One that stands or stood."""
        try:
            return self._unit.desk.holds.get(hold_id)
        except UnknownId:
            return None

    def get(self, hold_id: str) -> StoredHold:
        """One that stands. Raises UnknownId."""
        hold = self._unit.desk.holds.get(hold_id)
        if hold.state is Holding.RELEASED:
            raise UnknownId("hold", hold_id)
        return hold

    def place(
        self,
        hold_id: str,
        account_id: str,
        classes: Sequence[DataClass],
        pinned: Pinned,
        *,
        at: datetime,
    ) -> StoredHold:
        """Store one and pin the account, whose lock is held."""
        hold = StoredHold(
            hold_id=hold_id,
            request_id=self._desk_request(at),
            account_id=account_id,
            data_classes=tuple(classes),
            pinned=pinned,
            state=Holding.ACTIVE,
            instrument_id="desk",
            instrument_version="1",
            placed_at=at,
            floor_at=at,
        )
        self._unit.desk.holds.add(hold)
        self._unit.desk.directory.pin(hold_id, account_id)
        return hold

    def release(self, hold_id: str, *, at: datetime) -> None:
        """End one; the same one twice is ended once."""
        hold = self._unit.desk.holds.lock(hold_id)
        if hold.state is Holding.RELEASED:
            return
        ended = replace(hold, state=Holding.RELEASED, released_at=at)
        self._unit.desk.holds.save(ended, at=at, released_by=SYSTEM)
        self._unit.desk.directory.unpin(hold_id)
        body = {"state": ended.state.value, "why": "the desk released it"}
        self._unit.record(Fact(tag=AuditTag.HOLD_CHANGED, subject=hold_id, at=at, body=body))

    def _desk_request(self, at: datetime) -> str:
        try:
            return self._unit.desk.requests.lock(DESK).request_id
        except UnknownId:
            return self._unit.desk.requests.add(_placeholder(at)).request_id


class ReferencePlatform:
    """A platform whose accounts lie in the reference directory."""

    def __init__(self, records: SqlRecords) -> None:
        self._records = records

    @contextmanager
    def begin(self) -> Iterator["ReferenceUnit"]:
        """Open a transaction."""
        with self._records.begin() as unit:
            yield ReferenceUnit(unit)


class ReferenceUnit:
    """One transaction: accounts, and the desk's holds on them."""

    def __init__(self, unit: SqlUnit) -> None:
        self.directory: AccountDirectory = unit.desk.directory
        self.holds = PlatformHolds(unit)


def _placeholder(at: datetime) -> StoredRequest:
    return StoredRequest(
        request_id=DESK,
        reference="",
        request=LegalRequest(
            instrument_id="desk",
            requester=Requester(name="the desk", agency_id="desk", email="desk@platform.example"),
            issuing_authority=IssuingAuthority(
                kind=AuthorityKind.AGENCY, name="the desk", country="XX"
            ),
            investigation_reference="kept by the desk",
            identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value="-"),),
            data_classes=(),
        ),
        state=RequestState(),
        instrument_version="1",
        two_departments=False,
        received_at=at,
    )
