"""Goldens of what authorities receive; PLAINSIGHT_GOLDEN=1 writes them anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, content: bytes) -> None:
    """The content is what lies in the golden file."""
    path = FOLDER / name
    if os.environ.get("PLAINSIGHT_GOLDEN"):
        path.write_bytes(content)
    assert content == path.read_bytes()
