"""The sample chain case that ships with the project: fictional, every address a hash of a name."""

from pathlib import Path

from plainsight.errors import CannotRead
from plainsight.feeds.policy_root import policy_root


def sample_case() -> Path:
    """The folder of the case. Raises CannotRead when it is missing."""
    folder = policy_root() / "samples" / "chain"
    if not folder.is_dir():
        raise CannotRead(str(folder), "the samples are missing from this installation")
    return folder
