"""The keys of the log, as its own entries tell them (spec/rotation.md).

Whoever can write to the database cannot write such an entry: both keys sign a rotation, and the new
one a continuation, so that the key that signs now knows its own past.
"""

from plainsight.app.ports import Reading, UnitOfWork
from plainsight.app.stored import LoggedEntry
from plainsight.errors import RetiredKey, UnknownSigner
from plainsight.model.fact import AuditTag
from plainsight.prove.continuation import read_continuation
from plainsight.prove.entry import parse_entry
from plainsight.prove.key_chain import KeyChain, open_with
from plainsight.prove.log_keys import KeyHistory
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import read_rotation

LOG = "log"  # the subject of entries about the log itself


def rotation_entries(reading: Reading | UnitOfWork) -> tuple[LoggedEntry, ...]:
    """The entries in which the log's key changed under its present name, oldest first."""
    found: list[LoggedEntry] = []
    for entry in reading.audit.about(LOG):
        if entry.tag == AuditTag.LOG_CONTINUED:
            found = []  # what led from key to key of another log
        elif entry.tag == AuditTag.LOG_KEY_ROTATED:
            found.append(entry)
    return tuple(found)


def key_history(reading: Reading | UnitOfWork) -> KeyHistory:
    """Every key that the log tells of, and the logs it continues.

    Raises UnreadableEntry, NonCanonicalEntry, BrokenRotation, UnsignedRotation or
    BrokenContinuation when an entry is not the one that was appended.
    """
    history = KeyHistory()
    for entry in reading.audit.about(LOG):
        if entry.tag == AuditTag.LOG_CONTINUED:
            history.add(read_continuation(parse_entry(entry.canonical)))
        elif entry.tag == AuditTag.LOG_KEY_ROTATED:
            history.add(read_rotation(parse_entry(entry.canonical)))
    return history


def chain_of_log(reading: Reading | UnitOfWork, *, key: VerifierKey) -> KeyChain:
    """Every key this log had under its present name; `key` alone where it had no other.

    Where no entry tells of a key, the last checkpoint does. Raises RetiredKey for the key of a log
    that this one continues, UnknownSigner when the log had others and never this one, WrongOrigin
    when it has another name, ForgedSignature, and what `key_history` raises.
    """
    history = key_history(reading)
    chain = history.chain or _signing_alone(reading, key)
    for earlier, ended in history.earlier:
        if key in earlier.keys:
            raise RetiredKey(str(key), ended.index, reading.audit.size())
    if key not in chain.keys:
        raise UnknownSigner(str(chain.current), (f"{key.name}+{key.key_id.hex()}",))
    return chain


def _signing_alone(reading: Reading | UnitOfWork, key: VerifierKey) -> KeyChain:
    """This key alone, which must have signed what was signed."""
    chain, latest = KeyChain(first=key), reading.checkpoints.latest()
    if latest is not None:
        open_with(latest.note.encode(), chain=chain)
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
