"""How long each area takes, so that whoever starts it knows, and which ones are quick.

Minutes on two cores with little else at work; each run prints what it really took.
"""

from collections.abc import Iterable

MINUTES = {
    "casework": 15,
    "chain": 20,
    "chain_errors": 2,
    "chain_spark": 10,
    "detection": 1,
    "extract": 1,
    "flow_scores": 30,
    "flows": 35,
    "ingest": 5,
    "obfuscation": 2,
    "prove": 2,
    "respond": 20,
    "respond_races": 5,
    "scan": 10,
    "unseen": 1,
    "views": 2,
    "web": 20,
}
QUICK = ("detection", "extract", "obfuscation", "unseen", "views", "prove", "flows")


def about(areas: Iterable[str], *, is_quick: bool) -> str:
    """How long these take together, as a person says it."""
    minutes = sum(1 if is_quick else MINUTES.get(area, 5) for area in areas)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} hours"
