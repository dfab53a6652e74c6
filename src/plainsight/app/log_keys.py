"""The keys of the log, as its own entries tell them (spec/rotation.md).

Whoever can write to the database cannot write a rotation: both keys sign it.
"""

from plainsight.app.ports import Reading, UnitOfWork
from plainsight.app.stored import LoggedEntry
from plainsight.errors import RetiredKey, UnknownSigner
from plainsight.model.fact import AuditTag
from plainsight.prove.key_chain import KeyChain
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import read_rotations

LOG = "log"  # the subject of entries about the log itself


def rotation_entries(reading: Reading | UnitOfWork) -> tuple[LoggedEntry, ...]:
    """The entries in which the log's key changed, oldest first."""
    return reading.audit.about(LOG, tag=AuditTag.LOG_KEY_ROTATED.value)


def chain_of_log(reading: Reading | UnitOfWork, *, key: VerifierKey) -> KeyChain:
    """Every key this log had; `key` alone where it had no other.

    Raises UnknownSigner when the log had others and never this one, BadNote, BrokenRotation or
    UnsignedRotation when an entry is not the one that was appended.
    """
    rotations = read_rotations(entry.canonical for entry in rotation_entries(reading))
    if not rotations:
        return KeyChain(first=key)
    chain = KeyChain(first=rotations[0].old, rotations=rotations)
    if key not in chain.keys:
        raise UnknownSigner(str(chain.current), (f"{key.name}+{key.key_id.hex()}",))
    return chain


def require_current(reading: Reading | UnitOfWork, *, key: VerifierKey, size: int) -> KeyChain:
    """The keys of the log, of which this one signs now.

    Raises RetiredKey where it gave way to another, and what `chain_of_log` raises.
    """
    chain = chain_of_log(reading, key=key)
    for rotation in chain.rotations:
        if rotation.old == key:
            raise RetiredKey(str(key), rotation.index, size)
    return chain
