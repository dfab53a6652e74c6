"""The lexicon: terms as people write them, each with its sense, language and source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Facet(StrEnum):
    """The independent sides of an offer. A finding needs at least two that are not CONTEXT."""

    SERVICE = "service"  # a laundering or brokering service
    GOODS = "goods"  # drugs, precursors, equipment, accounts, documents
    TRANSACTION = "transaction"  # buying, selling, swapping, seeking
    PRICE = "price"  # price, quantity, rate, commission
    CONTACT = "contact"  # how to reach the author off the platform
    SETTLEMENT = "settlement"  # how value moves: cash, U, card, account
    LOGISTICS = "logistics"  # shipping, pick-up, meeting
    GUARANTEE = "guarantee"  # escrow, deposit, "司法包赔"
    RECRUITMENT = "recruitment"  # asking people to lend themselves or their accounts
    WORDING = "wording"  # how it is said: a trained model's alone, no sense and no typology has it
    CONTEXT = "context"  # speaks against: news, education, harm reduction, fiction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a group of terms means, in words an analyst can read in three languages."""

    sense_id: str  # dotted, for example "launder.crew"
    facet: Facet
    gloss: Mapping[str, str]  # "en", "zh", "es"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or phrase in its plain form; obfuscations are the views' business."""

    text: str
    language: str  # zh, en, es or any; for statistics only, never a feature of a score
    sense_id: str
    source: str
    first_seen: str  # YYYY or YYYY-MM
    expires_on: date | None = None  # the last day on which it counts
    homophones: bool = False  # may be found by sound as well (collisions checked)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All terms and the senses they carry."""

    terms: Sequence[Term]  # of which a tuple is one; never changed
    senses: Mapping[str, Sense] = field(default_factory=dict)

    def current(self, *, on: date) -> "Lexicon":
        """The lexicon without the terms that have expired before `on`."""
        kept = tuple(t for t in self.terms if t.expires_on is None or t.expires_on >= on)
        return Lexicon(terms=kept, senses=self.senses)
