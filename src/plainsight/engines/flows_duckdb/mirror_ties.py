"""Finds ties over arrays; implements `trace.flows.mirror_search.TieFinder`."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.flows_duckdb import mirror_kernel
from plainsight.trace.flows.mirror import Direction, MirrorLeg, MirrorSetting, Span, Tie, tie_order
from plainsight.trace.flows.mirror_net import Move
from plainsight.trace.flows.mirror_score import score_micro
from plainsight.trace.flows.typology import DAY_US

Ints = NDArray[np.int64]
TIME, VALUE, SOURCE, TARGET, SOURCE_KEY, TARGET_KEY = range(6)
ABSENT = -2  # an end without a key has -1
_WAYS = (Direction.PAYS, Direction.RECEIVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Legs of one side in order of number: six columns, and the number of each leg.

    An end without a key has -1 there. Where ends have several keys, a leg stands once for each key
    of its source with -1 for its target, and the other way round: no key sees it twice.
    """

    columns: Ints  # 6 x legs
    numbers: Ints

    def above(self, floor: int, *, legs_min: int) -> "Side":
        """Legs of at least this value that a tie can rest on.

        A tie pairs its legs one to one, so an end with fewer than `legs_min` of them ties nothing.
        """
        columns = self.columns[:, self.columns[VALUE] >= floor]
        numbers = self.numbers[self.columns[VALUE] >= floor]
        for end in (SOURCE_KEY, TARGET_KEY):
            counts = np.bincount(columns[end] + 1)
            columns[end, counts[columns[end] + 1] < legs_min] = -1
        kept = (columns[SOURCE_KEY] >= 0) | (columns[TARGET_KEY] >= 0)
        return Side(columns=np.ascontiguousarray(columns[:, kept]), numbers=numbers[kept])


class ArrayTies:
    """Ties of one level of keys. `reader` fetches the few legs that evidence is made of."""

    def __init__(
        self,
        side_a: Side,
        side_b: Side,
        *,
        span: Span,
        level: str,
        key_names: Sequence[str],
        reader: Callable[[Tie], tuple[list[MirrorLeg], list[MirrorLeg]]],
        pairs_min: int,
        threads: int = 2,
    ) -> None:
        self._a = side_a
        self._b = side_b
        self._span = span
        self._level = level
        self._names = key_names
        self._reader = reader
        self._pairs_min = pairs_min
        self._threads = threads
        self._codes: dict[str, int] | None = None

    @property
    def level(self) -> str:
        """The kind of key."""
        return self._level

    @property
    def is_joining(self) -> bool:
        """Whether some key stands for two accounts."""
        holder = np.full(len(self._names), -1, np.int64)
        for side in (self._a, self._b):
            for account, key in ((SOURCE, SOURCE_KEY), (TARGET, TARGET_KEY)):
                tied = side.columns[key] >= 0
                keys, accounts = side.columns[key, tied], side.columns[account, tied]
                fresh = holder[keys] < 0
                holder[keys[fresh]] = accounts[fresh]
                if bool((holder[keys] != accounts).any()):
                    return True
        return False

    @property
    def span(self) -> Span:
        """The days that both sides cover."""
        return self._span

    def ties(self, setting: MirrorSetting) -> list[Tie]:
        """Ties on the data as it is."""
        a, b = self._sides(setting)
        names, sizes, chances = self._met(a, b, setting, 0)
        key_count = len(self._names)
        return sorted(
            (
                Tie(
                    direction=_WAYS[name % 2],
                    key_a=self._names[name // 2 // key_count],
                    key_b=self._names[name // 2 % key_count],
                    pairs=size,
                    chance_micro=chance,
                    score_micro=score_micro(size, chance),
                )
                for name, size, chance in zip(
                    names.tolist(), sizes.tolist(), chances.tolist(), strict=True
                )
            ),
            key=tie_order,
        )

    def null_scores(self, setting: MirrorSetting, shifts: Sequence[int]) -> list[list[int]]:
        """One list for each shift; loops release the interpreter, so shifts run side by side."""
        a, b = self._sides(setting)

        def scores(shift: int) -> list[int]:
            _, sizes, chances = self._met(a, b, setting, shift)
            # Few different counts: each is scored once, by the one function that scores.
            every, places = np.unique(np.vstack([sizes, chances]), axis=1, return_inverse=True)
            known = np.array([score_micro(int(k), int(e)) for k, e in every.T], np.int64)
            return known[places].tolist() if len(sizes) else []

        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(scores, shifts))

    def legs(self, tie: Tie) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
        """The legs of both ends of a tie."""
        return self._reader(tie)

    def books(self, key_a: str, key_b: str) -> tuple[list[Move], list[Move]]:
        """What went in and out of both ends, in either direction."""
        if self._codes is None:
            self._codes = {name: code for code, name in enumerate(self._names)}
        return (
            _moves(self._a, self._codes.get(key_a, ABSENT)),
            _moves(self._b, self._codes.get(key_b, ABSENT)),
        )

    def _sides(self, setting: MirrorSetting) -> tuple[Side, Side]:
        least = self._pairs_min
        return (
            self._a.above(setting.floor, legs_min=least),
            self._b.above(setting.floor, legs_min=least),
        )

    def _met(self, a: Side, b: Side, setting: MirrorSetting, shift: int) -> tuple[Ints, Ints, Ints]:
        """Code, largest matching and chance mean of every tie met often enough."""
        nothing = np.zeros(0, np.int64)
        if not len(a.numbers) or not len(b.numbers):
            return nothing, nothing, nothing
        key_count = len(self._names)
        codes, legs_a, legs_b = _meetings(
            a, b, setting, self._span, shift, key_count=key_count, pairs_min=self._pairs_min
        )
        if not len(codes):
            return nothing, nothing, nothing
        order = np.argsort(codes, kind="stable")
        codes, legs_a, legs_b = codes[order], legs_a[order], legs_b[order]
        starts = np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes))
        sizes = mirror_kernel.match_sizes(starts, legs_a, legs_b, self._pairs_min)
        kept = np.flatnonzero(sizes >= self._pairs_min)
        names = codes[starts[kept]]
        return names, sizes[kept], _chances(a, b, setting, self._span, names, key_count)


