"""A timeline folded for a reader: by day, the latest first, and within a day by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby

from plainsight.casework.timeline import Moment

DAYS_SHOWN = 6  # the earlier ones stand folded below them


@dataclass(frozen=True, slots=True, kw_only=True)
class SameKind:
    """What happened on one day of one kind, the latest first."""

    kind: str
    strand: str
    act: str  # what they have in common, or nothing
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day (UTC) of a case."""

    day: date
    kinds: tuple[SameKind, ...]


def days_of(timeline: Iterable[Moment]) -> tuple[Day, ...]:
    """Every moment once, under its day and kind."""
    latest_first = sorted(timeline, key=lambda moment: moment.at, reverse=True)
    return tuple(
        Day(day=day, kinds=_kinds(tuple(moments)))
        for day, moments in groupby(latest_first, key=_day)
    )


def _day(moment: Moment) -> date:
    return moment.at.astimezone(UTC).date()


def _kinds(moments: Sequence[Moment]) -> tuple[SameKind, ...]:
    by_kind: dict[str, list[Moment]] = {}
    for moment in moments:
        by_kind.setdefault(moment.kind, []).append(moment)
    return tuple(_same(kind, tuple(alike)) for kind, alike in by_kind.items())


def _same(kind: str, moments: tuple[Moment, ...]) -> SameKind:
    acts = {moment.act for moment in moments}
    return SameKind(
        kind=kind,
        strand=moments[0].strand.value,
        act=acts.pop() if len(acts) == 1 else "",
        moments=moments,
    )
