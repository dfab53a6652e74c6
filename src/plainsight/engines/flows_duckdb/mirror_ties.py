"""Finds ties over arrays; implements `trace.flows.mirror_search.TieFinder`."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from plainsight.engines.flows_duckdb import mirror_kernel
from plainsight.engines.flows_duckdb.mirror_layout import Layout, lay_out
from plainsight.engines.flows_duckdb.mirror_side import (
    SOURCE,
    SOURCE_KEY,
    TARGET,
    TARGET_KEY,
    TIME,
    VALUE,
    Ints,
    Side,
)
from plainsight.trace.flows.mirror import Direction, MirrorLeg, MirrorSetting, Span, Tie, tie_order
from plainsight.trace.flows.mirror_net import Move
from plainsight.trace.flows.mirror_score import score_micro
from plainsight.trace.flows.typology import DAY_US

T = TypeVar("T")
U = TypeVar("U")
PARTS = 8  # of the ties, for each thread
ABSENT = -2  # an end without a key has -1
_WAYS = (Direction.PAYS, Direction.RECEIVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Met:
    """Ties of one direction, met with side B where it is or moved."""

    ties: Ints  # ties x (group of A, key of B)
    sizes: Ints  # most pairs that stand one to one


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
        self._by_value: Side | None = None
        self._laid_out: tuple[tuple[int, int], tuple[Layout, ...]] | None = None

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
        layouts = self._layouts(setting)
        met = self._meet(layouts, setting, [0])
        found = []
        for way, (layout, (own,)) in enumerate(zip(layouts, met, strict=True)):
            (chances,) = self._chances(layout, setting, [own])
            found += [
                Tie(
                    direction=_WAYS[way],
                    key_a=self._names[key_a],
                    key_b=self._names[key_b],
                    pairs=size,
                    chance_micro=chance,
                    score_micro=score_micro(size, chance),
                )
                for key_a, key_b, size, chance in zip(
                    layout.names_a[own.ties[:, 0]].tolist(),
                    layout.names_b[own.ties[:, 1]].tolist(),
                    own.sizes.tolist(),
                    chances.tolist(),
                    strict=True,
                )
            ]
        return sorted(found, key=tie_order)

    def null_scores(self, setting: MirrorSetting, shifts: Sequence[int]) -> list[list[int]]:
        """One list for each shift."""
        if not shifts:
            return []
        layouts = self._layouts(setting)
        met = self._meet(layouts, setting, shifts)
        scores: list[list[int]] = [[] for _ in shifts]
        for layout, moved in zip(layouts, met, strict=True):
            chances = self._chances(layout, setting, moved)
            for own, each, chance in zip(scores, moved, chances, strict=True):
                own += _scores(each.sizes, chance)
        return scores

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

    def _layouts(self, setting: MirrorSetting) -> tuple[Layout, ...]:
        """Both directions; the last ones are kept, since settings often share them."""
        terms = (setting.lag_max, setting.floor)
        if self._laid_out is None or self._laid_out[0] != terms:
            if self._by_value is None:
                self._by_value = self._b.by_value()
            a = self._a.above(setting.floor, legs_min=self._pairs_min)
            b = self._by_value.above(setting.floor, legs_min=self._pairs_min)
            layouts = tuple(
                lay_out(a, b, self._span, lag_max=setting.lag_max, way=way)
                for way in range(len(_WAYS))
            )
            self._laid_out = terms, layouts
        return self._laid_out[1]

    def _meet(
        self, layouts: Sequence[Layout], setting: MirrorSetting, shifts: Sequence[int]
    ) -> list[list[_Met]]:
        """For each direction, each shift."""

        def meet(one: tuple[Layout, int]) -> _Met:
            layout, shift = one
            terms = _terms(layout, setting, shift=shift, pairs_min=self._pairs_min)
            found = mirror_kernel.meet(layout.groups_a, layout.near_b, len(layout.names_b), terms)
            return _Met(ties=found[:, :2], sizes=found[:, 2])

        met = self._at_once(meet, [(layout, shift) for layout in layouts for shift in shifts])
        count = len(shifts)
        return [met[place * count : (place + 1) * count] for place in range(len(layouts))]

    def _chances(self, layout: Layout, setting: MirrorSetting, met: Sequence[_Met]) -> list[Ints]:
        """What chance gives each tie, in millionths: one number wherever side B is moved."""
        width = max(1, len(layout.names_b))
        names = [each.ties[:, 0] * width + each.ties[:, 1] for each in met]
        every, places = np.unique(np.concatenate(names), return_inverse=True)
        shifts = self._span.shifts(setting.lag_max)
        is_shift = np.zeros(self._span.days, np.bool_)
        is_shift[[0, *shifts]] = True
        terms = _terms(layout, setting, shift=0, pairs_min=self._pairs_min)

        def count(part: Ints) -> Ints:
            ties = np.column_stack([part // width, part % width])
            counted: Ints = mirror_kernel.expected_counts(
                layout.groups_a, layout.own_b, ties, terms, is_shift
            )
            return counted

        # Ties of one key lie together and busy keys cost most: many small parts, evenly taken.
        counts = self._at_once(count, np.array_split(every, PARTS * self._threads))
        chances = np.maximum(1, np.concatenate(counts) * 1_000_000 // (1 + len(shifts)))[places]
        return np.split(chances, np.cumsum([len(each) for each in names])[:-1])

    def _at_once(self, work: Callable[[T], U], items: Iterable[T]) -> list[U]:
        """The loops release the interpreter, so they run side by side."""
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(work, items))


def _terms(layout: Layout, setting: MirrorSetting, *, shift: int, pairs_min: int) -> Ints:
    terms = np.zeros(mirror_kernel.TERMS, np.int64)
    terms[mirror_kernel.LAG] = setting.lag_max
    terms[mirror_kernel.LOW] = setting.spread_low
    terms[mirror_kernel.HIGH] = setting.spread_high
    terms[mirror_kernel.WIDTH] = layout.width
    terms[mirror_kernel.BUCKETS] = layout.buckets
    terms[mirror_kernel.REACH] = -(-setting.lag_max // layout.width)
    terms[mirror_kernel.TURNED] = shift * DAY_US // layout.width
    terms[mirror_kernel.PAIRS_MIN] = pairs_min
    return terms


def _scores(sizes: Ints, chances: Ints) -> list[int]:
    """Few different counts: each is scored once, by the one function that scores."""
    widest = int(sizes.max(initial=0)) + 1
    every, places = np.unique(chances * widest + sizes, return_inverse=True)
    known = [score_micro(code % widest, code // widest) for code in every.tolist()]
    scores: list[int] = np.array(known, np.int64)[places].tolist()
    return scores


def _moves(side: Side, code: int) -> list[Move]:
    columns = side.columns
    signs = (columns[TARGET_KEY] == code).astype(np.int64) - (columns[SOURCE_KEY] == code)
    places = np.flatnonzero(signs)
    values = signs[places] * columns[VALUE, places]
    return [
        Move(at_us=at_us, value=value)
        for at_us, value in zip(columns[TIME, places].tolist(), values.tolist(), strict=True)
    ]
