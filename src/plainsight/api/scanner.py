"""Posts -> findings."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from plainsight import wiring
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


class Scanner:
    """Examines public and semi-public posts by the shipped policy, or by your own.

    `policy` is a folder with typologies/ and spec/. Raises BadPolicy when it does not check.
    """

    def __init__(self, policy: Path | str | None = None) -> None:
        self.policy = wiring.load_policy(None if policy is None else Path(policy))
        self._posts = wiring.make_scanner(wiring.make_detector(self.policy))

    def scan(self, text: str) -> list[Finding]:
        """Findings on one text that is public already, strongest first.

        Raises BadValue for what is no text, as an empty cell of a table is none.
        """
        if not isinstance(text, str):
            raise BadValue("text", text, "a string; leave out what has none")
        return list(self._posts.examine(text).findings)

    def scan_posts(self, posts: Iterable[Post]) -> Iterator[Finding]:
        """Findings on any number of posts, in their order, in bounded memory."""
        source = iter(posts)
        while batch := list(islice(source, _BATCH_POSTS)):
            for _, examined in self._posts.scan(batch):
                yield from examined.findings

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
