"""How far back a statement reaches: a month that nobody stated is counted in the next that is."""

from collections.abc import Iterable

from plainsight.errors import PlainsightError
from plainsight.oversight.period import is_period, read_period
from plainsight.oversight.public_copy import is_hidden
from plainsight.prove.entry import parse_entry


def told_reach(period: str, lines: Iterable[bytes]) -> list[str]:
    """A note where the stretch, by its first line that is shown, begins before its period."""
    shown = next((line for line in lines if not is_hidden(line)), None)
    if shown is None or not is_period(period):
        return []
    first = read_period(period).first
    try:
        begun_on = parse_entry(shown).at.date()
    except PlainsightError:  # the verifier gives the reason
        return []
    if begun_on >= first:
        return []
    return [
        f"it counts from {begun_on} on, and {period} begins on {first}: what no earlier statement "
        "covers is in this one"
    ]
