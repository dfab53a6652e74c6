"""A built package leaves (T20), is fetched and acknowledged: the response clock ends here."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import BuiltPackage
from plainsight.app.respond.disclose import built_package
from plainsight.app.respond.follow_gap import gap_released
from plainsight.app.respond.freeze_requester import is_frozen, require_not_frozen
from plainsight.app.respond.move_request import answer_clocks, move_request
from plainsight.app.respond.stored import Actor, Officer, StoredDisclosure, StoredRequest
from plainsight.errors import GuardUnmet, UnknownId, WrongRecipient
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.person_id import seen
from plainsight.respond.clock import ResponseKind
from plainsight.respond.states import Circumstances, Command, Notice, Production

FETCH_WITHIN = timedelta(days=14)


def release_package(
    records: Records,
    request_id: str,
    package: BuiltPackage | None = None,
    *,
    actor: Actor,
    now: datetime,
    is_handed_over: bool = False,
) -> StoredRequest:
    """Let it leave (T20): the response clock ends, the working copy is destroyed.

    Where the instrument's policy is notice before release, raises GuardUnmet until the user was
    told or counsel waived it; an order that forbids notice lets it leave. Without `package` the one
    that was built and kept is meant. `is_handed_over`: the releaser takes a copy along, so that it
    is out of our hands without a fetch. Raises UnknownId when none was built, SamePerson for
    whoever picked it up, verified, scoped, collected or checked it, or waived its notice (I2).
    """
    package = package or built_package(records, request_id)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        require_not_frozen(unit, stored, now=now)
        officer = unit.desk.registry.officer(package.officer_id)
        stored = move_request(
            unit,
            replace(stored, reviewed_at=None),  # an earlier review did not see what leaves now
            Command.RELEASE,
            actor=actor,
            circumstances=_circumstances(stored, package, officer, now),
            now=now,
            object_digest=package.digest,
        )
        _record_disclosure(unit, stored, package, now, is_handed_over=is_handed_over)
        stored = gap_released(unit, stored, now=now)
        kind = ResponseKind.DISCLOSURE if package.line_count else ResponseKind.NIL
        return answer_clocks(unit, stored, kind, now=now)


def _circumstances(
    stored: StoredRequest, package: BuiltPackage, officer: Officer, now: datetime
) -> Circumstances:
    """What a release asks of the officer, the matter and the notice."""
    is_of_agency = (
        officer.agency_id == stored.request.requester.agency_id and officer.withdrawn_at is None
    )
    return Circumstances(
        recipient_is_of_agency=is_of_agency and officer.recipient_key == stored.recipient_key,
        has_investigation_reference=bool(seen(stored.request.investigation_reference)),
        notice_is_settled=_notice_is_settled(stored, package, now),
    )


def _record_disclosure(
    unit: UnitOfWork,
    stored: StoredRequest,
    package: BuiltPackage,
    now: datetime,
    *,
    is_handed_over: bool,
) -> None:
    """The disclosure on record and in the log; what was collected for it is destroyed."""
    unit.desk.requests.add_disclosure(
        StoredDisclosure(
            disclosure_id=unit.new_id("di"),
            request_id=stored.request_id,
            officer_id=package.officer_id,
            package_digest=package.digest,
            nonce_digest=package.nonce_digest,
            counts={"lines": package.line_count, "not_produced": package.not_produced_count},
            released_at=now,
        )
    )
    unit.desk.requests.destroy_collected(stored.request_id)
    gap = unit.desk.gaps.of_request(stored.request_id)
    unit.record(
        Fact(
            tag=AuditTag.PACKAGE_RELEASED,
            subject=stored.request_id,
            at=now,
            body={
                "package": package.digest,
                "lines": package.line_count,
                "not_produced": package.not_produced_count,
                "instrument": stored.request.instrument_id,
                "is_one_sided": gap is not None and gap.counts.is_open,
                # The release would have been refused without one; the log says it was there.
                "has_investigation_reference": bool(seen(stored.request.investigation_reference)),
                "is_handed_over": is_handed_over,
            },
            personal={"officer_id": package.officer_id},
        )
    )


def fetch_package(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> BuiltPackage:
    """What the enrolled officer downloads over our own channel, within 14 days of release.

    Raises UnknownId before release and once it was acknowledged or has lapsed, WrongRecipient for
    anybody but the officer it is sealed to, GuardUnmet while the requester is frozen: what
    left the desk has not left the house.
    """
    package = built_package(records, request_id)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        left = unit.desk.requests.disclosures(stored.request_id)
        if stored.state.production is not Production.RELEASED or not left:
            raise UnknownId("released package", request_id)
        if now > left[-1].released_at + FETCH_WITHIN:
            raise UnknownId("released package", f"{request_id}, whose 14 days have passed")
        if actor.actor_id != package.officer_id:
            raise WrongRecipient(
                actor.actor_id,
                "is not the one this package is sealed to",
                f"{package.officer_id} fetches it; no other key opens it",
            )
        if unit.desk.registry.officer(package.officer_id).withdrawn_at is not None:
            raise WrongRecipient(actor.actor_id, "was withdrawn", "call the response desk")
        _require_not_stopped(unit, stored, now=now)
        unit.record(
            Fact(
                tag=AuditTag.PACKAGE_FETCHED,
                subject=stored.request_id,
                at=now,
                body={"package": package.digest},
                personal={"officer_id": actor.actor_id},
            )
        )
    return package


def _require_not_stopped(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> None:
    """Who fetches may be the thief: the refusal names no suspicion."""
    if is_frozen(unit, stored, now=now):
        raise GuardUnmet(
            "fetch_package",
            "a_package_that_may_be_fetched",
            "T20",
            says="waits: the desk is looking at this legal request again; call the desk",
        )


def acknowledge_package(
    records: Records, request_id: str, nonce: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The officer sends the nonce from inside the package (T21): it was opened, once."""
    digest = hashlib.sha256(nonce.encode()).hexdigest()
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        known = {each.nonce_digest for each in unit.desk.requests.disclosures(stored.request_id)}
        stored = move_request(
            unit,
            stored,
            Command.ACKNOWLEDGE,
            actor=actor,
            circumstances=Circumstances(nonce_fits=digest in known),
            now=now,
        )
        unit.desk.packages.destroy(stored.request_id)
        return stored


def _notice_is_settled(stored: StoredRequest, package: BuiltPackage, now: datetime) -> bool:
    if stored.state.notice is Notice.BLOCKED_UNTIL:
        return stored.notice_until is None or now <= stored.notice_until
    return stored.state.notice is not Notice.DUE or package.line_count == 0
