"""One post on its way into the database."""

from dataclasses import dataclass, field

from plainsight.model.post import Post

Place = tuple[str, str]  # surface, post id
Key = tuple[str, str, int]  # surface, post id, revision


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
    def key(self) -> Key:
        """What is unique about it."""
        return (self.post.surface, self.post.post_id, self.revision)
