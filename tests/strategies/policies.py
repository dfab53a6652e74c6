"""A policy that is newer than the shipped one."""

import re
import shutil
from pathlib import Path

from plainsight.feeds.policy_root import policy_root

NEXT = 99  # the version of a stricter policy's T04


def stricter_policy(folder: Path) -> None:
    """Put the shipped policy there with a T04 that finds nothing: once compiled for all tests."""
    for part in ("typologies", "spec"):
        shutil.copytree(policy_root() / part, folder / part)
    (place,) = (folder / "typologies").glob("T04-*/typology.yaml")
    text = place.read_text(encoding="utf-8")
    changed = re.sub(r"^version: \d+$", f"version: {NEXT}", text, count=1, flags=re.MULTILINE)
    changed = changed.replace("threshold: 0.5", "threshold: 0.98")
    place.write_text(changed, encoding="utf-8")
