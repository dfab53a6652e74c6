"""The posts that Plainsight ships for training: written by hand, adverts and ordinary ones.

Each file of `samples/starter/` is of one author, who had not seen the policy.
"""

from dataclasses import replace

from plainsight.feeds.policy_root import policy_root
from plainsight.feeds.posts.labelled import LabelledPost, read_labelled

STARTER_POSITIVE = "advert"


def read_starter() -> list[LabelledPost]:
    """All of them; their cluster is the author, so that a model is measured on others' posts."""
    folder = policy_root() / "samples" / "starter"
    return [
        replace(post, cluster=path.stem)
        for path in sorted(folder.glob("*.jsonl"))
        for post in read_labelled(path).posts
    ]
