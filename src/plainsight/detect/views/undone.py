"""One thing that was undone, for explanations."""

from collections.abc import Iterable
from dataclasses import dataclass

from plainsight.detect.views.technique import Technique

PAIRS_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A technique and a short English sentence fragment that shows it at work."""

    technique: Technique
    says: str


def pairs_undone(technique: Technique, name: str, pairs: Iterable[tuple[str, str]]) -> list[Undone]:
    """`name a→b, c→d`, each pair once, or nothing when there is none."""
    shown = [f"{before}→{after}" for before, after in dict.fromkeys(pairs)]
    if not shown:
        return []
    more = ", ..." if len(shown) > PAIRS_MAX else ""
    return [Undone(technique=technique, says=f"{name} {', '.join(shown[:PAIRS_MAX])}{more}")]
