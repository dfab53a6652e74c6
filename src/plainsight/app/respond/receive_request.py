"""Receive a legal request: store it, start its clocks, place its holds; all or nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.app.detect.change_policy import change_policy
from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.attached_document import AttachedDocument, keep_documents
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.place_hold import place_holds
from plainsight.app.respond.sent_before import sent_before
from plainsight.app.respond.stored import (
    Actor,
    InstrumentFile,
    StoredHold,
    StoredRequest,
)
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.app.stored import PolicyVersion
from plainsight.errors import PlainsightError, UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.clock import ResponseClock, start_clocks
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import Instrument
from plainsight.respond.legal_request import Identifier, LegalRequest
from plainsight.respond.states import Circumstances, Command, RequestState

MANY_IDENTIFIERS = 25  # above this, two departments approve (I3)
FLOOD_MAX = 10  # emergencies of one agency
FLOOD_WITHIN = timedelta(hours=1)
Instruments = Mapping[str, InstrumentFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the requester gets at once: an acknowledgement, which is not a response."""

    stored: StoredRequest
    holds: tuple[StoredHold, ...]
    clocks: tuple[ResponseClock, ...]
    # For the desk alone: told to a requester whom nobody verified, it would answer who is here.
    unnamed: tuple[Identifier, ...] = ()
    nothing_because: str = ""  # why nothing was looked up
    is_sent_before: bool = False  # the officer's same form came before: this is that one


def receive_request(
    records: Records,
    request: LegalRequest,
    *,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
    documents: Sequence[AttachedDocument] = (),
) -> Receipt:
    """Receive one (T01) and hold what it names (T02), in one transaction.

    An officer's same form, sent again within 24 hours, is the legal request that it made before:
    nothing is started anew, and documents that came with it go there.

    Raises UnknownId for an instrument that no file in deadlines/ describes.
    """
    if request.instrument_id not in instruments:
        raise UnknownId("instrument", request.instrument_id)
    policy = instruments[request.instrument_id]
    instrument = policy.instrument
    request = replace(request, document_digests=tuple(each.digest for each in documents))
    with records.begin() as unit:
        earlier = sent_before(unit, request, actor=actor, now=now)
        if earlier is not None:
            return _led_to(unit, earlier, documents, actor=actor, now=now)
        _keep_policy(unit, policy, now)
        stored = _store(unit, request, instrument, documents, now)
        stored = move_request(
            unit,
            stored,
            Command.RECEIVE,
            actor=actor,
            circumstances=Circumstances(is_parsed=True),
            now=now,
        )
        clocks = start_clocks(
            instrument,
            received_at=now,
            is_emergency=request.is_emergency,
            return_on=request.return_on,
        )
        unit.desk.clocks.start(stored.request_id, clocks)
        _log_receipt(unit, stored, instrument, clocks, now)
        keep_documents(unit, stored, documents, actor=actor, now=now)
        placed = place_holds(unit, stored, instrument, now=now)
    return Receipt(
        stored=placed.stored,
        holds=placed.holds,
        clocks=clocks,
        unnamed=placed.unnamed,
        nothing_because=placed.nothing_because,
    )


def refuse_unreadable(
    records: Records, error: PlainsightError, *, source: str, now: datetime
) -> str:
    """Log a legal request that could not be read, with what was told; returns the log's subject.

    The digest of the reasons, not their text: a reason may repeat what a person typed.
    """
    with records.begin() as unit:
        subject = unit.new_id("un")
        unit.record(
            Fact(
                tag=AuditTag.REQUEST_UNREADABLE,
                subject=subject,
                at=now,
                body={"kind": type(error).__name__, "source": source},
                personal={"reasons": str(error).encode("utf-8", "replace").decode()},
            )
        )
    return subject


