"""Posts -> findings."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from plainsight import wiring
from plainsight.api.found import Campaign as Campaign
from plainsight.api.found import Campaigns as Campaigns
from plainsight.api.found import Findings as Findings
from plainsight.api.found import found_campaign
from plainsight.app.detect.scan_posts import ScanSummary, scan_posts
from plainsight.detect.finding import Evidence as Evidence
from plainsight.detect.finding import Finding as Finding
from plainsight.detect.finding import Reason as Reason
from plainsight.detect.policy import Policy as Policy
from plainsight.errors import BadValue
from plainsight.model.post import Post as Post
from plainsight.model.post import Visibility as Visibility

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_BATCH_POSTS = 8_192
_POSTS_MEND = "posts, a Post for each; Scanner.scan takes text"


class Scanner:
    """Examines public and semi-public posts by the shipped policy, or by your own.

    `policy` is a folder with typologies/ and spec/. Raises BadPolicy when it does not check.
    """

    def __init__(self, policy: Path | str | None = None) -> None:
        self.policy = wiring.load_policy(None if policy is None else Path(policy))
        self._posts = wiring.make_scanner(wiring.make_detector(self.policy))

    def __repr__(self) -> str:
        return f"<Scanner of policy {self.policy.digest}>"

    def scan(self, text: str) -> Findings:
        """Findings on one text that is public already, strongest first.

        A list of them; a notebook shows it as the text with their spans marked. Raises BadValue
        for what is no text, as an empty cell of a table is none.
        """
        if not isinstance(text, str):
            raise BadValue("text", text, "a string; leave out what has none")
        return Findings(self._posts.examine(text).findings, text=text)

    def scan_posts(self, posts: Iterable[Post]) -> Iterator[Finding]:
        """Findings on any number of posts, in their order, in bounded memory.

        Raises BadValue for what is no post, once it is come to.
        """
        return self._found(_only_posts(posts))

    def _found(self, source: Iterator[Post]) -> Iterator[Finding]:
        while batch := list(islice(source, _BATCH_POSTS)):
            for _, examined in self._posts.scan(batch):
                yield from examined.findings

    def campaigns(self, posts: Iterable[Post]) -> Campaigns:
        """Campaigns over any number of posts, by the attention they deserve, in bounded memory.

        The same as `plainsight scan` ranks. For a data frame: `[each.row() for each in ...]`.
        Raises BadValue for what is no post.
        """
        summary = ScanSummary()
        deque(scan_posts(_only_posts(posts), self._posts, summary=summary), maxlen=0)
        ranked = summary.campaigns.ranked()
        return Campaigns(map(found_campaign, ranked), left_count=summary.campaigns.left_count)

    def scan_frame(self, frame: "DataFrame") -> "DataFrame":
        """The posts of a Spark frame that have findings, each with them as a JSON array.

        The frame has the columns post_id, account_id, surface, visibility, posted_at and text. Rows
        that are not labelled public or semi-public are left unread, see `refused_in`, and rows that
        make no post are left out, see `unread_in`. Raises NotInstalled without the extra `spark`,
        BadValue for a frame without one of the columns or with times that name no zone.
        """
        from plainsight.engines.scan_spark import scan_frame

        return scan_frame(frame, self.policy)

    def refused_in(self, frame: "DataFrame") -> int:
        """How many rows of a Spark frame `scan_frame` leaves unread, to be told to who oversees."""
        from plainsight.engines.scan_spark import refused_rows

        return refused_rows(frame)

    def unread_in(self, frame: "DataFrame") -> int:
        """How many rows open to all make no post: no id, no time, no text, or one too long."""
        from plainsight.engines.scan_spark import unread_rows

        return unread_rows(frame)


def _only_posts(posts: Iterable[Post]) -> Iterator[Post]:
    """Those given, each looked at as it is come to; what is no collection is refused at once."""
    if not isinstance(posts, Iterable):
        raise BadValue("posts", type(posts).__name__, _POSTS_MEND)
    return map(_only_post, posts)


def _only_post(post: Post) -> Post:
    if not isinstance(post, Post):
        raise BadValue("posts", type(post).__name__, _POSTS_MEND)
    return post
