"""A typology that changed has a new version: findings name it, and records keep posts' ones whole.

`typologies/published.csv` names every version that was published, with the SHA-256 of its file.
"""

import csv
import hashlib
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.feeds.policy.versions import read_policy_versions
from plainsight.feeds.policy_root import policy_root

TYPOLOGIES = policy_root() / "typologies"
PUBLISHED = TYPOLOGIES / "published.csv"


def _published() -> dict[tuple[str, str], str]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return {(row["typology"], row["version"]): row["digest"] for row in csv.DictReader(file)}


def test_every_typology_is_as_its_version_was_published() -> None:
    published = _published()
    for now in read_policy_versions(wiring.load_policy()):
        if now.policy_id == "lexicon":
            continue  # its version is its digest
        kept = published.get((now.policy_id, now.version))
        assert kept == now.digest, (
            f"{now.policy_id} changed: raise its version, and add to published.csv "
            f"{now.policy_id},VERSION,SHA-256 of the file"
        )


@pytest.mark.parametrize(
    "path", sorted(TYPOLOGIES.glob("F[0-9][0-9]-*/typology.yaml")), ids=lambda p: p.parent.name
)
def test_every_typology_of_flows_is_as_its_version_was_published(path: Path) -> None:
    typology_id = path.parent.name.split("-")[0]
    policy = load_flow_policy()
    version = {each.typology_id: each.version for each in (*policy.flows, *policy.mirrors)}
    digest = hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
    assert _published().get((typology_id, str(version[typology_id]))) == digest, (
        f"{typology_id} changed: raise its version, and add to published.csv "
        f"{typology_id},VERSION,SHA-256 of the file"
    )
