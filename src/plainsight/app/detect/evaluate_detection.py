"""Judge a labelled set by a scanner and measure the result."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Protocol

from plainsight.app.detect.scan_posts import TextScanner
from plainsight.detect.finding import Finding
from plainsight.detect.measure import Judged

BATCH_POSTS = 2_000


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
    scanner: TextScanner,
    *,
    positive: frozenset[str],
    ignored: frozenset[str] = frozenset(),
    typologies: frozenset[str] = frozenset(),
    on_progress: Callable[[int], None] = lambda _count: None,
) -> list[Judged]:
    """Examine every post; count only `typologies` when some are named."""
    judged: list[Judged] = []
    source = iter(posts)
    while batch := list(islice(source, BATCH_POSTS)):
        counted = [post for post in batch if post.label not in ignored]
        found = dict(scanner.examined([post.text for post in counted]))
        for place, post in enumerate(counted):
            findings = found[place].findings if place in found else ()
            wanted = [one for one in findings if not typologies or one.typology_id in typologies]
            judged.append(_judged(post, wanted, is_positive=post.label in positive))
        on_progress(len(batch))
    return judged


def _judged(post: Labelled, findings: Sequence[Finding], *, is_positive: bool) -> Judged:
    return Judged(
        text=post.text,
        is_positive=is_positive,
        label=post.label,
        language=post.language,
        score=max((finding.order for finding in findings), default=0.0),
        typologies=tuple(finding.typology_id for finding in findings),
        cluster=post.cluster,
    )
