"""The promises that are measured.

C1 to C5 restate the commitments that a coalition of US attorneys general announced on 13 March
2026; GAP is what the announcement calls the next priority; PRIVACY is our own.
"""

from collections.abc import Mapping
from enum import StrEnum


class Commitment(StrEnum):
    """One promise."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    GAP = "GAP"
    PRIVACY = "PRIVACY"


PROMISES: Mapping[Commitment, str] = {
    Commitment.C1: "Find and report public and semi-public posts that match patterns of money "
    "laundering and drug trafficking.",
    Commitment.C2: "Answer lawful requests for basic account information that are tied to a "
    "specific investigation.",
    Commitment.C3: "Answer emergency and preservation requests within 48 hours.",
    Commitment.C4: "Preserve requested data for as long as the investigation or case lasts.",
    Commitment.C5: "Keep a contact for law enforcement that answers in good time.",
    Commitment.GAP: "Measure what lies with a sister operator that does not answer.",
    Commitment.PRIVACY: "Never read what is private, and note every look at a person's data.",
}
