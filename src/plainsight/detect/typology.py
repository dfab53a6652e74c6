"""A typology: a named way of committing the offence, composed of indicators, as data.

The files live in `typologies/`; their schema is `spec/schemas/typology.json`. No single red flag
is determinative (FIN-2025-A003, FIN-2024-A002, FIN-2019-A006 all say so), hence `facets_min`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from plainsight.detect.lexicon import Facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The public advisory and the flag a typology rests on, with its words."""

    advisory: str
    flag: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A condition on what stands within `within` characters of an indicator's span."""

    sense_ids: frozenset[str] = frozenset()
    extract_kinds: frozenset[str] = frozenset()
    within: int = 20
    count: int = 1  # so many different words at least, side by side; asked of `near` alone

    @property
    def names(self) -> frozenset[str]:
        """Senses and kinds alike."""
        return _names(self)


@cache  # asked for every text, and no field: a policy's digest is made of fields
def _names(neighbour: Neighbour) -> frozenset[str]:
    return neighbour.sense_ids | neighbour.extract_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One red flag: any of these senses or extracted values, seen in a post."""

    indicator_id: str
    facet: Facet
    weight: float  # 0..1
    says: str  # the flag in words, shown to the reader
    # The senses are unlike: a reason tells what the word found means, not what all of them share.
    tells_sense: bool = False
    anchor: bool = False  # a finding needs at least one
    sense_ids: frozenset[str] = frozenset()
    extract_kinds: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()  # when given, only these extracted values
    near: Neighbour | None = None
    unless: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A benign context; multiplies the score by (1 - weight)."""

    against_id: str
    weight: float
    says: str
    sense_ids: frozenset[str]
    # An advertiser can write "news" under an advert; a contact of his own betrays him.
    yields_to: frozenset[Facet] = frozenset()
    # A question, a meal or a game speaks of its own sentence; an advert may be hidden among others.
    in_sentence: bool = False
    # A lawful good beside a word of concealment is what a parcel is said to hold.
    unless: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typology:
    """One folder of `typologies/`."""

    typology_id: str  # "T04"
    name: str  # "running-points"
    version: int
    title: Mapping[str, str]
    summary: str
    cites: tuple[Citation, ...]
    indicators: tuple[Indicator, ...]
    against: tuple[Against, ...] = ()
    facets_min: int = 2
    within: int = 200  # all facets of a finding stand within so many characters
    threshold: float = 0.5
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sample under a typology, written by us: it must hit, nearly miss, or be benign."""

    text: str
    language: str
    why: str
    typology_id: str
    kind: str  # hit | near_miss | benign
    place: str = field(default="", compare=False)  # file:line
