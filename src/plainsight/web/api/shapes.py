"""What the API answers with: typed, and nothing in it that the caller's scope does not cover."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

ItemT = TypeVar("ItemT")


class Shape(BaseModel):
    """Base of all: no field but those declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(BaseModel):
    """RFC 9457: what is wrong, as a machine and as a person reads it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[str] = Field(default_factory=list)


class Page(Shape, Generic[ItemT]):
    """A page of a list; ask again with `next_cursor` until it is null."""

    items: list[ItemT]
    next_cursor: str | None


class IngestAnswer(Shape):
    """What became of the records sent; `read` is the sum of the five counts below it."""

    read: int
    ingested: int = Field(description="new to the records, revisions included")
    revised: int = Field(description="of these: other content under an id known before")
    duplicates: int
    refused: int = Field(description="private or unlabelled: never read")
    quarantined: int


class TransfersAnswer(Shape):
    """What became of the rows sent."""

    read: int
    new: int
    revised: int
    known: int
    skipped: int
    quarantined: int


class AlertShape(Shape):
    """One alert at its newest version."""

    alert_id: str
    version: int
    kind: str
    score_permille: Annotated[int, Field(ge=0, le=1000)]
    typology_ids: list[str]
    state: str
    created_at: datetime
    revised_at: datetime


class AlertDetail(AlertShape):
    """An alert with the findings behind it."""

    finding: dict[str, Any]


class CaseShape(Shape):
    """One case, without its notes."""

    case_id: str
    reference: str
    title: str
    stand: str
    opened_at: datetime


class RequestShape(Shape):
    """A legal request without what it says about people."""

    request_id: str
    reference: str
    instrument_id: str
    agency_id: str
    is_emergency: bool
    received_at: datetime
    answered_at: datetime | None
    authenticity: str
    holding: str
    production: str
    notice: str
    cross_border: str


class ClockShape(Shape):
    """One response clock."""

    kind: str
    started_at: datetime
    due_at: datetime
    answered_at: datetime | None
    standing: str


class ReceiptShape(RequestShape):
    """What a requester gets at once: an acknowledgement, which is not a response."""

    clocks: list[ClockShape]
    hold_count: int


class HoldShape(Shape):
    """A hold: how much it covers, not what."""

    hold_id: str
    request_id: str
    state: str
    data_classes: list[str]
    record_count: int
    placed_at: datetime
    floor_at: datetime
    extension_count: int
    released_at: datetime | None


class DisclosureShape(Shape):
    """What left for a legal request."""

    disclosure_id: str
    request_id: str
    officer_id: str
    package_digest: str
    counts: dict[str, Any]
    released_at: datetime


class CheckpointShape(Shape):
    """The newest signed checkpoint; `note` is the C2SP signed note."""

    size: int
    root: str = Field(description="base64")
    note: str
    at: datetime


class EntryShape(Shape):
    """One entry of the audit log; `canonical` are the bytes that the tree's leaf is hashed from."""

    index: int
    tag: str
    subject: str
    at: datetime
    canonical: str


class ProofShape(Shape):
    """A proof file as `plainsight verify` reads it."""

    proof: str


class WebhookShape(Shape):
    """A webhook and how it fares."""

    webhook_id: str
    url: str
    tags: list[str]
    next_index: int
    attempt_count: int
    problem: str
    is_active: bool


class DecisionShape(Shape):
    """One person's decision; who it was stays inside."""

    decision_id: str
    alert_version: int
    round: int
    look: str
    outcome: str
    reason_ids: list[str]
    decided_at: datetime
    policy: str = Field(description="id and version of the list that the reasons are from")


class ToldShape(Shape):
    """A number and the entries behind it."""

    value: int | None
    part_of: int | None = Field(description="the whole that the value is a share of")
    is_kept: bool | None
    entries: list[int] = Field(description="indices in the audit log; ask for their proofs")


class LineShape(Shape):
    """One measure since the last statement, and as last stated."""

    measure_id: str
    commitment: str
    title: str
    definition: str
    unit: str
    value: int | None
    part_of: int | None = Field(description="the whole that the value is a share of")
    is_kept: bool | None
    entries: list[int] = Field(description="indices in the audit log; ask for their proofs")
    trend: list[int | None] = Field(description="by period, the running one last")
    stated: ToldShape | None = Field(description="of the last stated period; null before one")


class ScoreboardShape(Shape):
    """Every measure over entries `first` up to `end`; `signed` of them stand under a checkpoint."""

    periods: list[str]
    stated: str = Field(description="the last stated period; empty before one")
    stated_by: str = Field(description="version of the measures it was measured by")
    measured_by: str = Field(description="version of the definitions, and of what came since")
    first: int
    end: int
    signed: int
    lines: list[LineShape]
