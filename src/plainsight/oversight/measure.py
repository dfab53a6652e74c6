"""A measure: a number computed from entries of the audit log, which are its evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from plainsight.oversight.commitment import Commitment
from plainsight.prove.entry import Entry


class Watch(Protocol):
    """What no single entry says: that something due did not happen."""

    def hear(self, entry: Entry) -> None:
        """Take the next entry of the log."""

    def ran_out(self, until: datetime) -> Iterable[tuple[int, int]]:
        """Index of the entry that it rests on, and the number."""


# What one entry says to a measure; None: nothing. Whole numbers only, as in the log.
Says = Callable[[Entry], int | None]


class How(StrEnum):
    """How what the entries say becomes one number."""

    SUM = "sum"
    MEDIAN = "median"  # the lower one of two, so that it is something an entry said
    P95 = "p95"  # nearest rank
    MAX = "max"


class Aim(StrEnum):
    """What a reader should hope for. Most numbers are neither good nor bad."""

    NONE = "none"
    ZERO = "zero"
    ALL = "all"  # equal to the measure it is part of
    WITHIN = "within"  # at most `limit`


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Definition of one number. `part_of` names the measure it is a share of."""

    measure_id: str  # such as C3.in_time
    commitment: Commitment
    title: str
    definition: str  # exact enough for a stranger to compute it from the entries
    unit: str  # posts, alerts, requests, seconds ...
    says: Says
    watch: Callable[[], Watch] | None = None
    how: How = How.SUM
    part_of: str = ""
    aim: Aim = Aim.NONE
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure's value and the indices of the entries that it rests on, ascending."""

    measure_id: str
    value: int | None  # None when no entry says anything and the measure is no sum
    entries: tuple[int, ...]


def measure_entries(
    measures: Sequence[Measure],
    entries: Iterable[Entry],
    *,
    until: datetime | None = None,
    earlier: Iterable[Entry] = (),
) -> tuple[Figure, ...]:
    """Compute every measure in one pass.

    What is due counts as missed by `until`; left out, by the latest entry, so that whoever holds
    the entries gets the same number. `earlier` are entries before these that only watches hear.
    """
    said: dict[str, list[tuple[int, int]]] = {measure.measure_id: [] for measure in measures}
    watches = {m.measure_id: m.watch() for m in measures if m.watch is not None}
    for entry in earlier:
        for watch in watches.values():
            watch.hear(entry)
    latest = until
    for entry in entries:
        for measure in measures:
            value = measure.says(entry)
            if value is not None:
                said[measure.measure_id].append((entry.index, value))
        for watch in watches.values():
            watch.hear(entry)
        if until is None and (latest is None or entry.at > latest):
            latest = entry.at
    if latest is not None:
        for measure_id, watch in watches.items():
            said[measure_id] = sorted([*said[measure_id], *watch.ran_out(latest)])
    return tuple(
        Figure(
            measure_id=measure.measure_id,
            value=_reduce(measure.how, [value for _, value in said[measure.measure_id]]),
            entries=tuple(index for index, _ in said[measure.measure_id]),
        )
        for measure in measures
    )


def is_kept(measure: Measure, figures: dict[str, int | None]) -> bool | None:
    """Whether the number is as promised; None where nothing is promised or nothing happened."""
    value = figures.get(measure.measure_id)
    if measure.aim is Aim.NONE or value is None:
        return None
    if measure.part_of and not figures.get(measure.part_of):
        return None
    if measure.aim is Aim.ALL:
        return value == figures[measure.part_of]
    return value == 0 if measure.aim is Aim.ZERO else value <= measure.limit


def _reduce(how: How, values: list[int]) -> int | None:
    if how is How.SUM:
        return sum(values)
    if not values:
        return None
    ordered = sorted(values)
    if how is How.MAX:
        return ordered[-1]
    if how is How.MEDIAN:
        return ordered[(len(ordered) - 1) // 2]
    return ordered[-(-95 * len(ordered) // 100) - 1]
