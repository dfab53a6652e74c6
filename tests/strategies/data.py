"""The development data, read where it lies; absent data skips the test with the reason."""

import os
from pathlib import Path

import pytest


def data_at(name: str) -> Path:
    """A folder or file of the development data."""
    path = data_at_hand(name)
    if path is None:
        pytest.skip(f"needs {name} in ../shared/data or $PLAINSIGHT_DATA")
    return path


def data_at_hand(name: str) -> Path | None:
    """The same for a test that has more to ask than this."""
    path = Path(os.environ.get("PLAINSIGHT_DATA", "../shared/data")) / name
    return path if path.exists() else None
