"""Witnesses: outsiders who co-sign that a log only grew (C2SP tlog-cosignature, Ed25519).

A co-signature says: at this time, this was the largest consistent state of the log that I had
seen. An operator that rewrites history would need the witness's key as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from plainsight.errors import ForgedSignature
from plainsight.model.time import require_utc
from plainsight.prove.checkpoint import Checkpoint, SignedCheckpoint
from plainsight.prove.key_chain import chain_from, open_with
from plainsight.prove.note import (
    KeyKind,
    NoteSignature,
    SignedNote,
    Signer,
    VerifierKey,
    require_kind,
    signatures_by,
    verify_signature,
)
from plainsight.prove.proof import verify_consistency
from plainsight.prove.rotation import Rotation

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_BYTES = 8
_COSIGNATURE_BYTES = _TIME_BYTES + 64  # the time, and an Ed25519 signature
_TIME_MAX = 253_402_300_799  # the last second of the year 9999, the last a datetime can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """What a witness co-signed; verified where it comes from `cosignatures`."""

    witness: str
    at: datetime  # by the witness's clock, whole seconds


def cosign(signed: SignedCheckpoint, *, signer: Signer, at: datetime) -> SignedCheckpoint:
    """Add a witness's co-signature; `at` is cut to whole seconds.

    Raises BadNote when the signer's key is not of the cosignature kind: a note signature has no
    time in it.
    """
    require_utc(at=at)
    require_kind(signer.key, KeyKind.COSIGNATURE)
    seconds = (at - _EPOCH) // timedelta(seconds=1)
    line = NoteSignature(
        name=signer.key.name,
        key_id=signer.key.key_id,
        signature=seconds.to_bytes(_TIME_BYTES, "big")
        + signer.sign(_cosigned_text(signed.note.text, seconds)),
    )
    note = SignedNote(text=signed.note.text, signatures=(*signed.note.signatures, line))
    return replace(signed, note=note)


def cosign_growth(
    note: bytes,
    *,
    log_key: VerifierKey,
    last: Checkpoint,
    proof: Sequence[bytes],
    signer: Signer,
    at: datetime,
    rotations: Sequence[Rotation] = (),
) -> SignedCheckpoint:
    """What a witness does with a new checkpoint: check its signature and its growth, co-sign it.

    `last` is the last checkpoint this witness signed for the log, of size 0 at first; `proof`
    leads from it to the new one; `rotations`, as `read_rotations` gives them, from the pinned key
    to the one that signed. Raises what `open_with` and `verify_consistency` raise.
    """
    signed, _ = open_with(note, chain=chain_from(log_key, rotations), origin=last.origin)
    verify_consistency(
        proof,
        old_size=last.size,
        old_root=last.root,
        size=signed.checkpoint.size,
        root=signed.checkpoint.root,
    )
    return cosign(signed, signer=signer, at=at)


def cosignatures(note: SignedNote, *, witnesses: Sequence[VerifierKey]) -> tuple[Cosignature, ...]:
    """The co-signatures by these witnesses, the latest of each; absent witnesses are left out.

    Raises ForgedSignature when a line claims a known witness falsely, BadNote for a key that is
    not of the cosignature kind.
    """
    verified = []
    for witness in witnesses:
        require_kind(witness, KeyKind.COSIGNATURE)
        times = [_verified_time(note, blob, witness) for blob in signatures_by(note, witness)]
        if times:
            verified.append(Cosignature(witness=witness.name, at=max(times)))
    return tuple(verified)


def stated_cosignatures(note: SignedNote) -> tuple[Cosignature, ...]:
    """What the signature lines of witnesses say, unverified: to list, and never to trust.

    A co-signature is told from the log's own signature by its length, which has the time in it.
    """
    stated = []
    for line in note.signatures:
        seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
        if len(line.signature) == _COSIGNATURE_BYTES and seconds <= _TIME_MAX:
            at = _EPOCH + timedelta(seconds=seconds)
            stated.append(Cosignature(witness=line.name, at=at))
    return tuple(stated)


def _verified_time(note: SignedNote, blob: bytes, witness: VerifierKey) -> datetime:
    seconds = int.from_bytes(blob[:_TIME_BYTES], "big")
    if seconds > _TIME_MAX:
        raise ForgedSignature(witness.name)
    verify_signature(_cosigned_text(note.text, seconds), signature=blob[_TIME_BYTES:], key=witness)
    return _EPOCH + timedelta(seconds=seconds)


def _cosigned_text(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
