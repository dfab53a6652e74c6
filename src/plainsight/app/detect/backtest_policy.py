"""Judge the same posts by two versions of the policy."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from plainsight.app.detect.evaluate_detection import BATCH_POSTS, Labelled
from plainsight.app.detect.scan_posts import TextScanner
from plainsight.detect.backtest import Verdicts
from plainsight.detect.campaign import Campaign, Campaigns
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
    """Examine each post twice. Posts without a label count for alerts and overlap only.

    The posts come again when all are examined: only then is known which campaigns are one.
    """
    scanners = {"before": before, "after": after}
    grouped = {version: _Alerts() for version in scanners}
    found: list[tuple[Labelled, dict[str, frozenset[str]]]] = []
    source = iter(posts)
    while batch := list(islice(source, BATCH_POSTS)):
        texts = [post.text for post in batch]
        examined = {name: dict(each.examined(texts)) for name, each in scanners.items()}
        for place, post in enumerate(batch):
            ids = dict[str, frozenset[str]]()
            for version, of_batch in examined.items():
                says = of_batch.get(place, NOTHING)
                ids[version] = frozenset(finding.typology_id for finding in says.findings)
                grouped[version].add(len(found), post.text, says)
            found.append((post, ids))
        on_progress(len(batch))
    for number, (post, ids) in enumerate(found):
        yield Verdicts(
            text=post.text,
            before=ids["before"],
            after=ids["after"],
            campaigns={version: alerts.key_of(number) for version, alerts in grouped.items()},
            is_positive=post.label in positive if post.label else None,
        )


class _Alerts:
    """The campaigns that one version would raise: as many as a scan of the posts shows."""

    def __init__(self) -> None:
        self._campaigns = Campaigns()
        self._of_post: dict[int, Campaign] = {}

    def add(self, number: int, text: str, examined: Examined) -> None:
        """Place a post, if anything was found in it."""
        if examined.findings:
            # Nothing but text ties posts together, so these need no account and no time.
            post = Post(
                post_id=str(number),
                account_id="",
                surface="backtest",
                visibility=Visibility.PUBLIC,
                posted_at=_UNDATED,
                text=text,
            )
            self._of_post[number] = self._campaigns.add(post, examined)

    def key_of(self, number: int) -> str:
        """The key of a post's campaign, or of the one it was merged into; else nothing."""
        campaign = self._of_post.get(number)
        while campaign is not None and campaign.merged_into is not None:
            campaign = campaign.merged_into
        return "" if campaign is None else campaign.key
