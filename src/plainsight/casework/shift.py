"""Has a share shifted? An exact binomial test, for typologies and for reviewers alike.

The share of an earlier period is taken for the truth, and the later counts are asked how likely
they or something less likely are under it, in either direction.
"""

from dataclasses import dataclass

from plainsight.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many of so many."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise BadValue("part", self.part, f"from 0 to {self.whole}")

    @property
    def share(self) -> float | None:
        """The part of the whole; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What the test says about one share."""

    subject: str  # "T01" or a person's id
    measure: str  # "alert_rate", "precision", "golden_accuracy", "confirming"
    before: Count
    recent: Count
    probability: float | None  # None where there is too little to say
    is_alarm: bool

    @property
    def says(self) -> str:
        """One line for people."""
        if self.probability is None:
            return f"{self.measure} of {self.subject}: too few to say"
        word = "shifted" if self.is_alarm else "steady"
        return (
            f"{self.measure} of {self.subject} {word}: {_written(self.before)} before, "
            f"{_written(self.recent)} now (p = {self.probability:.2g})"
        )


def judge_shift(
    subject: str, measure: str, *, before: Count, recent: Count, p_max: float, count_min: int
) -> Shift:
    """Compare two periods. Fewer than `count_min` in either says nothing, and raises no alarm."""
    if before.whole < count_min or recent.whole < count_min:
        probability = None
    else:
        # Laplace's rule: what was never seen before is not impossible, or one case would alarm.
        expected = (before.part + 1) / (before.whole + 2)
        probability = binomial_probability(recent, expected=expected)
    return Shift(
        subject=subject,
        measure=measure,
        before=before,
        recent=recent,
        probability=probability,
        is_alarm=probability is not None and probability < p_max,
    )


def binomial_probability(count: Count, *, expected: float) -> float:
    """Two-sided exact probability of a count at least as unlikely as this one."""
    # Takes a second to load, and only alarms need it.
    from scipy.stats import binomtest

    return float(binomtest(count.part, count.whole, expected).pvalue) if count.whole else 1.0


def _written(count: Count) -> str:
    share = count.share
    return "none" if share is None else f"{share:.1%} of {count.whole:,}"
