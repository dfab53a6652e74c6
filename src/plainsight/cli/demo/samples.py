"""The samples that the demo is one case of: what the broker posts, and what he is paid."""

from pathlib import Path

from plainsight.feeds.chain.samples import sample_case
from plainsight.feeds.posts.samples import sample_posts
from plainsight.feeds.transfers.samples import sample_transfers


def demo_posts() -> tuple[Path, ...]:
    """Ordinary life with campaigns among it, and the post in which the broker names his wallet."""
    return (sample_posts(), sample_case() / "posts.jsonl")


def demo_transfers() -> tuple[Path, ...]:
    """The ledger with its rates, and the legs that meet the wallet on its chain."""
    return (*sample_transfers(), sample_case() / "fiat.csv")
