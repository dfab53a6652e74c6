"""How good detection is, measured: per row, per near-duplicate cluster, by language and typology.

A cluster weighs one whatever its size: a campaign of 200 copies is one thing found or missed.
A row without a cluster is a cluster of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Z_95 = 1.959964  # two-sided 95 % normal quantile, for Wilson's interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled post and what the detector said of it."""

    text: str
    is_positive: bool  # the label: this post is what is looked for
    label: str
    language: str
    score: float  # strongest finding, 0 when there is none
    typologies: tuple[str, ...] = ()
    cluster: str = ""

    @property
    def is_flagged(self) -> bool:
        """Did the detector raise any finding?"""
        return bool(self.typologies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Counts are weights: whole rows, or shares of clusters."""

    true_positives: float
    false_positives: float
    false_negatives: float
    true_negatives: float

    @property
    def has_positives(self) -> bool:
        """Whether anything was to be found: without, only what was found wrongly has a meaning."""
        return self.true_positives + self.false_negatives > 0

    @property
    def precision(self) -> float:
        """Of what was flagged, how much was right; 1 when nothing was flagged."""
        flagged = self.true_positives + self.false_positives
        return self.true_positives / flagged if flagged else 1.0

    @property
    def recall(self) -> float:
        """Of what should be found, how much was; 1 when there was nothing to find."""
        positives = self.true_positives + self.false_negatives
        return self.true_positives / positives if positives else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.true_positives + self.false_positives + self.false_negatives
        return 2 * self.true_positives / total if total else 1.0

    @property
    def false_positives_per_10k(self) -> float:
        """False positives per 10,000 posts that are not what is looked for."""
        negatives = self.false_positives + self.true_negatives
        return 10_000 * self.false_positives / negatives if negatives else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Everything `plainsight evaluate` reports."""

    rows: Rates
    clusters: Rates
    by_language: dict[str, Rates]
    by_label: dict[str, Rates]
    by_typology: dict[str, Counter[str]]  # typology -> label -> flagged rows
    at_budget: dict[int, float]  # reviewer looks at the k strongest -> precision; k were found
    curve: list[tuple[float, float, float]]  # threshold, precision, recall, by falling threshold
    parity: float | None  # worst ratio of false-positive rates between languages, if measurable
    false_positives: list[Judged] = field(default_factory=list)
    false_negatives: list[Judged] = field(default_factory=list)


def measure(
    judged: Sequence[Judged], *, budgets: Sequence[int] = (10, 50, 100, 500), shown_max: int = 50
) -> Measurement:
    """Measure a labelled set. Deterministic; ties keep the order of the set."""
    ranked = sorted((j for j in judged if j.is_flagged), key=lambda j: -j.score)
    by_typology: dict[str, Counter[str]] = defaultdict(Counter)
    for row in ranked:
        for typology in row.typologies:
            by_typology[typology][row.label] += 1
    by_language = _grouped(judged, [j.language or "?" for j in judged])
    return Measurement(
        rows=rates(judged),
        clusters=cluster_rates(judged),
        by_language=by_language,
        by_label=_grouped(judged, [j.label for j in judged]),
        by_typology=dict(sorted(by_typology.items())),
        at_budget={k: _precision_at(k, ranked) for k in budgets if k <= len(ranked)},
        curve=_curve(ranked, sum(j.is_positive for j in judged)),
        parity=_parity(by_language),
        false_positives=[j for j in ranked if not j.is_positive][:shown_max],
        false_negatives=_missed(judged, shown_max),
    )


def rates(judged: Iterable[Judged]) -> Rates:
    """Each row weighs one."""
    return _weighed((row, 1.0) for row in judged)


def cluster_rates(judged: Sequence[Judged]) -> Rates:
    """Each cluster weighs one, shared by its rows."""
    names = [row.cluster or f"row {place}" for place, row in enumerate(judged)]
    sizes = Counter(names)
    return _weighed((row, 1 / sizes[name]) for row, name in zip(judged, names, strict=True))


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) when nothing was tried."""
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    spread = Z_95 * ((share * (1 - share) + Z_95**2 / (4 * trials)) / trials) ** 0.5
    middle = share + Z_95**2 / (2 * trials)
    scale = 1 + Z_95**2 / trials
    return max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0)


def _weighed(rows: Iterable[tuple[Judged, float]]) -> Rates:
    sums = {(flag, truth): 0.0 for flag in (True, False) for truth in (True, False)}
    for row, weight in rows:
        sums[row.is_flagged, row.is_positive] += weight
    return Rates(
        true_positives=sums[True, True],
        false_positives=sums[True, False],
        false_negatives=sums[False, True],
        true_negatives=sums[False, False],
    )


def _grouped(judged: Sequence[Judged], names: Sequence[str]) -> dict[str, Rates]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row, name in zip(judged, names, strict=True):
        groups[name].append(row)
    return {name: rates(group) for name, group in sorted(groups.items())}


def _curve(ranked: Sequence[Judged], positives: int) -> list[tuple[float, float, float]]:
    points = []
    right = 0
    for place, row in enumerate(ranked, start=1):
        right += row.is_positive
        is_last_of_score = place == len(ranked) or ranked[place].score != row.score
        if is_last_of_score:
            points.append((row.score, right / place, right / positives if positives else 1.0))
    return points


def _precision_at(budget: int, ranked: Sequence[Judged]) -> float:
    """What to expect of the strongest; those as strong as the last of them come in any order."""
    last = ranked[budget - 1].score
    sure = [row.is_positive for row in ranked if row.score > last]
    tied = [row.is_positive for row in ranked if row.score == last]
    return (sum(sure) + (budget - len(sure)) * sum(tied) / len(tied)) / budget


def _parity(by_language: dict[str, Rates]) -> float | None:
    """Highest over lowest false-positive rate, each by the bound of its interval that is kinder.

    1 means that no difference is shown; languages with fewer than 100 negatives say nothing.
    """
    bounds = []
    for group in by_language.values():
        negatives = group.false_positives + group.true_negatives
        if negatives >= 100:
            bounds.append(wilson(group.false_positives, negatives))
    if len(bounds) < 2:
        return None
    highest_low = max(low for low, _ in bounds)
    lowest_high = min(high for _, high in bounds)
    return max(highest_low / lowest_high, 1.0)


def _missed(judged: Sequence[Judged], shown_max: int) -> list[Judged]:
    """Missed posts, one per cluster first: fifty copies of one advert teach one thing."""
    seen: set[str] = set()
    missed = []
    for row in judged:
        if row.is_positive and not row.is_flagged and (not row.cluster or row.cluster not in seen):
            seen.add(row.cluster)
            missed.append(row)
    return missed[:shown_max]
