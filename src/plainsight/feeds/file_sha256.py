"""What a file is told by in the log."""

import hashlib
from pathlib import Path


def file_sha256(path: Path) -> str:
    """SHA-256 of its bytes, in hex; read in pieces, whatever its size."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
