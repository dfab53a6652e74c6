"""The sample ledger that ships with the project: drawn by us, nobody's real payments."""

from pathlib import Path

from plainsight.errors import CannotRead
from plainsight.feeds.policy_root import policy_root

SAMPLE_FILES = ("accounts.csv", "links.csv", "rates.csv", "transfers.csv", "labels.csv")


def sample_transfers() -> tuple[Path, ...]:
    """Its files in the order of taking them in. Raises CannotRead when one is missing."""
    folder = policy_root() / "samples" / "transfers"
    files = tuple(folder / name for name in SAMPLE_FILES)
    for path in files:
        if not path.is_file():
            raise CannotRead(str(path), "the samples are missing from this installation")
    return files
