"""Prove to a stranger that one entry stands in the log, or that the log only grew."""

from plainsight.app.ports import Reading, Records
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import NoCheckpoint, UnknownId
from plainsight.prove.checkpoint import parse_checkpoint
from plainsight.prove.proof import (
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from plainsight.prove.proof_file import EntryProof, GrowthProof
from plainsight.prove.tree import leaf_hash, root_of


def prove_entry(records: Records, *, index: int) -> EntryProof:
    """The entry at `index` with its proof under the last checkpoint.

    Raises NoCheckpoint when no checkpoint covers it yet, UnknownId when there is no such entry,
    NotProven when the stored entry is not the one that was signed.
    """
    with records.read() as view:
        if not 0 <= index < view.audit.size():
            raise UnknownId("entry", str(index))
        latest = _latest(view)
        if index >= latest.size:
            raise NoCheckpoint(index)
        (entry,) = view.audit.entries(first=index, count_max=1)
        hashes = prove_inclusion(index=index, size=latest.size, node=view.audit.node)
    leaf = leaf_hash(entry.canonical)
    verify_inclusion(leaf, hashes, index=index, size=latest.size, root=latest.root)
    return EntryProof(
        line=entry.canonical, index=index, hashes=hashes, checkpoint=latest.note.encode()
    )


def prove_growth(records: Records, *, since: bytes | None) -> GrowthProof:
    """A proof that the log only grew since a checkpoint that somebody holds, as a witness asks.

    Without one, from the empty log, for a witness that signs for the first time. Raises BadNote
    when `since` is no checkpoint, NoCheckpoint when this log has none, BadValue
    when `since` covers more than the last one, NotProven when the log does not extend it.
    """
    held = None if since is None else parse_checkpoint(since).checkpoint
    size, root = (0, root_of(())) if held is None else (held.size, held.root)
    with records.read() as view:
        latest = _latest(view)
        hashes = prove_consistency(old_size=size, size=latest.size, node=view.audit.node)
    verify_consistency(hashes, old_size=size, old_root=root, size=latest.size, root=latest.root)
    return GrowthProof(old_size=size, hashes=hashes, checkpoint=latest.note.encode())


def _latest(view: Reading) -> StoredCheckpoint:
    latest = view.checkpoints.latest()
    if latest is None:
        raise NoCheckpoint
    return latest
