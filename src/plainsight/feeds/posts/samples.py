"""The sample posts that ship with the project: written by us, nobody's real posts."""

from pathlib import Path

from plainsight.errors import CannotRead
from plainsight.feeds.policy_root import policy_root


def sample_posts() -> Path:
    """The sample's file, beside the policy folders. Raises CannotRead when it is missing."""
    path = policy_root() / "samples" / "posts.jsonl"
    if not path.is_file():
        raise CannotRead(str(path), "the samples are missing from this installation")
    return path
