"""Scan the stored posts and raise one alert per campaign. Repeating it changes nothing new.

The whole store is scanned each time: a policy that changed yesterday judges last month too, and
campaigns join across any distance in time. Campaign keys repeat because posts come in one order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plainsight.app.change_policy import change_policy
from plainsight.app.ports import Clock, Records, UnitOfWork
from plainsight.app.raise_alerts import raise_alerts
from plainsight.app.scan_posts import PostScanner, ScanSummary, scan_posts
from plainsight.app.stored import PolicyVersion
from plainsight.casework.rollout import Rollout
from plainsight.detect.campaign import Campaign
from plainsight.detect.policy import Policy
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.post import Post
from plainsight.model.time import format_instant

READ_POSTS = 10_000
ALERTS_PER_UNIT = 500
ACCOUNTS_KEPT_MAX = 1_000
POSTS_KEPT_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a scan of the store came to."""

    summary: ScanSummary
    raised: int
    revised: int
    unchanged: int


def find_in_posts(
    records: Records,
    scanner: PostScanner,
    *,
    policy: Policy,
    versions: Sequence[PolicyVersion],
    clock: Clock,
    steps: Mapping[str, Rollout] | None = None,
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Found:
    """Scan every stored post; then store its campaigns as alerts, with the facts about them.

    `versions` are the files that judge, kept word for word, so that an old alert can be explained;
    `steps` are the roll-outs that the scanner obeys, by typology: the log names them.
    Raises PolicyRewritten, before anything is scanned, when one changed without its version.
    """
    with records.begin() as unit:
        change_policy(unit, versions, now=clock())
    summary = ScanSummary()
    for _ in scan_posts(_stored(records), scanner, summary=summary, on_progress=on_progress):
        pass
    ranked = summary.campaigns.ranked()
    raised = revised = unchanged = 0
    for first in range(0, max(len(ranked), 1), ALERTS_PER_UNIT):
        with records.begin() as unit:
            # With the last of them: who reads that a scan was made finds all of its alerts.
            if first + ALERTS_PER_UNIT >= len(ranked):
                _note_scan(unit, summary, policy=policy, steps=steps or {}, clock=clock)
            done = raise_alerts(
                unit,
                [campaign_data(c) for c in ranked[first : first + ALERTS_PER_UNIT]],
                now=clock(),
            )
        raised += len(done.raised)
        revised += len(done.revised)
        unchanged += len(done.unchanged)
    return Found(summary=summary, raised=raised, revised=revised, unchanged=unchanged)


def campaign_data(campaign: Campaign) -> dict[str, JsonValue]:
    """A campaign as plain data, in the form that alerts are raised from."""
    strongest, lead = campaign.strongest, campaign.lead
    score = 0 if strongest is None else round(strongest.score * 1000)
    return {
        "campaign_key": campaign.key,
        "kind": "posts",
        "score_permille": score,
        "typology_ids": [*sorted(campaign.typologies)],
        "account_ids": [*sorted(campaign.account_ids)[:ACCOUNTS_KEPT_MAX]],
        "finding": {
            "post_count": campaign.post_count,
            "account_count": len(campaign.account_ids),
            "post_ids": [*campaign.post_ids[:POSTS_KEPT_MAX]],
            "contacts": [*sorted(campaign.contacts)],
            "first_at": None if campaign.first_at is None else format_instant(campaign.first_at),
            "last_at": None if campaign.last_at is None else format_instant(campaign.last_at),
            "strongest": None if strongest is None else strongest.to_json(),
            "lead": None if lead is None else {"surface": lead.surface, "post_id": lead.post_id},
        },
    }


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
    clock: Clock,
) -> None:
    body: dict[str, JsonValue] = {
        "posts": summary.post_count,
        "flagged": summary.flagged_count,
        "campaigns": len(summary.campaigns),
        "policy": policy.digest,
    }
    if steps:
        body["rollouts"] = rollouts_data(steps)
    unit.record(Fact(tag=AuditTag.POSTS_SCANNED, subject=unit.new_id("sc"), at=clock(), body=body))
