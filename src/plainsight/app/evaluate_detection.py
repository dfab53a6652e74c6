"""Judge a labelled set by a detector and measure the result."""

from collections.abc import Callable, Iterable
from typing import Protocol

from plainsight.detect.detector import Detector
from plainsight.detect.measure import Judged


class Labelled(Protocol):
    """What is needed of one labelled post."""

    @property
    def text(self) -> str:
        """The post as written."""

    @property
    def label(self) -> str:
        """What a person said it is."""

    @property
    def language(self) -> str:
        """For statistics only."""

    @property
    def cluster(self) -> str:
        """Near-duplicate cluster, or nothing."""


def judge(
    posts: Iterable[Labelled],
    detector: Detector,
    *,
    positive: frozenset[str],
    ignored: frozenset[str] = frozenset(),
    typologies: frozenset[str] = frozenset(),
    on_progress: Callable[[int], None] = lambda _count: None,
) -> list[Judged]:
    """Examine every post; count only `typologies` when some are named."""
    judged = []
    for post in posts:
        on_progress(1)
        if post.label in ignored:
            continue
        findings = [
            finding
            for finding in detector.examine(post.text).findings
            if not typologies or finding.typology_id in typologies
        ]
        judged.append(
            Judged(
                text=post.text,
                is_positive=post.label in positive,
                label=post.label,
                language=post.language,
                score=max((finding.score for finding in findings), default=0.0),
                typologies=tuple(finding.typology_id for finding in findings),
                cluster=post.cluster,
            )
        )
    return judged
