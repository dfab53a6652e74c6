"""Mirror transfers: two legs in two currencies between four parties that settle one value.

A broker takes dollars here and pays yuan there (or the other way round); nothing crosses the
border. One pair of legs proves nothing: in a month of 50,000 by 500,000 legs every dollar leg has
hundreds of chance partners. What a broker cannot avoid is repetition between the same two accounts.
So the unit of search is a *tie*: an account of side A and an account of side B, seen in opposite
directions (one pays where the other is paid).

For a tie, `k` is the largest number of its legs that pair one to one, `e` what chance would give:
the mean number of admissible pairs over the true alignment and moves of side B by whole days that
are clear of it and of each other. Amounts, rhythm of the day and activity of both accounts stay as
they are under that null. The true alignment belongs to the mean: were it left out, whatever meets
there and nowhere else would look infinitely surprising, and no null search could be compared.
The score is the Poisson log-likelihood ratio k ln(k/e) - (k - e).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.trace.flows.mirror_match import one_to_one
from plainsight.trace.flows.mirror_score import score_micro
from plainsight.trace.flows.typology import DAY_US

THOUSAND = 1000
WEEKS_MIN = 12


class Direction(StrEnum):
    """What the account of side A does; the account of side B does the opposite."""

    PAYS = "pays"
    RECEIVES = "receives"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorSetting:
    """One way of looking. Several are tried, and the number of them is paid for."""

    lag_max: int  # microseconds
    spread_low: int  # thousandths: value B over value A, less one
    spread_high: int
    floor: int  # base units of the reporting asset; smaller legs are no broker's business


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorLeg:
    """A leg of one side, with the keys (accounts, or what accounts share) of its two ends."""

    number: int
    transfer_id: str
    source: str
    target: str
    source_keys: tuple[str, ...]
    target_keys: tuple[str, ...]
    at_us: int
    value: int  # base units of the reporting asset, at the day's rate

    def keys(self, direction: Direction) -> tuple[str, ...]:
        """The keys of the end that pays, or of the end that is paid."""
        return self.source_keys if direction is Direction.PAYS else self.target_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that both sides cover; time shifts run round it."""

    start_us: int
    days: int

    def shifts(self, lag_max: int) -> range:
        """Whole-day shifts no two of which let the same pair meet, nor does the truth.

        Evenly spaced, so that the true alignment is one among equals: were the shifts denser than
        the lag, a chance meeting would be counted at several of them, but the truth at one. Whole
        weeks where the data holds a dozen, since weekdays differ.
        """
        apart = -(-2 * lag_max // DAY_US) + 1
        if self.days >= WEEKS_MIN * 7 and apart <= 7:
            apart = 7
        return range(apart, self.days - apart + 1, apart)

    def null_shifts(self, lag_max: int, count: int) -> list[int]:
        """Up to `count` of them, spread evenly.

        Raises BadValue when the data is too short for any: chance could not be known.
        """
        among = self.shifts(lag_max)
        if not among:
            raise BadValue("days", self.days, "too short to know what chance gives; take more days")
        count = min(count, len(among))
        return [among[place * len(among) // count] for place in range(count)]

    def shifted(self, at_us: int, days: int) -> int:
        """An instant moved round the span."""
        length = self.days * DAY_US
        return self.start_us + (at_us - self.start_us + days * DAY_US) % length


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A key of each side, what they have in common, and what chance would give."""

    direction: Direction
    key_a: str
    key_b: str
    pairs: int  # k, one to one
    chance_micro: int  # e, millionths
    score_micro: int  # log-likelihood ratio, millionths


def span_of(legs: Iterable[MirrorLeg]) -> Span:
    """Whole days from the first leg's midnight to the end of the last leg's day."""
    days = {leg.at_us // DAY_US for leg in legs} or {0}
    return Span(start_us=min(days) * DAY_US, days=max(days) - min(days) + 1)


def find_ties(
    side_a: Sequence[MirrorLeg],
    side_b: Sequence[MirrorLeg],
    setting: MirrorSetting,
    span: Span,
    *,
    pairs_min: int,
    shift: int = 0,
) -> list[Tie]:
    """Every tie with at least `pairs_min` pairs; side B is moved by `shift` days, 0 for none."""
    legs_a = [leg for leg in side_a if leg.value >= setting.floor]
    legs_b = [leg for leg in side_b if leg.value >= setting.floor]
    ties = []
    for name, pairs in _meetings(legs_a, legs_b, setting, span, shift).items():
        count = len(one_to_one(pairs))
        if count < pairs_min:
            continue
        direction, key_a, key_b = name
        own_a = [leg for leg in legs_a if key_a in leg.keys(direction)]
        own_b = [leg for leg in legs_b if key_b in leg.keys(opposite(direction))]
        chance = expected_micro(own_a, own_b, setting, span)
        ties.append(
            Tie(
                direction=direction,
                key_a=key_a,
                key_b=key_b,
                pairs=count,
                chance_micro=chance,
                score_micro=score_micro(count, chance),
            )
        )
    return sorted(ties, key=tie_order)


def tie_order(tie: Tie) -> tuple[int, str, str, str]:
    """Best first."""
    return (-tie.score_micro, tie.direction, tie.key_a, tie.key_b)


def opposite(direction: Direction) -> Direction:
    """What the other side does."""
    return Direction.RECEIVES if direction is Direction.PAYS else Direction.PAYS


def is_admissible(a: MirrorLeg, b: MirrorLeg, setting: MirrorSetting) -> bool:
    """Four different accounts, and a value that differs by the spread only. Lag is judged apart."""
    return (THOUSAND + setting.spread_low) * a.value <= THOUSAND * b.value <= (
        THOUSAND + setting.spread_high
    ) * a.value and len({a.source, a.target, b.source, b.target}) == 4


def expected_micro(
    own_a: Sequence[MirrorLeg], own_b: Sequence[MirrorLeg], setting: MirrorSetting, span: Span
) -> int:
    """Mean number of admissible pairs over shift 0 and every clear one, in millionths."""
    shifts = [0, *span.shifts(setting.lag_max)]
    met = 0
    for a in own_a:
        for b in own_b:
            if is_admissible(a, b, setting):
                met += sum(
                    abs(a.at_us - span.shifted(b.at_us, days)) <= setting.lag_max for days in shifts
                )
    return max(1, met * 1_000_000 // len(shifts))


def _meetings(
    legs_a: Sequence[MirrorLeg],
    legs_b: Sequence[MirrorLeg],
    setting: MirrorSetting,
    span: Span,
    shift: int,
) -> dict[tuple[Direction, str, str], list[tuple[int, int]]]:
    met: dict[tuple[Direction, str, str], list[tuple[int, int]]] = {}
    for a in legs_a:
        for b in legs_b:
            at_us = span.shifted(b.at_us, shift) if shift else b.at_us
            if abs(a.at_us - at_us) <= setting.lag_max and is_admissible(a, b, setting):
                for name in ties_between(a, b):
                    met.setdefault(name, []).append((a.number, b.number))
    return met


def ties_between(a: MirrorLeg, b: MirrorLeg) -> Iterator[tuple[Direction, str, str]]:
    """The ties that a pair of legs speaks for: one in each direction and pair of keys."""
    for direction in Direction:
        for key_a in a.keys(direction):
            for key_b in b.keys(opposite(direction)):
                yield direction, key_a, key_b
