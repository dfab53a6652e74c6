"""Take a witness's co-signature back into the records, so that every export carries it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.prove.log_keys import chain_of_log
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import BadNote
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.checkpoint import SignedCheckpoint
from plainsight.prove.key_chain import open_with
from plainsight.prove.note import SignedNote, VerifierKey, parse_note
from plainsight.prove.witness import Cosignature, cosignatures


def accept_cosignature(
    records: Records,
    note: bytes,
    *,
    log_key: VerifierKey,
    witnesses: Sequence[VerifierKey],
    now: datetime,
) -> tuple[Cosignature, ...]:
    """Store what known witnesses co-signed, beside the checkpoint it is about; all it now has.

    Raises BadNote for a note that none of them signed or a checkpoint never made here,
    UnknownSigner, ForgedSignature.
    """
    with records.begin() as unit:
        signed, _ = open_with(note, chain=chain_of_log(unit, key=log_key))
        found = cosignatures(signed.note, witnesses=witnesses)
        if not found:
            raise BadNote("co-signature", "none of the witnesses named signed this checkpoint")
        held = _held(unit.checkpoints.all(), signed)
        joined = _join(parse_note(held.note.encode()), signed.note)
        unit.checkpoints.add(replace(held, note=bytes(joined).decode(), at=now))
        for one in found:
            unit.record(
                Fact(
                    tag=AuditTag.CHECKPOINT_COSIGNED,
                    subject=one.witness,
                    at=now,
                    body={"size": held.size, "root": held.root.hex()},
                )
            )
    return cosignatures(joined, witnesses=witnesses)


def _held(known: Sequence[StoredCheckpoint], signed: SignedCheckpoint) -> StoredCheckpoint:
    """The newest copy of the same checkpoint, with what co-signatures it has already."""
    for stored in reversed(known):
        if stored.size == signed.checkpoint.size and stored.root == signed.checkpoint.root:
            return stored
    raise BadNote("co-signature", "this log never made that checkpoint")


def _join(held: SignedNote, fresh: SignedNote) -> SignedNote:
    """The lines of both, each once."""
    lines = dict.fromkeys((*held.signatures, *fresh.signatures))
    return SignedNote(text=held.text, signatures=tuple(lines))