def _led_to(
    unit: UnitOfWork,
    earlier: StoredRequest,
    documents: Sequence[AttachedDocument],
    *,
    actor: Actor,
    now: datetime,
) -> Receipt:
    """The receipt of the one that is there, with the documents that it did not have."""
    desk = unit.desk
    missing = [
        each
        for each in documents
        if desk.requests.document_owner(each.digest, each.fingerprint) != earlier.request_id
    ]
    keep_documents(unit, earlier, missing, actor=actor, now=now)
    return Receipt(
        stored=earlier,
        holds=desk.holds.of_request(earlier.request_id),
        clocks=desk.clocks.of_request(earlier.request_id),
        is_sent_before=True,
    )


def _keep_policy(unit: UnitOfWork, policy: InstrumentFile, now: datetime) -> None:
    version = PolicyVersion(
        policy_id=policy.instrument.policy_id,
        version=policy.instrument.version,
        digest=policy.digest,
        text=policy.text,
    )
    change_policy(unit, (version,), now=now)


def _store(
    unit: UnitOfWork,
    request: LegalRequest,
    instrument: Instrument,
    documents: Sequence[AttachedDocument],
    now: datetime,
) -> StoredRequest:
    desk = unit.desk.requests
    owners = [desk.document_owner(each.digest, each.fingerprint) for each in documents]
    stored = desk.add(
        StoredRequest(
            request_id=unit.new_id("lr"),
            reference="",
            request=request,
            state=RequestState(),
            instrument_version=instrument.version,
            two_departments=_needs_two(request, instrument),
            received_at=now,
            duplicate_of=next((owner for owner in owners if owner is not None), None),
        )
    )
    desk_watch = unit.desk.watch
    desk_watch.add_traits(stored, templates=_templates(request, documents))
    if request.is_emergency:
        count = desk_watch.count_since(request, since=now - FLOOD_WITHIN)
        if count > FLOOD_MAX:
            tell_alarm(
                unit,
                AlarmKind.FLOOD,
                key=f"flood/{request.requester.agency_id}/{now:%Y%m%d%H}",
                subject=request.requester.agency_id,
                says=f"{count} emergencies of one agency within an hour; proof of a call first",
                now=now,
            )
    return stored


def _templates(request: LegalRequest, documents: Sequence[AttachedDocument]) -> list[str]:
    """What the same letter has in common under other names: words without person and numbers."""
    found = [each.template for each in documents if each.template]
    told = request.emergency
    if told is not None:
        words = f"{told.harm} {told.data_needed} {told.why_now}".casefold()
        kept = " ".join(word for word in words.split() if word.isalpha())
        found.append(hashlib.sha256(kept.encode()).hexdigest())
    return found


def _needs_two(request: LegalRequest, instrument: Instrument) -> bool:
    return (
        request.is_emergency
        or instrument.two_approvers
        or DataClass.CONTENT in request.data_classes
        or len(request.identifiers) > MANY_IDENTIFIERS
    )


def _log_receipt(
    unit: UnitOfWork,
    stored: StoredRequest,
    instrument: Instrument,
    clocks: Sequence[ResponseClock],
    now: datetime,
) -> None:
    unit.record(
        Fact(
            tag=AuditTag.REQUEST_RECEIVED,
            subject=stored.request_id,
            at=now,
            body={
                "reference": stored.reference,
                "policy": f"{instrument.policy_id} {instrument.version}",
                "instrument": stored.request.instrument_id,
                "country": stored.request.issuing_authority.country,
                "has_non_disclosure_order": stored.request.non_disclosure_order is not None,
                "is_emergency": stored.request.is_emergency,
                "identifier_count": len(stored.request.identifiers),
                "documents": list(stored.request.document_digests),
                "due": {clock.kind.value: clock.due_at.isoformat() for clock in clocks},
                "is_duplicate": stored.duplicate_of is not None,
            },
            personal={
                "requester_email": stored.request.requester.email,
                **{
                    f"identifier_{place}": each.value
                    for place, each in enumerate(stored.request.identifiers[:100])
                },
            },
        )
    )
