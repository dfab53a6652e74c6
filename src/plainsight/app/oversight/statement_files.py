"""The files of a statement (spec/statement.md), and where statements are kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from plainsight.app.prove.log_files import (
    CHECKPOINT_FILE,
    ENTRIES_FILE,
    ROTATIONS_FILE,
    VERIFIER_KEY_FILE,
)
from plainsight.oversight.verify import StatementFiles

STATEMENT_FILE = "statement.json"
SIGNATURE_FILE = "statement.note"
PAGE_FILE = "statement.html"
STATEMENT_FILES = (
    STATEMENT_FILE,
    SIGNATURE_FILE,
    PAGE_FILE,
    CHECKPOINT_FILE,
    ENTRIES_FILE,
    VERIFIER_KEY_FILE,
    ROTATIONS_FILE,
)


class Statements(Protocol):
    """Statements as published, oldest first."""

    def periods(self) -> Sequence[str]:
        """The periods that have one, in order."""

    def files(self, period: str) -> StatementFiles:
        """The files of one. Raises UnknownId."""


def bundle_of(files: StatementFiles, lines: Iterable[bytes]) -> Mapping[str, Iterable[bytes]]:
    """What verifies a statement, by name of file, with these lines for its entries."""
    named = {
        STATEMENT_FILE: [files.statement],
        SIGNATURE_FILE: [files.signature],
        CHECKPOINT_FILE: [files.checkpoint],
        ENTRIES_FILE: [line + b"\n" for line in lines],
    }
    if files.rotations:  # a log with one key has none
        named[ROTATIONS_FILE] = [line + b"\n" for line in files.rotations]
    return named
