"""One content on its way into the database, and what the database holds beside it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from plainsight.model.post import Post

Place = tuple[str, str]  # surface, post id


class PostRow(NamedTuple):
    """A content not seen before. A tuple, so that rows sort by their unique key, and fast."""

    surface: str
    post_id: str
    revision: int
    digest: bytes
    post: Post


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database holds under some places."""

    revisions: dict[Place, int] = field(default_factory=dict)  # the highest of each place
    digests: set[bytes] = field(default_factory=set)  # of all their contents

    def add(self, surface: str, post_id: str, revision: int, digest: bytes) -> None:
        """Note one stored row."""
        place = (surface, post_id)
        self.revisions[place] = max(revision, self.revisions.get(place, 0))
        self.digests.add(digest)
