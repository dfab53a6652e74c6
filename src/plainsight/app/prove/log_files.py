"""The files of an exported log (spec/audit-log.md, section 4), read and written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

ENTRIES_FILE = "entries.jsonl"
CHECKPOINT_FILE = "checkpoint.txt"
LEAF_HASHES_FILE = "leaf_hashes.bin"
VERIFIER_KEY_FILE = "verifier_key.txt"
ROTATIONS_FILE = (
    "rotations.jsonl"  # beside what is not a whole log: the entries that changed its key
)
EXPORT_FILES = (ENTRIES_FILE, CHECKPOINT_FILE, LEAF_HASHES_FILE, VERIFIER_KEY_FILE)

# Writes a folder of files, each given in pieces: all of them appear, or nothing does.
WriteFolder = Callable[[Mapping[str, Iterable[bytes]]], None]


class ExportedLog(Protocol):
    """An export as somebody received it. A file that is missing is no forged log: CannotRead."""

    def lines(self) -> Iterator[bytes]:
        """Stream the entries, each with its newline."""

    def checkpoint(self) -> bytes:
        """Return the signed checkpoint."""

    def leaf_hashes(self) -> bytes | None:
        """Return the leaf hashes, 32 bytes each, or None when they were not exported."""
