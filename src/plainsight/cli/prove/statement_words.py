"""How numbers of the commitments are said: durations, shares, whether a promise was kept."""

from collections.abc import Sequence

from plainsight.oversight.measure import Measure

_BARS = "▁▂▃▄▅▆▇█"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def amount_text(measure: Measure, value: int | None, whole: int | None = None) -> str:
    """A value with its unit, as a reader would say it."""
    if value is None:
        return "–"
    if measure.unit == "seconds":
        return duration_text(value)
    if measure.part_of:
        return f"{value:,} of {whole:,} ({100 * value / whole:.0f} %)" if whole else "–"
    return f"{value:,}"


def duration_text(seconds: int) -> str:
    """Two units at most: 3 d 4 h, 41 h 12 min, 12 min, 40 s."""
    if seconds >= 3 * _DAY:
        return f"{seconds // _DAY} d {seconds % _DAY // _HOUR} h"
    if seconds >= _HOUR:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    return f"{seconds // _MINUTE} min" if seconds >= _MINUTE else f"{seconds} s"


def standing_text(is_kept: bool | None) -> str:
    """Words and a sign, never colour alone."""
    return "" if is_kept is None else ("✓ kept" if is_kept else "✗ missed")


def trend_text(values: Sequence[int | None]) -> str:
    """A line of bars, one for each period; a gap where nothing was measured."""
    most = max((value for value in values if value is not None), default=0)
    if len(values) < 2:
        return ""
    return "".join(
        " " if value is None else _BARS[(len(_BARS) - 1) * value // most] if most else _BARS[0]
        for value in values
    )
