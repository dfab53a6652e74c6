"""Export the log: everything a stranger needs to verify it, up to the last signed checkpoint."""

from collections.abc import Iterator

from plainsight.app.ports import Reading, Records
from plainsight.app.prove.log_files import (
    CHECKPOINT_FILE,
    ENTRIES_FILE,
    LEAF_HASHES_FILE,
    VERIFIER_KEY_FILE,
    WriteFolder,
)
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import NoCheckpoint
from plainsight.prove.note import VerifierKey


def export_log(records: Records, *, key: VerifierKey, write: WriteFolder) -> StoredCheckpoint:
    """Hand the files of the log to `write`, and return the checkpoint they end at.

    Entries leave as they lie in the store, tampered or not: the verifier is to see them.
    `key` goes along for convenience; whoever verifies pins his own. Raises NoCheckpoint.
    """
    with records.read() as view:
        latest = view.checkpoints.latest()
        if latest is None:
            raise NoCheckpoint
        write(
            {
                ENTRIES_FILE: _lines(view, latest.size),
                CHECKPOINT_FILE: [latest.note.encode()],
                LEAF_HASHES_FILE: view.audit.leaves(size=latest.size),
                VERIFIER_KEY_FILE: [f"{key}\n".encode()],
            }
        )
        return latest


def _lines(view: Reading, size: int) -> Iterator[bytes]:
    for entry in view.audit.entries(count_max=size):
        yield entry.canonical + b"\n"
