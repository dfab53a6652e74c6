"""Two versions of the policy on the same posts: what would change, and what it would cost.

Label-aware where labels exist, and counted in a reviewer's minutes where they do not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MINUTES_PER_ALERT = 3.0  # a reviewer's time for one campaign; set your own with --minutes
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What the two versions say of one post."""

    text: str
    before: frozenset[str]  # typology ids
    after: frozenset[str]
    campaigns: Mapping[str, str]  # "before"/"after": key of the campaign the post belongs to
    is_positive: bool | None = None  # the label, where there is one


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Counts over all posts; `both`, `only_before` and `only_after` are posts with findings."""

    post_count: int = 0
    both: int = 0
    only_before: int = 0
    only_after: int = 0
    by_typology: dict[str, Counter[str]] = field(default_factory=dict)  # gained, lost, kept
    right: Counter[str] = field(default_factory=Counter)  # "before"/"after": flagged and positive
    flagged: Counter[str] = field(default_factory=Counter)  # labelled posts flagged
    positives: int = 0
    campaigns: dict[str, set[str]] = field(
        default_factory=lambda: {"before": set(), "after": set()}
    )
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def overlap(self) -> float:
        """Jaccard: share of all flagged posts that both versions flag; 1 when none is flagged."""
        union = self.both + self.only_before + self.only_after
        return self.both / union if union else 1.0

    def minutes(self, version: str, *, per_alert: float = MINUTES_PER_ALERT) -> float:
        """Review time of a version's campaigns: one alert per campaign, not per copy."""
        return per_alert * len(self.campaigns[version])

    def precision(self, version: str) -> float | None:
        """Of the labelled posts a version flags, how many are right; None without labels."""
        flagged = self.flagged[version]
        return self.right[version] / flagged if flagged else None

    def recall(self, version: str) -> float | None:
        """Of the positives, how many a version flags; None without positives."""
        return self.right[version] / self.positives if self.positives else None


def compare(verdicts: Iterable[Verdicts]) -> Comparison:
    """Compare two versions over any number of posts."""
    done = Comparison()
    for verdict in verdicts:
        done.post_count += 1
        done.positives += verdict.is_positive is True
        for version, found in (("before", verdict.before), ("after", verdict.after)):
            if found:
                done.campaigns[version].add(verdict.campaigns[version])
                done.flagged[version] += verdict.is_positive is not None
                done.right[version] += verdict.is_positive is True
        _count_posts(done, verdict)
        for typology in verdict.before | verdict.after:
            done.by_typology.setdefault(typology, Counter())[_change(verdict, typology)] += 1
    return done


def _count_posts(done: Comparison, verdict: Verdicts) -> None:
    if verdict.before and verdict.after:
        done.both += 1
    elif verdict.before:
        done.only_before += 1
        if len(done.lost) < SHOWN_MAX:
            done.lost.append(verdict.text)
    elif verdict.after:
        done.only_after += 1
        if len(done.gained) < SHOWN_MAX:
            done.gained.append(verdict.text)


def _change(verdict: Verdicts, typology: str) -> str:
    if typology in verdict.before:
        return "kept" if typology in verdict.after else "lost"
    return "gained"
