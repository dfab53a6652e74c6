"""Facts: what happened, told by the core, committed by `app` together with the change itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.model.time import require_utc

# What canonical JSON (RFC 8785) can hold without loss; no floats, so that every reader agrees.
JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class AuditTag(StrEnum):
    """Every kind of entry the audit log can hold, as `subject:act`."""

    LOG_OPENED = "log:opened"
    POLICY_CHANGED = "policy:changed"
    POSTS_INGESTED = "posts:ingested"
    POSTS_REFUSED = "posts:refused"  # private or unlabelled: counted, never read
    RECORD_QUARANTINED = "record:quarantined"
    POSTS_SCANNED = "posts:scanned"
    CHAIN_INGESTED = "chain:ingested"
    ATTRIBUTIONS_UPDATED = "attributions:updated"
    ADDRESSES_SCREENED = "addresses:screened"
    TRACE_REPORTED = "trace:reported"
    ALERT_RAISED = "alert:raised"
    ALERT_REVISED = "alert:revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One happening. `personal` values enter the log only as salted commitments."""

    tag: AuditTag
    subject: str  # id of what it is about
    at: datetime
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_utc(at=self.at)
