"""What an operator declares about a feed of posts: field names, and what its items do not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.model.fact import JsonValue
from plainsight.model.post import Visibility
from plainsight.model.time import format_instant, require_utc


class Times(StrEnum):
    """How a feed writes `posted_at`. Declared, because a guess moves a post by hours."""

    RFC3339 = "rfc3339"  # text with its offset, or a Parquet timestamp with a time zone
    UTC = "utc"  # text or a Parquet timestamp without offset, known to be UTC
    EPOCH_SECONDS = "epoch_seconds"
    EPOCH_MILLISECONDS = "epoch_milliseconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNames:
    """Which field, or column, of the feed holds what."""

    post_id: str = "post_id"
    account_id: str = "account_id"
    surface: str = "surface"
    visibility: str = "visibility"
    posted_at: str = "posted_at"
    text: str = "text"
    language: str = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDeclaration:
    """Field names, and values that hold for every item of the feed that lacks the field.

    `assume_visibility` speaks only for items without a visibility field. An item that carries a
    label, even an empty one, is judged by its own label.
    """

    fields: FieldNames = field(default_factory=FieldNames)
    times: Times = Times.RFC3339
    # The platform's own words for the two kinds of content that may be read, e.g. "channel".
    visibility_labels: Mapping[str, Visibility] = field(default_factory=dict)
    assume_visibility: Visibility | None = None
    assume_surface: str | None = None
    assume_account_id: str | None = None
    assume_posted_at: datetime | None = None
    assume_language: str | None = None

    def __post_init__(self) -> None:
        require_utc(assume_posted_at=self.assume_posted_at)

    @property
    def assumed(self) -> dict[str, JsonValue]:
        """The assumptions, for the log. Account and surface appear as declared, not by name."""
        said: dict[str, JsonValue] = {}
        if self.visibility_labels:
            said["visibility_labels"] = {k: v.value for k, v in self.visibility_labels.items()}
        if self.assume_visibility is not None:
            said["visibility"] = self.assume_visibility.value
        if self.assume_posted_at is not None:
            said["posted_at"] = format_instant(self.assume_posted_at)
        if self.assume_language is not None:
            said["language"] = self.assume_language
        if self.assume_surface is not None:
            said["surface"] = True
        if self.assume_account_id is not None:
            said["account_id"] = True
        return said
