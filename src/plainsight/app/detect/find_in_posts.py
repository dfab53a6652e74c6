"""Scan the stored posts and raise one alert per campaign. Repeating it changes nothing new.

The whole store is scanned each time: a policy that changed yesterday judges last month too, and
campaigns join across any distance in time. Campaign keys repeat because posts come in one order.
What memory has no room for becomes an alert when it leaves (docs/decisions/0004).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from plainsight.app.detect.change_policy import change_policy
from plainsight.app.detect.keep_campaigns import CampaignKeeper
from plainsight.app.detect.scan_posts import PostScanner, ScanSummary, scan_posts
from plainsight.app.ports import Clock, Records, UnitOfWork
from plainsight.app.stored import AlertChange, PolicyVersion
from plainsight.casework.rollout import Rollout
from plainsight.detect.campaign import CAMPAIGNS_MAX, Campaigns
from plainsight.detect.policy import Policy
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.post import Post

READ_POSTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a scan of the store came to."""

    summary: ScanSummary
    raised: int
    revised: int
    unchanged: int
    absorbed: int  # closed, as a later post joined their campaign to another's


def find_in_posts(
    records: Records,
    scanner: PostScanner,
    *,
    policy: Policy,
    versions: Sequence[PolicyVersion],
    clock: Clock,
    steps: Mapping[str, Rollout] | None = None,
    model: str = "",
    on_progress: Callable[[int], None] = lambda _count: None,
    on_wait: Callable[[], None] = lambda: None,
    campaigns_max: int = CAMPAIGNS_MAX,
) -> Found:
    """Scan every stored post; then store its campaigns as alerts, with the facts about them.

    One scan at a time: of two at once the one that began first would write what it read over what
    the other read since, and its alerts would lose posts. The later one waits, after `on_wait`.

    `versions` are the files that judge, kept word for word, so that an old alert can be explained;
    `steps` are the roll-outs that the scanner obeys, by typology, and `model` the digest of what a
    trained model beside them learnt from: the log names both. Of more than
    `campaigns_max` campaigns the least recently seen are stored while the scan goes on.
    Raises PolicyRewritten, before anything is scanned, when one changed without its version.
    """
    with records.scan_turn(on_wait=on_wait):
        with records.begin() as unit:
            change_policy(unit, versions, now=clock())
        keeper = CampaignKeeper(records, clock=clock)
        summary = ScanSummary(
            campaigns=Campaigns(campaigns_max=campaigns_max, on_leave=keeper.leave)
        )
        for _ in scan_posts(_stored(records), scanner, summary=summary, on_progress=on_progress):
            keeper.keep_left()
        keeper.end(
            summary.campaigns.ranked(),
            note=partial(
                _note_scan,
                summary=summary,
                policy=policy,
                steps=steps or {},
                model=model,
                clock=clock,
            ),
        )
    return Found(
        summary=summary,
        raised=keeper.counts[AlertChange.RAISED],
        revised=keeper.counts[AlertChange.REVISED],
        unchanged=keeper.counts[AlertChange.UNCHANGED],
        absorbed=keeper.absorbed_count,
    )


def rollouts_data(steps: Mapping[str, Rollout]) -> dict[str, JsonValue]:
    """The roll-outs that a scan obeyed, as its entry in the log names them."""
    return {
        name: {"version": step.version, "stage": step.stage.value, "permille": step.permille}
        for name, step in steps.items()
    }


def _stored(records: Records) -> Iterator[Post]:
    """Every stored post in storing order; of revised posts each revision."""
    number = 0
    while True:
        # One short view per page: a long one would keep a database from tidying up.
        with records.read() as reading:
            page = reading.posts.after(number, count_max=READ_POSTS)
        if not page:
            return
        for stored in page:
            yield stored.post
        number = page[-1].number


def _note_scan(
    unit: UnitOfWork,
    summary: ScanSummary,
    *,
    policy: Policy,
    steps: Mapping[str, Rollout],
    model: str,
    clock: Clock,
) -> None:
    body: dict[str, JsonValue] = {
        "posts": summary.post_count,
        "flagged": summary.flagged_count,
        "campaigns": summary.campaigns.found_count,
        "policy": policy.digest,
    }
    if steps:
        body["rollouts"] = rollouts_data(steps)
    if model:
        body["model"] = model
    unit.record(Fact(tag=AuditTag.POSTS_SCANNED, subject=unit.new_id("sc"), at=clock(), body=body))
