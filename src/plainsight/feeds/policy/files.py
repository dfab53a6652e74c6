"""The files that a policy is read from, and one digest of them all."""

import hashlib
import os
from pathlib import Path

from plainsight.feeds.policy.strays import strays

# What the readers of `feeds.policy.folder` open, and at most a little more.
READ = (
    "spec/schemas/*.json",
    "typologies/advisories/*.yaml",
    "typologies/lexicon/*.csv",
    "typologies/lexicon/senses/*.yaml",
    "typologies/lexicon/values/*",
    "typologies/T[0-9][0-9]-*/*",
)


def policy_files(root: Path) -> list[Path]:
    """Every file below `root` that can change the policy, in an order of their own."""
    return [path for files in READ for path in sorted(root.glob(files)) if path.is_file()]


def policy_files_digest(root: Path) -> str:
    """Of names and bytes (SHA-256, first 32 hex digits): elsewhere the same files are the same."""
    whole = hashlib.sha256()
    for path in policy_files(root):
        held = path.read_bytes()
        whole.update(b"%b\0%d\0%b" % (os.fsencode(path.relative_to(root)), len(held), held))
    for path, _ in strays(root):  # a policy that was read before they came is not that with them
        whole.update(b"%b\0" % os.fsencode(path.relative_to(root)))
    return whole.hexdigest()[:32]
