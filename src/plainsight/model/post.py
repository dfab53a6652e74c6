"""A post: the only kind of content this system can hold."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue, NotPublic
from plainsight.model.time import require_utc

TEXT_CHARS_MAX = 1_000_000


class Visibility(StrEnum):
    """Who could see the post when it was collected. There is no third member on purpose."""

    PUBLIC = "public"  # anyone
    SEMI_PUBLIC = "semi_public"  # open group, channel, searchable listing, official account


def require_visibility(label: object) -> Visibility:
    """Turn a feed's label into a Visibility, before anything else of the item is looked at.

    Raises NotPublic for every other value, `None` included: what is not labelled is private.
    """
    if isinstance(label, Visibility):
        return label
    if isinstance(label, str):
        for member in Visibility:
            if label == member.value:
                return member
    raise NotPublic(label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A public or semi-public content item, as its author wrote it."""

    post_id: str  # unique within `surface`
    account_id: str  # the author's account on the platform
    surface: str  # where it stood: group, channel, listing, official account
    visibility: Visibility
    posted_at: datetime
    text: str  # untouched: findings point at its characters
    language: str | None = None  # BCP 47 as the feed declares it; never a feature of a score

    def __post_init__(self) -> None:
        label = require_visibility(self.visibility)
        if label is not self.visibility:  # as a feed writes it: as good as the member
            object.__setattr__(self, "visibility", label)
        if not self.post_id:
            raise BadValue("post_id", self.post_id, "give each post an id")
        if len(self.text) > TEXT_CHARS_MAX:
            raise BadValue("text", f"{len(self.text)} characters", f"split above {TEXT_CHARS_MAX}")
        require_utc(posted_at=self.posted_at)
