"""Candidates for the lexicon: proposed from confirmed alerts, approved by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue, IllegalMove, SamePerson
from plainsight.model.time import require_utc

LEXICON_HEADER = "term,language,sense,source,first_seen,expires,homophones,note"
LANGUAGES = ("zh", "en", "es", "any")


class CandidateStand(StrEnum):
    """Where a candidate stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A term that confirmed alerts use and benign ones do not."""

    candidate_id: str
    term: str
    language: str  # of the word, as the lexicon's column says it
    sense_id: str  # the sense it is proposed for
    confirmed_count: int  # confirmed campaigns that use it
    benign_count: int  # benign ones that do
    z_milli: int  # thousandths of the log-odds' z score (Monroe, Colaresi and Quinn 2008)
    collisions: tuple[str, ...] = ()  # "same_sound 病毒": ordinary words it would be taken for
    proposed_by: str
    proposed_at: datetime
    stand: CandidateStand = CandidateStand.PROPOSED
    approved_by: str | None = None  # who approved or rejected it
    approved_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(proposed_at=self.proposed_at, approved_at=self.approved_at)
        if not self.term.strip():
            raise BadValue("term", self.term, "a term that is not empty")
        if self.language not in LANGUAGES:
            raise BadValue("language", self.language, f"one of {', '.join(LANGUAGES)}")


def answer_candidate(
    candidate: Candidate, *, is_approved: bool, staff_id: str, now: datetime
) -> Candidate:
    """Let a second person say yes or no. Raises SamePerson, or IllegalMove when it was answered."""
    if candidate.stand is not CandidateStand.PROPOSED:
        raise IllegalMove("answer", "candidate", candidate.stand.value)
    if staff_id == candidate.proposed_by:
        raise SamePerson("approval", "proposal")
    stand = CandidateStand.APPROVED if is_approved else CandidateStand.REJECTED
    return replace(candidate, stand=stand, approved_by=staff_id, approved_at=now)


def lexicon_rows(candidates: Sequence[Candidate]) -> str:
    """Approved candidates as a file for `typologies/lexicon/`, header first, sorted by term.

    None of them is found by sound: `homophones` stays `no` until an author has looked.
    """
    approved = [each for each in candidates if each.stand is CandidateStand.APPROVED]
    rows = [_row(each) for each in sorted(approved, key=lambda c: (c.term, c.sense_id))]
    return "\n".join([LEXICON_HEADER, *rows]) + "\n"


def _row(candidate: Candidate) -> str:
    cells = (
        candidate.term,
        candidate.language,
        candidate.sense_id,
        f"review decisions: {candidate.confirmed_count} confirmed, {candidate.benign_count} benign",
        f"{candidate.proposed_at.year}-{candidate.proposed_at.month:02}",
        "",
        "no",
        "; ".join(candidate.collisions),
    )
    return ",".join(_cell(cell) for cell in cells)


def _cell(text: str) -> str:
    """RFC 4180."""
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
