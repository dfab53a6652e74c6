"""What a feed makes of one record: a post, a refusal, or a place in quarantine."""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.model.post import Post

DERIVED_PREFIX = "derived:"  # marks a post id made from the content, because the feed has none


class RefusedLabel(StrEnum):
    """Why an item was refused. The label itself is not kept: it could hold anything."""

    PRIVATE = "private"  # labelled private
    UNLABELLED = "unlabelled"  # no label, or an empty one
    OTHER = "other"  # any other label


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    """An item that is neither public nor semi-public; nothing of it was read but its label."""

    record: str  # "line 17"
    label: RefusedLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedRecord:
    """A record that could not be read, with what is wrong and how to mend it.

    `raw` is None unless the record was first established to be public or semi-public.
    """

    record: str  # "line 17"
    field: str
    mend: str
    raw: bytes | None = None


FeedItem = Post | RefusedItem | QuarantinedRecord
