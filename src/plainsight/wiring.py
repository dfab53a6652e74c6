"""The only place that chooses: settings, the clock, the environment, which store and engine."""

import os
from datetime import UTC, datetime
from pathlib import Path


def read_clock() -> datetime:
    """The one clock read of the code base."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place the ban points to


def data_folder() -> Path | None:
    """Where the development data lies, or None when it is absent."""
    named = os.environ.get("PLAINSIGHT_DATA")
    folder = Path(named) if named else Path.cwd().parent / "shared" / "data"
    return folder if folder.is_dir() else None
