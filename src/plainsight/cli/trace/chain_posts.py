"""Wallets out of posts, for the chain commands."""

from pathlib import Path

from plainsight.cli.detect.feed_options import declare, given_feeds
from plainsight.detect.extract import extract
from plainsight.feeds.posts.declaration import Times
from plainsight.model.post import Post


def read_posts(path: Path) -> list[Post]:
    """The public and semi-public posts of a file; everything else is refused by the feed."""
    declaration = declare(
        fields=None,
        visibility=None,
        surface=None,
        account=None,
        posted_at=None,
        times=Times.RFC3339,
        language=None,
    )
    posts: list[Post] = []
    for given in given_feeds([str(path)], form=None, declaration=declaration):
        with given.opened() as feed:
            posts += [item for item in feed if isinstance(item, Post)]
    return posts


def extract_wallets(text: str) -> list[tuple[str, str]]:
    """(address, role) of every wallet in a text."""
    return [(e.value, e.role.value) for e in extract(text) if e.kind.startswith("wallet.")]
