"""A period of the calendar that is stated: a month, a quarter or a half-year, in UTC.

The stretch of the log decides what counts in a statement (spec/statement.md); the period is its
name. Whoever reads the name takes it for the whole of that time, and for what came after the
statement before it. So a period is stated when it is over, and after those that were stated.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from plainsight.errors import BadValue, OutOfTurn

_PERIOD = re.compile(r"(?!0000|9999)([0-9]{4})-(0[1-9]|1[0-2]|Q[1-4]|H[12])")
_MONTHS = {"Q": 3, "H": 6}  # in one; a month is told by its number alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `first` up to, not including, `end`."""

    name: str
    first: date
    end: date


def is_period(text: str) -> bool:
    """Whether this names a period."""
    return _PERIOD.fullmatch(text) is not None


def read_period(text: str) -> Period:
    """The period of a name. Raises BadValue."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise BadValue("period", text, "write it as 2026-10, 2026-Q4 or 2026-H2")
    year, part = int(found[1]), found[2]
    length = _MONTHS.get(part[0], 1)
    month = int(part) if length == 1 else length * (int(part[1]) - 1) + 1
    return Period(name=text, first=date(year, month, 1), end=_first_of(year, month + length))


def require_next(period: str, *, before: tuple[str, date] | None, on: date) -> None:
    """Refuse a period that is not over on that day, or not after the one stated before it.

    `before` is the name of that one, and the day on which its statement was made.
    A period that was stated before its end, as earlier releases let pass, counts as stated up to
    the day of its statement. Raises BadValue for what is no period; OutOfTurn.
    """
    asked, step = read_period(period), f"statement of {period}"
    if on < asked.end:
        raise OutOfTurn(step, f"the period is over on {asked.end} (UTC)")
    if before is None:
        return
    last, made_on = read_period(before[0]), before[1]
    is_whole = last.end <= made_on
    if asked.first < last.end if is_whole else asked.end <= made_on:
        until = last.end - timedelta(days=1) if is_whole else made_on
        raise OutOfTurn(step, f"{last.name} was stated before it, and reaches to {until}")


def _first_of(year: int, month: int) -> date:
    """The first day of a month, which may be the thirteenth."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
