"""Verify a package offline against a pinned key: every flaw with its reason, nothing trusted."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from plainsight.app.prove.log_files import ROTATIONS_FILE
from plainsight.errors import (
    BadNote,
    BrokenRotation,
    ForgedSignature,
    PlainsightError,
    UnsignedRotation,
)
from plainsight.prove.checkpoint import open_checkpoint
from plainsight.prove.key_chain import chain_from
from plainsight.prove.note import VerifierKey, verify_signature
from plainsight.prove.proof import verify_inclusion
from plainsight.prove.rotation import Rotation, own_rotation, read_rotations
from plainsight.prove.tree import leaf_hash
from plainsight.respond.bag import SIGNED, bag_flaws

RECORDS = "data/records/subscriber.jsonl"


class PackageFlaw(StrEnum):
    """What can be wrong with a package."""

    UNSIGNED = "unsigned"
    FORGED = "forged"  # not signed by the pinned key
    UNSIGNED_ROTATION = "unsigned rotation"  # the key changes without a signature by old or new
    BROKEN_ROTATION = "broken rotation"  # the key changes in a way that does not hold together
    UNSTAMPED = "unstamped"
    BAD_TIMESTAMP = "bad timestamp"
    ALTERED = "altered"
    MISSING = "missing"
    PLANTED = "planted"
    MALFORMED = "malformed"
    FORGED_CHECKPOINT = "forged checkpoint"
    NOT_IN_LOG = "not in the log"
    WRONG_COUNTS = "wrong counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReason:
    """One flaw and where."""

    flaw: PackageFlaw
    detail: str

    def __str__(self) -> str:
        return f"{self.flaw.value}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageVerdict:
    """Verified when there is no reason against it."""

    reasons: tuple[PackageReason, ...]
    reference: str
    line_count: int
    entry_count: int
    is_stamp_checked: bool
    rotations: tuple[Rotation, ...] = ()  # from the pinned key to the one that signed

    @property
    def is_verified(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


class StampCheck(Protocol):
    """Checks a timestamp token against authorities that the reader trusts."""

    def __call__(self, content: bytes, token: bytes) -> bool:
        """Whether the token is over `content` and by a trusted authority."""


def verify_package(
    files: Mapping[str, bytes], *, key: VerifierKey, is_stamped: StampCheck | None = None
) -> PackageVerdict:
    """Verify the files of a package with the key that the reader pinned.

    The copy of the key inside the package is never looked at. A pinned key that gave way to
    others since leads to the one that signed, by what it signed itself. Without `is_stamped` the
    verdict says that the time was not checked.
    """
    bag = {n.removeprefix("bag/"): c for n, c in files.items() if n.startswith("bag/")}
    rotations, reasons = _rotations(files, bag, key)
    signer = rotations[-1].new if rotations else key
    reasons += [*_signature(files, bag, signer), *_stamp(files, bag, is_stamped)]
    reasons += [
        PackageReason(flaw=PackageFlaw(flaw.what), detail=flaw.path) for flaw in bag_flaws(bag)
    ]
    proofs: list[Any] = []
    if not reasons:  # what is not signed is not read
        try:
            reasons += [*_log(bag, signer, proofs), *_unlogged(rotations, proofs), *_counts(bag)]
        except (KeyError, ValueError, TypeError) as problem:
            # Signed, and still no package: whoever made it made it wrong.
            reasons.append(PackageReason(flaw=PackageFlaw.MALFORMED, detail=str(problem)))
    return PackageVerdict(
        reasons=tuple(reasons),
        reference="" if reasons else str(json.loads(bag["data/request.json"])["reference"]),
        line_count=bag.get(RECORDS, b"").count(b"\n"),
        entry_count=len(proofs),
        is_stamp_checked=is_stamped is not None,
        rotations=rotations,
    )


def _rotations(
    files: Mapping[str, bytes], bag: Mapping[str, bytes], key: VerifierKey
) -> tuple[tuple[Rotation, ...], list[PackageReason]]:
    """What leads from the pinned key to the one that signed; nothing where it signed itself."""
    if ROTATIONS_FILE not in files or not [*_signature(files, bag, key)]:
        return (), []
    try:
        told = read_rotations(files[ROTATIONS_FILE].splitlines())
        after = chain_from(key, told).rotations
    except (BadNote, BrokenRotation) as problem:
        return (), [PackageReason(flaw=PackageFlaw.BROKEN_ROTATION, detail=str(problem))]
    except UnsignedRotation as problem:
        return (), [PackageReason(flaw=PackageFlaw.UNSIGNED_ROTATION, detail=str(problem))]
    for count, rotation in enumerate(after, start=1):
        if not [*_signature(files, bag, rotation.new)]:
            return after[:count], []
    return (), []


def _unlogged(rotations: Sequence[Rotation], proofs: Sequence[Any]) -> Iterator[PackageReason]:
    """A change of the key that the log does not tell of."""
    logged = [each for proof in proofs for each in own_rotation(base64.b64decode(proof["entry"]))]
    for rotation in rotations:
        if rotation not in logged:
            detail = f"the change of the key, entry {rotation.index}"
            yield PackageReason(flaw=PackageFlaw.NOT_IN_LOG, detail=detail)


def _signature(
    files: Mapping[str, bytes], bag: Mapping[str, bytes], key: VerifierKey
) -> Iterator[PackageReason]:
    if SIGNED not in bag or "tagmanifest.sig" not in files:
        yield PackageReason(flaw=PackageFlaw.UNSIGNED, detail=f"{SIGNED} or its signature")
        return
    try:
        verify_signature(bag[SIGNED], signature=files["tagmanifest.sig"], key=key)
    except ForgedSignature:
        yield PackageReason(
            flaw=PackageFlaw.FORGED, detail=f"the signature is not by the pinned key {key.name}"
        )


def _stamp(
    files: Mapping[str, bytes], bag: Mapping[str, bytes], check: StampCheck | None
) -> Iterator[PackageReason]:
    if check is None:
        return
    if "tagmanifest.tsr" not in files:
        yield PackageReason(flaw=PackageFlaw.UNSTAMPED, detail="tagmanifest.tsr is missing")
    elif not check(bag.get(SIGNED, b""), files["tagmanifest.tsr"]):
        yield PackageReason(
            flaw=PackageFlaw.BAD_TIMESTAMP,
            detail="not over this package, or not by a trusted authority",
        )


def _log(bag: Mapping[str, bytes], key: VerifierKey, proofs: list[Any]) -> Iterator[PackageReason]:
    try:
        signed = open_checkpoint(bag["data/checkpoint.txt"], key=key).checkpoint
    except PlainsightError as problem:
        yield PackageReason(flaw=PackageFlaw.FORGED_CHECKPOINT, detail=str(problem))
        return
    told = set()
    for proof in json.loads(bag["data/inclusion.json"]):
        line = base64.b64decode(proof["entry"])
        try:
            verify_inclusion(
                leaf_hash(line),
                [base64.b64decode(step) for step in proof["hashes"]],
                index=proof["index"],
                size=signed.size,
                root=signed.root,
            )
        except PlainsightError:
            yield PackageReason(flaw=PackageFlaw.NOT_IN_LOG, detail=f"entry {proof['index']}")
            continue
        proofs.append(proof)
        told.add(json.loads(line)["body"].get("digest"))
    if hashlib.sha256(bag[RECORDS]).hexdigest() not in told:
        yield PackageReason(flaw=PackageFlaw.NOT_IN_LOG, detail="no entry tells of these records")


def _counts(bag: Mapping[str, bytes]) -> Iterator[PackageReason]:
    said = json.loads(bag["data/hashes_at_source.json"])["line_count"]
    found = bag[RECORDS].count(b"\n")
    if said != found:
        yield PackageReason(
            flaw=PackageFlaw.WRONG_COUNTS, detail=f"{said} lines were signed, {found} are here"
        )
