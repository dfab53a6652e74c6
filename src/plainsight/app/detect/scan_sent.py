"""Scan a few posts that a caller sends: answered at once, nothing of them stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.detect.obey_rollouts import RolloutScanner, steps_in_force
from plainsight.app.detect.refusal_fact import refusal_fact
from plainsight.app.detect.scan_posts import Flagged, PostScanner, ScanSummary, scan_posts
from plainsight.app.ports import Clock, PostsFeed, Records
from plainsight.casework.rollout import Rollout, Stage
from plainsight.detect.policy import Policy
from plainsight.detect.tables.load import read_all
from plainsight.model.post import Post, Visibility

SLICE_CHARS = 4_000  # judged in one go: some 20 to 200 ms, by how hard they are to read


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerOfDay:
    """A scanner, the policy that it judges by, and a trained model beside it, if there is one."""

    scanner: PostScanner
    policy: Policy
    model: str = ""  # SHA-256 of the rows that it learnt from
    weigh: Callable[[PostScanner], PostScanner] | None = None

    def weighed(self, judging: PostScanner) -> PostScanner:
        """What judges, or what the model makes of it."""
        return judging if self.weigh is None else self.weigh(judging)


class DailyScanners(Protocol):
    """Scanners held ready; terms expire, so each day may have another policy."""

    def of_day(self, day: date) -> ScannerOfDay:
        """The scanner that judges on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutHere:
    """A roll-out in force, and whether who judges here has its version."""

    step: Rollout
    is_obeyed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPosts:
    """What was found: `read = post_count + refused + quarantined`, so no record is lost."""

    policy_digest: str  # of the present policy
    model: str  # that judged beside it; see `ScannerOfDay`
    rollouts: tuple[RolloutHere, ...]  # by typology: their new versions spoke where obeyed
    post_count: int
    flagged: tuple[Flagged, ...]
    refused: tuple[RefusedItem, ...]
    quarantined: tuple[QuarantinedRecord, ...]


def warm(scanners: DailyScanners, day: date) -> None:
    """Have the day's scanner load what it loads when it first meets an advert in any disguise."""
    read_all()
    start = datetime.combine(day, time.min, tzinfo=UTC)
    post = Post(
        post_id="warm",
        account_id="warm",
        surface="warm",
        visibility=Visibility.PUBLIC,
        posted_at=start,
        text="车队接料，卡接回U，飞机 @warm_88 +86 139 0000 0000; clean USDT, 8 % fee",
    )
    today = scanners.of_day(day)
    list(today.weighed(today.scanner).scan([post]))


class SentScan:
    """What a caller sent, judged slice by slice, so that others can be judged in between."""

    def __init__(
        self,
        items: Iterable[FeedItem],
        scanner: PostScanner,
        policy_digest: str,
        rollouts: tuple[RolloutHere, ...],
        *,
        model: str = "",
    ) -> None:
        items = tuple(items)
        self._slices = _slices([item for item in items if isinstance(item, Post)])
        self._scanner = scanner
        self._policy_digest = policy_digest
        self._model = model
        self._rollouts = rollouts
        self._refused = tuple(item for item in items if isinstance(item, RefusedItem))
        self._quarantined = tuple(item for item in items if isinstance(item, QuarantinedRecord))
        self._summary = ScanSummary()
        self._flagged: list[Flagged] = []

    def judge_slice(self) -> bool:
        """Judge the next posts, and say whether there were any."""
        posts = next(self._slices, None)
        if posts is None:
            return False
        self._flagged += scan_posts(posts, self._scanner, summary=self._summary)
        return True

    def found(self) -> ScannedPosts:
        """What was found, once every slice has been judged."""
        return ScannedPosts(
            policy_digest=self._policy_digest,
            model=self._model,
            rollouts=self._rollouts,
            post_count=self._summary.post_count,
            flagged=tuple(self._flagged),
            refused=self._refused,
            quarantined=self._quarantined,
        )


def begin_scan(
    records: Records,
    feed: PostsFeed,
    *,
    scanners: DailyScanners,
    proposed: DailyScanners | None = None,
    clock: Clock,
) -> SentScan:
    """Read a small feed that is to be judged. What is refused unread is counted in the log.

    Roll-outs in force speak as they do where posts are stored, so that both say the same of a
    post; `proposed` has their versions. Where it has not, the present version judges, and the
    answer says so: a caller who waits cannot be refused for what the operator left out. Nothing is
    counted for a roll-out, as its counts are of posts that are kept.
    """
    now, items = clock(), tuple(feed)
    refused = tuple(item for item in items if isinstance(item, RefusedItem))
    if refused:
        labels = Counter(item.label for item in refused)
        with records.begin() as unit:
            subject = unit.new_id("sn")
            unit.record(refusal_fact(labels, source=feed.source, subject=subject, now=now))
    today = scanners.of_day(now.date())
    steps = steps_in_force(records, today.policy)
    beside = None if proposed is None or not steps else proposed.of_day(now.date())
    rollouts = _rollouts(steps, beside)
    scanner = today.weighed(_scanner(today, beside, rollouts))
    return SentScan(items, scanner, today.policy.digest, rollouts, model=today.model)


def _slices(posts: Iterable[Post]) -> Iterator[Sequence[Post]]:
    """Posts in order, together as long as a slice is; a longer one alone."""
    together: list[Post] = []
    length = 0
    for post in posts:
        if together and length + len(post.text) > SLICE_CHARS:
            yield together
            together, length = [], 0
        together.append(post)
        length += len(post.text)
    if together:
        yield together


def _rollouts(steps: Mapping[str, Rollout], beside: ScannerOfDay | None) -> tuple[RolloutHere, ...]:
    enabled = () if beside is None else beside.policy.enabled
    offered = {typology.typology_id: typology.version for typology in enabled}
    return tuple(
        RolloutHere(step=step, is_obeyed=offered.get(name) == step.version)
        for name, step in sorted(steps.items())
    )


def _scanner(
    today: ScannerOfDay, beside: ScannerOfDay | None, rollouts: Iterable[RolloutHere]
) -> PostScanner:
    """What judges; a version that only watches would be counted, and nothing is counted here."""
    speaking = {
        each.step.typology_id: each.step
        for each in rollouts
        if each.is_obeyed and each.step.stage is not Stage.SHADOW
    }
    if beside is None or not speaking:
        return today.scanner
    return RolloutScanner(today.scanner, beside.scanner, speaking)
