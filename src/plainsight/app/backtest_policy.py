"""Judge the same posts by two versions of the policy."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from plainsight.app.evaluate_detection import Labelled
from plainsight.detect.backtest import Verdicts
from plainsight.detect.campaign import Campaigns
from plainsight.detect.detector import Detector
from plainsight.detect.examined import Examined
from plainsight.model.post import Post, Visibility

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


def verdicts(
    posts: Iterable[Labelled],
    *,
    before: Detector,
    after: Detector,
    positive: frozenset[str],
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Iterator[Verdicts]:
    """Examine each post twice. Posts without a label count for alerts and overlap only."""
    campaigns = Campaigns()
    for number, post in enumerate(posts):
        on_progress(1)
        old, new = before.examine(post.text), after.examine(post.text)
        yield Verdicts(
            text=post.text,
            before=frozenset(finding.typology_id for finding in old.findings),
            after=frozenset(finding.typology_id for finding in new.findings),
            campaign=_campaign(campaigns, number, post.text, new if new.findings else old),
            is_positive=post.label in positive if post.label else None,
        )


def _campaign(campaigns: Campaigns, number: int, text: str, examined: Examined) -> str:
    if not examined.findings:
        return ""
    post = Post(
        post_id=str(number),
        account_id="",
        surface="backtest",
        visibility=Visibility.PUBLIC,
        posted_at=_UNDATED,
        text=text,
    )
    return campaigns.add(post, examined).key