def _moves(side: Side, code: int) -> list[Move]:
    columns = side.columns
    signs = (columns[TARGET_KEY] == code).astype(np.int64) - (columns[SOURCE_KEY] == code)
    places = np.flatnonzero(signs)
    values = signs[places] * columns[VALUE, places]
    return [
        Move(at_us=at_us, value=value)
        for at_us, value in zip(columns[TIME, places].tolist(), values.tolist(), strict=True)
    ]


def _meetings(
    a: Side,
    b: Side,
    setting: MirrorSetting,
    span: Span,
    shift: int,
    *,
    key_count: int,
    pairs_min: int,
) -> tuple[Ints, Ints, Ints]:
    """Ties that may be met often enough: code, number of leg A, number of leg B."""
    moved = b.columns.copy()
    if shift:
        length = span.days * DAY_US
        moved[TIME] = span.start_us + (moved[TIME] - span.start_us + shift * DAY_US) % length
    buckets = (moved[TIME] - span.start_us) // setting.lag_max
    order = np.lexsort((moved[VALUE], buckets))
    moved = np.ascontiguousarray(moved[:, order])
    count = int(buckets.max()) + 1
    starts = np.searchsorted(buckets[order], np.arange(count + 1))
    counters = np.zeros(1 << _bits(len(a.numbers) * len(b.numbers)), np.uint8)
    terms = np.array([setting.lag_max, setting.spread_low, setting.spread_high])
    given = (a.columns, moved, starts, terms, key_count, counters, pairs_min)
    mirror_kernel.meet(*given, False, span.start_us)
    codes, places_a, places_b = mirror_kernel.meet(*given, True, span.start_us)
    return codes, a.numbers[places_a], b.numbers[order][places_b]


def _bits(products: int) -> int:
    """Counters enough that few collide, and no more than fit a cache in the small case."""
    return min(26, max(12, products.bit_length() - 8))


def _chances(
    a: Side, b: Side, setting: MirrorSetting, span: Span, names: Ints, key_count: int
) -> Ints:
    shifts = span.shifts(setting.lag_max)
    met = mirror_kernel.expected_counts(
        names // 2 // key_count,
        names // 2 % key_count,
        names % 2,
        _by_key(a.columns, key_count),
        _by_key(b.columns, key_count),
        a.columns,
        b.columns,
        np.array([setting.lag_max, setting.spread_low, setting.spread_high]),
        np.array([span.start_us, span.days, shifts.step]),
    )
    chances: Ints = np.maximum(1, met * 1_000_000 // (1 + len(shifts)))
    return chances


def _by_key(columns: Ints, key_count: int) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Places of legs by source key and by target key, each run sorted by value."""
    runs = []
    for end in (SOURCE_KEY, TARGET_KEY):
        order = np.lexsort((columns[VALUE], columns[end]))
        starts = np.searchsorted(columns[end][order], np.arange(key_count + 1))
        runs.append((order.astype(np.int64), starts.astype(np.int64)))
    return runs[0], runs[1]
