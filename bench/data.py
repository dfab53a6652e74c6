"""Where the development data lies."""

import os
from pathlib import Path


def data_folder() -> Path | None:
    """$PLAINSIGHT_DATA, else ../shared/data; None when it is absent."""
    folder = Path(os.environ.get("PLAINSIGHT_DATA", "../shared/data"))
    return folder if folder.is_dir() else None
