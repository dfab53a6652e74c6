"""Package (T19): signed, stamped, encrypted to the enrolled officer; nothing has left yet."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.prove.log_files import ROTATIONS_FILE
from plainsight.app.prove.log_keys import rotation_entries
from plainsight.app.prove.prove_entry import prove_entry
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.respond.collect_records import open_token
from plainsight.app.respond.desk_stored import BuiltPackage
from plainsight.app.respond.follow_gap import record_gap
from plainsight.app.respond.freeze_requester import suspected_at
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.package_payload import PackageCase, package_payload
from plainsight.app.respond.package_tar import pack
from plainsight.app.respond.ports import Sealer, Timestamper
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.settle_request import bring_notice
from plainsight.app.respond.stored import SYSTEM, Officer, StoredRequest
from plainsight.errors import GuardUnmet, WrongRecipient
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.note import Signer
from plainsight.respond.bag import SIGNED, bag_files
from plainsight.respond.entitlement import scope_of
from plainsight.respond.gates import ENROLMENT_AGE
from plainsight.respond.package_text import how_to_verify
from plainsight.respond.states import Circumstances, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """What a package is sealed with."""

    signer: Signer
    public_pem: bytes  # of the same key, for openssl
    fingerprint: str  # SHA-256 of its DER form, as printed on paper
    timestamper: Timestamper
    sealer: Sealer
    verifier_script: bytes
    custodian: str
    own_operator: str


def package_disclosure(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    officer_id: str,
    seals: Seals,
    now: datetime,
) -> BuiltPackage:
    """Build, sign, stamp and encrypt (T19).

    Raises WrongRecipient when the officer is of another agency than the instrument, withdrawn, or a
    colleague of the requester under suspected fraud, GuardUnmet when it is a colleague who was
    enrolled less than 72 hours ago, NoTimestamp when the authority does not answer; nothing has
    left then and the step is not taken.
    """
    officer, nonce, salt = _prepare(records, request_id, officer_id, seals.signer, now)
    publish_checkpoint(records, signer=seals.signer, now=now)
    case = _case(
        records,
        request_id,
        instruments=instruments,
        officer=officer,
        seals=seals,
        nonce=nonce,
        salt=salt,
        now=now,
    )
    bag = bag_files(
        package_payload(case),
        info={
            "Source-Organization": case.own_operator,
            "External-Identifier": case.stored.reference,
            "Bagging-Date": now.date().isoformat(),
        },
    )
    package = _sealed(case, bag, seals)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        stored = record_gap(unit, stored, case.gap_counts, now=now)
        unit.desk.packages.keep(package)
        stored = move_request(
            unit,
            replace(stored, recipient_key=officer.recipient_key),
            Command.PACKAGE,
            actor=SYSTEM,
            circumstances=Circumstances(is_signed_and_stamped=True),
            now=now,
            object_digest=package.digest,
        )
        if package.line_count:  # a nil certificate discloses nothing, often for want of an account
            bring_notice(unit, stored, instruments=instruments, now=now)
    return package


def built_package(records: Records, request_id: str) -> BuiltPackage:
    """The package that was built for a legal request and waits. Raises UnknownId."""
    with records.read() as view:
        stored = view.desk.requests.get(request_id)
        return view.desk.packages.of_request(stored.request_id)


def _require_known_recipient(
    unit: UnitOfWork, stored: StoredRequest, officer: Officer, *, now: datetime
) -> None:
    """G1 was judged for whoever asked, with the key of then.

    Nobody judged a colleague who was enrolled since, nor a key that was changed since. One whose
    mailbox is suspected gets nothing in anybody's name; of who asked, the freeze was judged.
    """
    if officer.withdrawn_at is not None:
        raise WrongRecipient(
            officer.officer_id,
            "was withdrawn",
            "seal it to an enrolled colleague, or change the officer's key after a call",
        )
    if officer.email.lower() == stored.request.requester.email.lower():
        moves = unit.desk.requests.moves(stored.request_id)
        judged = [each.at for each in moves if each.command == Command.VERIFY_REQUESTER]
        if judged and officer.enrolled_at <= judged[-1]:
            return
    elif suspected_at(unit, officer.email, besides=stored, now=now) is not None:
        raise WrongRecipient(
            officer.officer_id,
            "stands under suspected fraud in another legal request",
            "seal it to an enrolled colleague, such as whoever asked",
        )
    if now - officer.enrolled_at < ENROLMENT_AGE:
        raise GuardUnmet(
            "package",
            "a_recipient_who_asked_or_was_enrolled_72_hours_ago",
            "G1",
            says=f"waits: nobody judged the key of {officer.officer_id}, and it was enrolled less "
            "than 72 hours ago; package it for whoever asked and was judged, or then",
        )


def _prepare(
    records: Records, request_id: str, officer_id: str, signer: Signer, now: datetime
) -> tuple[Officer, str, bytes]:
    """Log that a package is being made, before the checkpoint that it will carry."""
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        officer = unit.desk.registry.officer(officer_id)
        expected = stored.request.requester.agency_id
        if officer.agency_id != expected:
            raise WrongRecipient(
                officer_id,
                f"is enrolled for {officer.agency_id!r}, the instrument is of {expected!r}",
                "enrol an officer of that agency",
            )
        _require_known_recipient(unit, stored, officer, now=now)
        open_token(unit, stored, key=signer.key, now=now)
        content = unit.desk.requests.collected(stored.request_id)
        unit.record(
            Fact(
                tag=AuditTag.PACKAGE_PREPARED,
                subject=stored.request_id,
                at=now,
                body={"digest": hashlib.sha256(content).hexdigest()},
                personal={"officer_id": officer_id},
            )
        )
        # Two ids give 32 random bytes: salts are drawn by the unit alone.
        salt = bytes.fromhex(
            unit.new_id("s").partition("_")[2] + unit.new_id("s").partition("_")[2]
        )
        return officer, unit.new_id("nonce"), salt


def _case(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    officer: Officer,
    seals: Seals,
    nonce: str,
    salt: bytes,
    now: datetime,
) -> PackageCase:
    with records.read() as view:
        stored = view.desk.requests.get(request_id)
        assert stored.token_id is not None  # noqa: S101 - its token was opened just before
        kept = view.desk.requests.token(stored.token_id)
        moves = view.desk.requests.moves(stored.request_id)
        content = view.desk.requests.collected(stored.request_id)
        rotations = rotation_entries(view)
        told = (*view.audit.about(stored.request_id), *rotations)
        agency = view.desk.registry.agency(stored.request.requester.agency_id)
    with records.begin() as unit:
        token = open_token(unit, stored, key=seals.signer.key, now=now)
        gap_counts = unit.desk.directory.count_counterparties(
            token.scope, own_operator=seals.own_operator
        )
    instrument = instruments[stored.request.instrument_id].instrument
    verdict = scope_of(stored.request, instrument, now=token.granted_at, confirmed=token.confirmed)
    return PackageCase(
        stored=stored,
        instrument=instrument,
        verdict=replace(verdict, scope=token.scope),
        token=token,
        token_signature=kept.signature,
        content=content,
        moves=moves,
        proofs=[prove_entry(records, index=entry.index) for entry in told],
        rotations=[entry.canonical for entry in rotations],
        agency=agency,
        officer=officer,
        fingerprint=seals.fingerprint,
        custodian=seals.custodian,
        actor_salt=salt,
        nonce=nonce,
        own_operator=seals.own_operator,
        gap_counts=gap_counts,
        now=now,
    )


def _sealed(case: PackageCase, bag: Mapping[str, bytes], seals: Seals) -> BuiltPackage:
    signed = bag[SIGNED]
    files = {
        **{f"bag/{name}": content for name, content in bag.items()},
        "platform.pub": seals.public_pem,
        "tagmanifest.sig": seals.signer.sign(signed),
        "tagmanifest.tsr": seals.timestamper.stamp(signed),
        "VERIFY.txt": how_to_verify(seals.fingerprint, signed=SIGNED).encode(),
        "verify_package.py": seals.verifier_script,
    }
    if case.rotations:
        files[ROTATIONS_FILE] = b"".join(line + b"\n" for line in case.rotations)
    sealed = seals.sealer.seal(pack(files), recipient_key=case.officer.recipient_key)
    counts = json.loads(bag["data/hashes_at_source.json"])
    return BuiltPackage(
        request_id=case.stored.request_id,
        officer_id=case.officer.officer_id,
        sealed=sealed,
        digest=hashlib.sha256(sealed).hexdigest(),
        nonce_digest=hashlib.sha256(case.nonce.encode()).hexdigest(),
        line_count=counts["line_count"],
        not_produced_count=len(case.verdict.not_produced),
        built_at=case.now,
    )
