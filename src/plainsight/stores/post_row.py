"""One post on its way into the database."""

from dataclasses import dataclass, field

from plainsight.model.post import Post

Place = tuple[str, str]  # surface, post id


@dataclass(slots=True)
class Seen:
    """What the database holds under one surface and id."""

    revision: int = 0  # the highest
    digests: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A content not seen before, and the revision it becomes."""

    post: Post
    digest: bytes
    revision: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What is unique about it."""
        return (self.post.surface, self.post.post_id, self.revision)
