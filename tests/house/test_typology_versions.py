"""A typology that changed has a new version: records keep each version's words and refuse others.

`typologies/published.csv` names every version that was published, with the SHA-256 of its file.
"""

import csv

from plainsight import wiring
from plainsight.feeds.policy_root import policy_root
from plainsight.feeds.policy_versions import read_policy_versions

PUBLISHED = policy_root() / "typologies" / "published.csv"


def test_every_typology_is_as_its_version_was_published() -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = {
            (row["typology"], row["version"]): row["digest"] for row in csv.DictReader(file)
        }
    for now in read_policy_versions(wiring.load_policy()):
        if now.policy_id == "lexicon":
            continue  # its version is its digest
        kept = published.get((now.policy_id, now.version))
        assert kept == now.digest, (
            f"{now.policy_id} changed: raise its version, and add to published.csv "
            f"{now.policy_id},VERSION,SHA-256 of the file"
        )
