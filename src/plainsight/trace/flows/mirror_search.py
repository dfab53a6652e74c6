"""The whole mirror search: settings, null, false discoveries, assignment, evidence.

Engines bring a `TieFinder` that is fast; everything else is this, on the few ties that remain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from plainsight.trace.flows.mirror import (
    Direction,
    MirrorLeg,
    MirrorSetting,
    Span,
    Tie,
    find_ties,
    is_admissible,
    opposite,
    span_of,
    tie_order,
)
from plainsight.trace.flows.mirror_match import Candidate, assign
from plainsight.trace.flows.mirror_net import Move, NetPosition, net_position
from plainsight.trace.flows.mirror_runs import Run, find_runs
from plainsight.trace.flows.mirror_score import expected_false, false_shares
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import Key


class TieFinder(Protocol):
    """Finds ties at one level of keys: accounts, or what accounts share."""

    @property
    def level(self) -> str:
        """The kind of key."""

    @property
    def is_joining(self) -> bool:
        """Whether some key stands for two accounts; else this level repeats that of accounts."""

    @property
    def span(self) -> Span:
        """The days that both sides cover."""

    def ties(self, setting: MirrorSetting) -> list[Tie]:
        """`find_ties` on the data as it is."""

    def null_scores(self, setting: MirrorSetting, shifts: Sequence[int]) -> list[list[int]]:
        """The scores of `find_ties` for each shift of side B."""

    def legs(self, tie: Tie) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
        """The legs of both ends of a tie, whatever their value, in order."""

    def books(self, key_a: str, key_b: str) -> tuple[Sequence[Move], Sequence[Move]]:
        """All that a key of side A, and one of side B, received and paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorPair:
    """Two legs that settle one value; `lag_us` is B after A, `spread` thousandths of A's value."""

    a: MirrorLeg
    b: MirrorLeg
    lag_us: int
    spread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A tie that chance does not explain, with every pair of legs it rests on."""

    level: str
    tie: Tie
    setting: MirrorSetting
    false_share: int  # thousandths of ties as strong as this that chance accounts for
    looks: int  # settings and levels that were tried; paid for in `false_share`
    pairs: tuple[MirrorPair, ...]
    runs: tuple[Run, ...]  # one leg against several of the other side
    books: NetPosition | None = None  # whether both ends' books even out; None: too little moved

    @property
    def value(self) -> int:
        """What was settled, in base units of the reporting asset, by side A's legs."""
        alone = sum(pair.a.value for pair in self.pairs)
        return alone + sum(sum(leg.value for leg in run.legs_a) for run in self.runs)

    def legs(self) -> list[MirrorLeg]:
        """Every leg it rests on: those of pairs first, then those of runs."""
        return [leg for pair in self.pairs for leg in (pair.a, pair.b)] + [
            leg for run in self.runs for leg in (*run.legs_a, *run.legs_b)
        ]


@dataclass(slots=True, kw_only=True)
class PlainTies:
    """The judge's finder: every pair of legs is looked at."""

    side_a: Sequence[MirrorLeg]
    side_b: Sequence[MirrorLeg]
    pairs_min: int
    level: str = "account"

    @property
    def is_joining(self) -> bool:
        """By definition."""
        accounts: dict[str, set[str]] = {}
        for leg in (*self.side_a, *self.side_b):
            for account, keys in ((leg.source, leg.source_keys), (leg.target, leg.target_keys)):
                for key in keys:
                    accounts.setdefault(key, set()).add(account)
        return any(len(held) > 1 for held in accounts.values())

    @property
    def span(self) -> Span:
        """The days that both sides cover."""
        return span_of([*self.side_a, *self.side_b])

    def ties(self, setting: MirrorSetting, shift: int = 0) -> list[Tie]:
        """By definition."""
        return find_ties(
            self.side_a, self.side_b, setting, self.span, pairs_min=self.pairs_min, shift=shift
        )

    def null_scores(self, setting: MirrorSetting, shifts: Sequence[int]) -> list[list[int]]:
        """By definition."""
        return [[tie.score_micro for tie in self.ties(setting, shift)] for shift in shifts]

    def legs(self, tie: Tie) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
        """Legs by the keys of their ends."""
        return (
            [leg for leg in self.side_a if tie.key_a in leg.keys(tie.direction)],
            [leg for leg in self.side_b if tie.key_b in leg.keys(opposite(tie.direction))],
        )

    def books(self, key_a: str, key_b: str) -> tuple[Sequence[Move], Sequence[Move]]:
        """By definition."""
        return moves_of(self.side_a, key_a), moves_of(self.side_b, key_b)


def moves_of(legs: Sequence[MirrorLeg], key: str) -> list[Move]:
    """What each leg did to the book of `key`; a leg between two of its accounts did nothing."""
    signs = [(leg, (key in leg.target_keys) - (key in leg.source_keys)) for leg in legs]
    return [Move(at_us=leg.at_us, value=sign * leg.value) for leg, sign in signs if sign]


