"""What lies in the records, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsKept:
    """What became of a batch: `ingested + duplicates` is its length."""

    ingested: int  # new, revisions included
    revised: int  # of these: an id known before, with other content
    duplicates: int  # id and content known before
    digest: str  # SHA-256 over the digests of the ingested posts, ordered by surface, id, revision


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """One revision of a post."""

    number: int  # order of storing; increasing, not gap-free
    batch_id: str
    post: Post

    @property
    def revision(self) -> int:
        """1 for the first content seen under this id."""
        return self.post.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuarantine:
    """A quarantined record as it is kept."""

    source: str
    record: QuarantinedRecord
    at: datetime


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"  # awaits a person
    CLOSED = "closed"  # its campaign became part of another's, which has the open alert


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAlert:
    """One campaign that awaits a person, at its newest version."""

    alert_id: str
    version: int  # 1 when raised, one more at each revision
    kind: str  # what kind of thing was found: "posts", "flow" ...
    campaign_key: str  # what ties the campaign together; one alert per key
    score_permille: int  # 0..1000
    typology_ids: tuple[str, ...]
    finding: Mapping[str, JsonValue]
    state: AlertState
    created_at: datetime
    revised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlert:
    """A campaign to store: the part of a StoredAlert that the finder knows."""

    kind: str
    campaign_key: str
    score_permille: int
    typology_ids: tuple[str, ...]
    finding: Mapping[str, JsonValue]


class AlertChange(StrEnum):
    """What storing a campaign did."""

    RAISED = "raised"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEntry:
    """One entry as it lies in the log. `canonical` is what the tree's leaf is hashed from."""

    index: int
    tag: str
    subject: str
    at: datetime
    canonical: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens one commitment of one entry: erasable, while the entry stays."""

    index: int
    name: str  # the key in `Fact.personal`
    value: str
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheckpoint:
    """A signed checkpoint; `note` is the C2SP text, signatures included."""

    size: int
    root: bytes
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStamp:
    """An outside authority's word (RFC 3161) that a checkpoint was there at its time."""

    size: int  # of the checkpoint
    token: bytes  # a DER TimeStampResp over the checkpoint's note
    at: datetime  # by our own clock; the authority's stands in the token


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version of one policy file, kept so that an old finding can always be explained."""

    policy_id: str  # "T03", "deadline/us-2702"
    version: str
    digest: str  # SHA-256 of `text`, hex
    text: str  # the file as it was
