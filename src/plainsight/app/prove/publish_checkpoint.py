"""Publish a checkpoint: sign the log as it stands, after checking that it only grew.

A signature cannot be taken back. Whoever can write to the database must not be able to have a
rewritten history signed, so the new root is built here from the last signed one and the entries
themselves; the stored hashes only have to agree.
"""

from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.prove.log_keys import key_history, require_current
from plainsight.app.prove.resume_log import require_resumed
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import NotProven
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.key_chain import KeyChain
from plainsight.prove.note import Signer, VerifierKey
from plainsight.prove.tree import CompactRange, hash_leaves, range_at


def publish_checkpoint(
    records: Records, *, signer: Signer, now: datetime, beside: Signer | None = None
) -> StoredCheckpoint:
    """Sign and store a checkpoint over the whole log; the last one when nothing was added since.

    The key's name is the log's origin. `beside` signs the same checkpoint: the key that has just
    given way. Raises RetiredKey when the log's key changed to another since, UnknownSigner,
    ForgedSignature or WrongOrigin when the last checkpoint is not by a key of this log, NotProven
    when the log does not extend it, WrongCheckpoint when entries and stored hashes differ,
    RestoredLog when the log came out of a backup and was not compared since. Nothing is signed
    then.
    """
    with records.begin() as unit:
        require_resumed(unit)
        size = unit.audit.size()
        last = unit.checkpoints.latest()
        grown = grown_log(unit, last, size=size, key=signer.key)
        if last is not None and last.size == size:
            return last
        checkpoint = Checkpoint(origin=signer.key.name, size=size, root=grown.root())
        note = _signed(checkpoint, signer, beside)
        stored = StoredCheckpoint(size=size, root=checkpoint.root, note=note, at=now)
        unit.checkpoints.add(stored)
        return stored


def grown_log(
    unit: UnitOfWork, last: StoredCheckpoint | None, *, size: int, key: VerifierKey
) -> CompactRange:
    """The log as it stands, which extends what was signed last; raises as `publish_checkpoint`."""
    chain = require_current(unit, key=key, size=size)
    return _grow(unit, _range_of(unit, last, size=size, chain=chain), size=size)


def _signed(checkpoint: Checkpoint, signer: Signer, beside: Signer | None) -> str:
    note = sign_checkpoint(checkpoint, signer=signer).note
    if beside is not None:
        old = sign_checkpoint(checkpoint, signer=beside).note
        note = replace(note, signatures=(*old.signatures, *note.signatures))
    return bytes(note).decode()


def _range_of(
    unit: UnitOfWork, last: StoredCheckpoint | None, *, size: int, chain: KeyChain
) -> CompactRange:
    """The log at the last checkpoint, which a key of this log must have signed."""
    if last is None:
        return CompactRange()
    history, name = key_history(unit), chain.first.name
    signed = history.open(last.note.encode(), origin=name, whole=chain)
    if signed.size > size:
        raise NotProven(f"{signed.size} entries were signed, {size} are left; restore the log")
    held = range_at(signed.size, node=unit.audit.node)
    if held.root() != signed.root:
        raise NotProven(
            f"the first {signed.size} entries no longer lead to the root that was signed; "
            "restore the log from a backup and do not sign it"
        )
    return held


def _grow(unit: UnitOfWork, held: CompactRange, *, size: int) -> CompactRange:
    new = unit.audit.entries(first=held.size, count_max=size - held.size)
    return held.extend(hash_leaves(entry.canonical for entry in new))
