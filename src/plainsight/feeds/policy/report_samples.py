"""The sample filer that ships with the project: nobody's numbers."""

from pathlib import Path

from plainsight.errors import CannotRead
from plainsight.feeds.policy_root import policy_root


def sample_filer() -> Path:
    """The filer's file. Raises CannotRead when it is missing."""
    path = policy_root() / "samples" / "report" / "filer.yaml"
    if not path.is_file():
        raise CannotRead(str(path), "the samples are missing from this installation")
    return path