def find_mirrors(typology: MirrorTypology, finders: Sequence[TieFinder]) -> list[Mirror]:
    """Search every setting at every level and keep what passes the false-discovery limit.

    A level of shared things at which nothing is shared would repeat the level of accounts, and is
    left out. No leg serves two mirrors: the surest take first. Raises BadValue when the data is
    too short.
    """
    levels = [each for each in finders if each.level == Key.ACCOUNT or each.is_joining]
    looks = len(typology.settings) * len(levels)
    met: dict[tuple[int, Direction, str, str], _Met] = {}
    for order, finder in enumerate(levels):
        for setting in typology.settings:
            for expected, tie in _expected(typology, finder, setting):
                name = (order, tie.direction, tie.key_a, tie.key_b)
                known = met.get(name)
                if known is None or expected < known.expected:
                    met[name] = _Met(
                        order=order, finder=finder, setting=setting, tie=tie, expected=expected
                    )
    every = list(met.values())
    shares = false_shares([each.expected for each in every], looks=looks)
    surest = sorted(
        (
            (share, each)
            for share, each in zip(shares, every, strict=True)
            if share <= typology.false_share_max
        ),
        key=lambda one: (one[1].expected, one[1].order, tie_order(one[1].tie)),
    )
    taken: set[int] = set()
    mirrors = []
    for share, each in surest:
        mirror = _evidence(typology, each, share, looks, taken)
        if mirror is not None:
            mirrors.append(mirror)
    return mirrors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Met:
    """A tie at the setting at which it is least expected."""

    order: int
    finder: TieFinder
    setting: MirrorSetting
    tie: Tie
    expected: float


def _expected(
    typology: MirrorTypology, finder: TieFinder, setting: MirrorSetting
) -> Iterator[tuple[float, Tie]]:
    """Every tie of one look, with how many as strong chance brings."""
    shifts = finder.span.null_shifts(setting.lag_max, typology.null_shifts)
    ties = finder.ties(setting)
    nulls = finder.null_scores(setting, shifts)
    return zip(expected_false([tie.score_micro for tie in ties], nulls), ties, strict=True)


def _evidence(
    typology: MirrorTypology, met: _Met, share: int, looks: int, taken: set[int]
) -> Mirror | None:
    """Pair the tie's free legs one to one, then one against several."""
    setting, tie = met.setting, met.tie
    legs_a, legs_b = met.finder.legs(tie)
    free_a = [leg for leg in legs_a if leg.number not in taken and leg.value >= setting.floor]
    free_b = [leg for leg in legs_b if leg.number not in taken]
    pairs = pair_legs(free_a, [leg for leg in free_b if leg.value >= setting.floor], setting)
    if len(pairs) < typology.pairs_min:
        return None
    used = {leg.number for pair in pairs for leg in (pair.a, pair.b)}
    rest_a = [leg for leg in legs_a if leg.number not in taken | used]
    rest_b = [leg for leg in free_b if leg.number not in used]
    runs = find_runs(rest_a, rest_b, setting, run_max=typology.run_max)
    taken |= used | {leg.number for run in runs for leg in (*run.legs_a, *run.legs_b)}
    return Mirror(
        level=met.finder.level,
        tie=tie,
        setting=setting,
        false_share=share,
        looks=looks,
        pairs=tuple(pairs),
        runs=tuple(runs),
        books=net_position(*met.finder.books(tie.key_a, tie.key_b), met.finder.span),
    )


def pair_legs(
    legs_a: Sequence[MirrorLeg], legs_b: Sequence[MirrorLeg], setting: MirrorSetting
) -> list[MirrorPair]:
    """As many pairs as can stand together, and of those the likeliest by lag and spread.

    A pair costs more the later it settles and the further its spread lies from the usual one of
    the tie: brokers quote a rate, chance does not.
    """
    by_number = {leg.number: leg for leg in (*legs_a, *legs_b)}
    met = [
        (a, b)
        for a in legs_a
        for b in legs_b
        if abs(a.at_us - b.at_us) <= setting.lag_max and is_admissible(a, b, setting)
    ]
    spreads = sorted(spread_of(a, b) for a, b in met)
    usual = spreads[len(spreads) // 2] if spreads else 0
    width = max(1, setting.spread_high - setting.spread_low)
    candidates = [
        Candidate(
            a=a.number,
            b=b.number,
            cost=abs(a.at_us - b.at_us) * 1000 // max(1, setting.lag_max)
            + abs(spread_of(a, b) - usual) * 1000 // width,
        )
        for a, b in met
    ]
    pairs = []
    for chosen in assign(candidates):
        a, b = by_number[chosen.a], by_number[chosen.b]
        pairs.append(MirrorPair(a=a, b=b, lag_us=b.at_us - a.at_us, spread=spread_of(a, b)))
    return pairs


def spread_of(a: MirrorLeg, b: MirrorLeg) -> int:
    """Thousandths by which B is worth more than A, rounded down."""
    return (b.value - a.value) * 1000 // a.value
