"""Flow typologies and mirror typologies of a policy folder, read and checked together."""

from pathlib import Path

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.flow_typology_yaml import read_flow_typologies
from plainsight.feeds.policy.mirror_typology_yaml import read_mirror_typologies
from plainsight.feeds.policy.strays import check_strays
from plainsight.feeds.policy.typology_yaml import read_advisories
from plainsight.feeds.policy_root import OF_FLOWS, policy_folder
from plainsight.trace.flows.policy import FlowPolicy, make_flow_policy


def load_flow_policy(root: Path | None = None) -> FlowPolicy:
    """Read typologies/F*. Raises BadPolicy with all complaints when anything is wrong."""
    complaints = Complaints()
    folder = policy_folder(root, of=OF_FLOWS)
    check_strays(folder, complaints)
    policy = check_flow_policy(folder, complaints)
    if complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return policy


def check_flow_policy(root: Path, complaints: Complaints) -> FlowPolicy:
    """Read what can be read and collect the complaints about the rest."""
    # Complaints about the advisories themselves belong to whoever checks the posts' policy too.
    advisories = read_advisories(root, Complaints())
    return make_flow_policy(
        read_flow_typologies(root, advisories=advisories, complaints=complaints),
        read_mirror_typologies(root, advisories=advisories, complaints=complaints),
    )
