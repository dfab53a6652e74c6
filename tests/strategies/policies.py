"""Policies that tests share: one newer than the shipped one, and detectors of the shipped terms."""

import re
import shutil
from pathlib import Path

from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Term
from plainsight.detect.policy import Policy
from plainsight.detect.views import Index
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


_indexes: list[tuple[tuple[Term, ...], Index]] = []


def detector_of(policy: Policy) -> Detector:
    """The definition, with the index of whoever asked before for one of the very same terms.

    It takes five seconds to build for the shipped lexicon, whichever typologies are on.
    """
    detector, terms = Detector(policy), tuple(policy.lexicon.terms)
    index = next((index for known, index in _indexes if known == terms), None)
    if index is None:
        index = detector._index
        _indexes.append((terms, index))
    vars(detector)["_index"] = index
    return detector
