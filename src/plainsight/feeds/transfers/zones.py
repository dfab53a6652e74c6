"""Local time of a zone -> instants, for whole columns: what clocks there showed, and when.

The rules come from the standard library's zoneinfo, which reads the system's list of zones (or the
package tzdata where a system has none). An hour that clocks skipped, and one that they showed
twice, has no instant: which was meant is not known.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType

TWICE = -(2**62)
SKIPPED = TWICE - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime(1969, 12, 30, tzinfo=UTC), datetime(2200, 1, 3, tzinfo=UTC)
_THIS_MACHINES = {"localtime", "posixrules", "Factory"}
_US = timedelta(microseconds=1)

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def known_zones() -> frozenset[str]:
    """Names of the IANA list; none where neither the system nor tzdata has it."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether the list has it. Names such as "localtime", which differ by machine, are none."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return name in known_zones() - _THIS_MACHINES


def zone_function(zone: str) -> str:
    """The SQL function of a zone: (microseconds of its clocks, is a day alone) -> of UTC."""
    return f"zone_{zone.encode().hex()}"


def add_zone(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    """Teach a connection the function of a zone."""

    def read(local_us: pa.ChunkedArray, is_day: pa.ChunkedArray) -> pa.Array:
        local = local_us.to_numpy()
        return pa.array(instants(zone, local, is_day.to_numpy().astype(np.bool_)), pa.int64())

    connection.create_function(
        zone_function(zone), read, ["bigint", "boolean"], "bigint", type=PythonUDFType.ARROW
    )


def instants(zone: str, local_us: Numbers, is_day: np.ndarray) -> Numbers:
    """Microseconds of UTC for those that clocks showed; TWICE and SKIPPED where there is no one.

    A day alone means its first instant, which there always is.
    """
    starts, offsets = _stretches(zone)
    place = np.clip(np.searchsorted(starts, local_us, side="right") - 1, 1, len(starts) - 2)
    first = np.full(local_us.shape, SKIPPED, np.int64)
    times = np.zeros(local_us.shape, np.int64)
    for near in (place + 1, place, place - 1):
        instant = local_us - offsets[near]
        fits = (starts[near] <= instant) & (instant < starts[np.minimum(near + 1, len(starts) - 1)])
        first = np.where(fits, instant, first)
        times += fits
        # Clocks went from before this midnight to after it: the day began at that moment.
        jumped = (starts[near] + offsets[near - 1] <= local_us) & (~fits)
        jumped &= local_us < starts[near] + offsets[near]
        first = np.where(is_day & jumped & (times == 0), starts[near], first)
    return np.where((times > 1) & ~is_day, TWICE, first)


@lru_cache(maxsize=16)
def _stretches(name: str) -> tuple[Numbers, Numbers]:
    """When each offset begins (microseconds of UTC), and the offset; padded at both ends."""
    zone = ZoneInfo(name)
    starts, offsets = [-(2**61), -(2**60)], [_offset(zone, _FIRST)] * 2
    day = _FIRST
    while day < _LAST:
        later = day + timedelta(days=1)
        if _offset(zone, later) != offsets[-1]:
            low, high = day, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if _offset(zone, middle) == offsets[-1]:
                    low = middle
                else:
                    high = middle
            starts.append((high - _EPOCH) // _US)
            offsets.append(_offset(zone, later))
        day = later
    starts.append(2**60)
    offsets.append(offsets[-1])
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _US
