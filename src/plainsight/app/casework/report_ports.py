"""What reporting asks of the world: writers of forms, readers of answers, and what was sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from plainsight.casework.report.acknowledgement import Acknowledgement
from plainsight.casework.report.draft import ReportDraft
from plainsight.model.time import require_utc

# Writes a draft as its authority takes it, dated by the instant given. Raises UnfitReport and
# Ungrounded before anything is made.
WriteReport = Callable[[ReportDraft, datetime], bytes]

# Reads what an authority answered. Raises BadAcknowledgement.
ReadAnswer = Callable[[bytes], Acknowledgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReport:
    """What left, byte for byte."""

    report_id: str
    document: bytes = field(repr=False)
    digest: str  # SHA-256, hex; stands in the audit log too
    sent_at: datetime

    def __post_init__(self) -> None:
        require_utc(sent_at=self.sent_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAnswer:
    """What came back, byte for byte and as it was read."""

    report_id: str
    document: bytes = field(repr=False)
    digest: str
    read: Acknowledgement
    received_at: datetime

    def __post_init__(self) -> None:
        require_utc(received_at=self.received_at)


class Filings(Protocol):
    """What was sent to authorities and what they answered; append-only.

    Ask `unit.casework.reports` first: it knows who may know. On PostgreSQL a row here shows only to
    whom its report shows.
    """

    def keep_sent(self, sent: SentReport) -> None:
        """Store what was sent; once for each report."""

    def sent(self, report_id: str) -> SentReport | None:
        """Return what was sent, or nothing."""

    def keep_answer(self, answer: AuthorityAnswer) -> None:
        """Store an answer; the same bytes about the same report only once."""

    def answers(self, report_id: str) -> tuple[AuthorityAnswer, ...]:
        """Return the answers about a report, oldest first."""
