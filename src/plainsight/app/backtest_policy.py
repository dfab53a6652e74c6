"""Judge the same posts by two versions of the policy."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from plainsight.app.evaluate_detection import BATCH_POSTS, Labelled
from plainsight.app.scan_posts import TextScanner
from plainsight.detect.backtest import Verdicts
from plainsight.detect.campaign import Campaigns
from plainsight.detect.examined import NOTHING, Examined
from plainsight.model.post import Post, Visibility

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


def verdicts(
    posts: Iterable[Labelled],
    *,
    before: TextScanner,
    after: TextScanner,
    positive: frozenset[str],
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Iterator[Verdicts]:
    """Examine each post twice. Posts without a label count for alerts and overlap only."""
    campaigns = Campaigns()
    source, first = iter(posts), 0
    while batch := list(islice(source, BATCH_POSTS)):
        texts = [post.text for post in batch]
        olds, news = dict(before.examined(texts)), dict(after.examined(texts))
        for place, post in enumerate(batch):
            old, new = olds.get(place, NOTHING), news.get(place, NOTHING)
            flagged = new if new.findings else old
            yield Verdicts(
                text=post.text,
                before=frozenset(finding.typology_id for finding in old.findings),
                after=frozenset(finding.typology_id for finding in new.findings),
                campaign=_campaign(campaigns, first + place, post.text, flagged),
                is_positive=post.label in positive if post.label else None,
            )
        on_progress(len(batch))
        first += len(batch)


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
