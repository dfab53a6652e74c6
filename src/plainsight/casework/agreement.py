"""How far two sets of answers agree beyond chance: Cohen's kappa (1960)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of `count` things answered twice. `kappa` is None where chance alone explains everything."""

    count: int
    observed: float  # share of equal answers
    expected: float  # share of equal answers that chance would give
    kappa: float | None


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Measure agreement between first and second answers, unweighted.

    kappa = (observed - expected) / (1 - expected), with `expected` from each side's own habits.
    """
    count = len(pairs)
    if count == 0:
        return Agreement(count=0, observed=0.0, expected=0.0, kappa=None)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    equal = sum(first == second for first, second in pairs)
    chance = sum(firsts[answer] * seconds[answer] for answer in firsts)
    # Whole numbers until the end: 1 - expected must be exactly 0 when both always say the same.
    square = count * count
    kappa = None if chance == square else (equal * count - chance) / (square - chance)
    return Agreement(count=count, observed=equal / count, expected=chance / square, kappa=kappa)
