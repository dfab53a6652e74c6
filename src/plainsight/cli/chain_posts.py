"""Wallets out of posts, for the chain commands."""

from contextlib import ExitStack
from pathlib import Path

from plainsight.cli.feed_options import declare, open_feeds
from plainsight.detect.extract import extract
from plainsight.feeds.declaration import Times
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
    with ExitStack() as opened:
        feeds = open_feeds([str(path)], form=None, declaration=declaration, opened=opened)
        return [item for feed in feeds for item in feed if isinstance(item, Post)]


def extract_wallets(text: str) -> list[tuple[str, str]]:
    """(address, role) of every wallet in a text."""
    return [(e.value, e.role.value) for e in extract(text) if e.kind.startswith("wallet.")]
