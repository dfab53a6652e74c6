"""A flow typology: stages between roles, what is counted in which window, and what speaks for it.

The files are `typologies/F*/typology.yaml`, with the schema `spec/schemas/flow-typology.json`;
docs/concepts/flows.md explains how they are read. Times are microseconds, values base units of the
reporting asset, shares and grades thousandths: the definition holds no float.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY_US = 86_400_000_000


class Key(StrEnum):
    """What a centre is: one account, or all accounts tied by one thing they share."""

    ACCOUNT = "account"
    OWNER = "owner"
    DEVICE = "device"
    PLACE = "place"
    CONTACT = "contact"


class Counts(StrEnum):
    """What a measure adds up over the legs of its window."""

    LEGS = "legs"
    PEERS = "peers"  # distinct parties at the other end
    VALUE = "value"
    PLACES = "places"  # distinct places of hand-over, where given


class Side(StrEnum):
    """Which legs of the centre a measure sees."""

    STAGE = "stage"  # those in the direction of its stage
    ANY = "any"  # every leg of the centre, in or out


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTest:
    """What an account must be to play a role. An empty set asks nothing."""

    kinds: frozenset[str] = frozenset()
    kinds_not: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    sectors_not: frozenset[str] = frozenset()
    peers_max: int | None = None  # parties it ever dealt with; keeps shops and exchanges out


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTest:
    """What a leg must be to count. An empty set or None asks nothing."""

    channels: frozenset[str] = frozenset()
    channels_not: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    purposes_not: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    assets_not: frozenset[str] = frozenset()
    source_countries: frozenset[str] = frozenset()
    source_countries_not: frozenset[str] = frozenset()
    target_countries: frozenset[str] = frozenset()
    target_countries_not: frozenset[str] = frozenset()
    value_from: int | None = None
    value_below: int | None = None
    crosses_border: bool | None = None  # both countries known and different
    is_related: bool | None = None  # the two accounts share an owner, device or contact
    is_away: bool | None = None  # handed over elsewhere than at the centre's home place
    is_refund: bool | None = None  # called so, and the target had paid as much before
    fee_from: int | None = None  # a leg called a fee counts from this value on
    relation_younger_than: int | None = None  # since the pair's first leg, this one included
    # For so long its feed must reach before the pair's first leg, since one met in its first
    # weeks may have dealt for years; or behind its last, if all its legs are as young as that.
    watched_for: int | None = None
    # So long its feed must be in all: what is quiet around a leg is then quiet, and not unseen.
    watched_in_all: int | None = None
    relation_life_max: int | None = None  # from the pair's first leg to its last


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part played in the flow."""

    name: str
    is_many: bool
    key: Key = Key.ACCOUNT  # for a centre
    test: AccountTest = AccountTest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number taken at a pivot; by default over the stage's own legs and window."""

    name: str
    counts: Counts
    where: LegTest | None = None  # replaces the stage's test for this number
    before: int | None = None  # the stretch of this length that ends where the window begins
    ever_before: bool = False  # everything before the window
    around: int | None = None  # the window with so much on either side of it
    side: Side = Side.STAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Legs from one role to another within one window.

    Where money is followed leg by leg (traced hubs, relays), `within` of the second stage is how
    soon after its arrival it must have left again.
    """

    name: str
    source_role: str
    target_role: str
    within: int
    where: LegTest = LegTest()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A requirement on a number, or on its share of another one (thousandths)."""

    measure: str
    of: str | None = None
    least: int | None = None
    most: int | None = None

    def holds(self, numbers: Mapping[str, int]) -> bool:
        """Whether the numbers meet the requirement."""
        number, unit = numbers[self.measure], 1
        if self.of is not None:
            number, unit = number * 1000, numbers[self.of]
        return (self.least is None or number >= self.least * unit) and (
            self.most is None or number <= self.most * unit
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A closed chain of one stage: back where it started, through `hops` legs."""

    hops_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """A dense block: how many others each account of the block deals with inside it."""

    targets_each: int  # distinct targets of every source
    sources_each: int  # distinct sources of every target
    sources: int
    targets: int
    middles: int = 0  # two stages: accounts between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What raises the score: a number, or its share of another, graded between two ends."""

    says: str  # a sentence with {names} of numbers
    weight: int  # thousandths
    measure: str
    of: str | None = None
    low: int = 0  # grade 0; thousandths when `of` is given
    high: int = 1  # grade 1; below `low` when less is worse


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """How an amount named in a post speaks for an instance: nearly equal, at nearly that time."""

    measure: str
    tolerance: int  # thousandths of the amount
    within: int
    weight: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The public advisory and the flag a typology rests on, with its words."""

    advisory: str
    flag: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTypology:
    """One folder `typologies/F*`."""

    typology_id: str  # "F03"
    name: str
    version: int
    title: Mapping[str, str]
    summary: str
    cites: tuple[Citation, ...]
    roles: Mapping[str, Role]
    stages: tuple[Stage, ...]
    require: tuple[Bound, ...]
    strength: str  # the number by which the strongest pivot is chosen
    reasons: tuple[Reason, ...]
    threshold: int  # score, thousandths, below which an instance is not reported
    ring: Ring | None = None
    layers: Layers | None = None
    passed_share: int | None = None  # traced: of a leg, thousandths, that must go out in time
    returns_within: int | None = None  # traced: what goes back so soon was not handed on
    quote: Quote | None = None
    amounts_in: str = "USD"  # the asset that the typology's amounts are written in
    at_risk: str = ""  # the number that is the amount at risk; `strength` when empty
    sar_subtypes: tuple[str, ...] = field(default=())
    strangers: bool = False  # who deals besides speaks against it: the form is one of strangers

    @property
    def tests(self) -> tuple[LegTest, ...]:
        """Every test of a leg: those of the stages and those of their measures."""
        measured = (measure.where for _, measure in self.measures if measure.where is not None)
        return (*(stage.where for stage in self.stages), *measured)

    @property
    def measures(self) -> tuple[tuple[Stage, Measure], ...]:
        """Every measure with its stage, in order."""
        return tuple((stage, measure) for stage in self.stages for measure in stage.measures)
