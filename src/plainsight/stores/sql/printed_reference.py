"""Rows found by what people call them: CASE-2026-000123, LER-2026-000123, whole and as printed."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime

from sqlalchemy import Column, ColumnElement, and_

_PARTS = re.compile(r"([A-Z]+)-([0-9]{4})-([0-9]{6,18})")  # more digits than that fit no column


def printed(prefix: str, number: int, at: datetime) -> str:
    """The reference of the row with this number; the year is the one in which it began."""
    return f"{prefix}-{at.year}-{number:06}"


def is_printed(
    name: str, *, prefix: str, number: Column[int], at: Column[datetime]
) -> ColumnElement[bool] | None:
    """The condition that finds the row of a reference; None where the name is no such reference.

    The year counts too: the number alone would open somebody else's matter after a slip.
    """
    parts = _PARTS.fullmatch(name)
    if parts is None or parts[1] != prefix:
        return None
    year, count = int(parts[2]), int(parts[3])
    if not MINYEAR <= year < MAXYEAR or name != f"{prefix}-{year:04}-{count:06}":
        return None
    begin, end = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    return and_(number == count, at >= begin, at < end)
