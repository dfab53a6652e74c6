"""Policy folders -> Policy, or every complaint about them at once."""

from pathlib import Path

from plainsight.detect.extract import ExtractKind
from plainsight.detect.policy import Policy, make_policy
from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.lexicon_csv import read_lexicon
from plainsight.feeds.policy.strays import check_strays
from plainsight.feeds.policy.typology_yaml import read_advisories, read_typologies
from plainsight.feeds.policy_root import policy_folder


def load_policy(root: Path | None = None) -> Policy:
    """Read typologies and lexicon. Raises BadPolicy with all complaints when anything is wrong."""
    complaints = Complaints()
    folder = policy_folder(root)
    check_strays(folder, complaints)
    policy = check_policy(folder, complaints)
    if complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return policy


def check_policy(root: Path, complaints: Complaints) -> Policy:
    """Read what can be read and collect the complaints about the rest."""
    lexicon = read_lexicon(root, complaints)
    advisories = read_advisories(root, complaints)
    typologies = read_typologies(
        root,
        senses=lexicon.senses,
        extract_kinds=[str(kind) for kind in ExtractKind],
        advisories=advisories,
        complaints=complaints,
    )
    return make_policy(lexicon, typologies)
