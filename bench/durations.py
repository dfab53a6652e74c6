"""How long each area takes, so that whoever starts it knows, and which ones are quick.

Minutes on two cores with little else at work; each run prints what it really took.
"""

from collections.abc import Iterable

MINUTES = {
    "casework": 15,
    "chain": 20,
    "chain_commands": 10,
    "chain_errors": 1,
    "chain_spark": 10,
    "detection": 2,
    "extract": 1,
    "flow_scores": 30,
    "flow_typologies": 1,
    "flows": 35,
    "ingest": 5,
    "obfuscation": 1,
    "prove": 1,
    "respond": 20,
    "respond_races": 5,
    "scan": 3,
    "model": 3,
    "unseen": 3,
    "views": 1,
    "web": 20,
}
QUICK = (
    "detection",
    "extract",
    "flow_typologies",
    "flows",
    "obfuscation",
    "prove",
    "unseen",
    "views",
)


def about(areas: Iterable[str], *, is_quick: bool) -> str:
    """How long these take together, as a person says it."""
    minutes = sum(1 if is_quick else MINUTES.get(area, 5) for area in areas)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} hours"
