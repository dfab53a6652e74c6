"""Keep the campaigns of one scan as alerts, each as soon as nothing more will be added to it."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from plainsight.app.casework.absorb_alerts import absorb_alerts, await_absorption
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.ports import Clock, Records, UnitOfWork
from plainsight.app.stored import AlertChange
from plainsight.detect.campaign import Campaign
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant

ALERTS_PER_UNIT = 500
ACCOUNTS_KEPT_MAX = 1_000
POSTS_KEPT_MAX = 1_000


class CampaignKeeper:
    """Takes campaigns as they leave the memory of a scan, and the rest at its end."""

    def __init__(self, records: Records, *, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._left: list[Campaign] = []
        self._joined: list[Campaign] = []
        self._absorbed: dict[str, Campaign] = {}  # of those joined, the ones with an open alert
        self.counts = Counter[AlertChange]()
        self.absorbed_count = 0

    def leave(self, campaign: Campaign) -> None:
        """Take one for which memory has no room, or that a post joined to another."""
        (self._left if campaign.merged_into is None else self._joined).append(campaign)

    def keep_left(self) -> None:
        """Store what left, once there is enough of it for a unit."""
        if len(self._left) + len(self._joined) >= ALERTS_PER_UNIT:
            with self._records.begin() as unit:
                self._look_up_joined(unit)
                self._raise(unit, self._left)
            self._left = []

    def end(self, ranked: Sequence[Campaign], *, note: Callable[[UnitOfWork], None]) -> None:
        """Store the rest and close what was absorbed, with `note` in the last unit of all.

        So whoever reads that a scan was made finds all of its alerts.
        """
        with self._records.begin() as unit:
            self._look_up_joined(unit)
        rest = [*self._left, *ranked]
        held = {campaign.key for campaign in rest}
        absorbed = [each for key, each in self._absorbed.items() if key not in held]
        steps = [partial(self._raise, campaigns=batch) for batch in _batches(rest)]
        steps += [partial(self._absorb, campaigns=batch) for batch in _batches(absorbed)]
        steps = steps or [partial(self._raise, campaigns=[])]
        for step in steps:
            with self._records.begin() as unit:
                if step is steps[-1]:
                    note(unit)
                step(unit)

    def _raise(self, unit: UnitOfWork, campaigns: Sequence[Campaign]) -> None:
        done = raise_alerts(unit, [campaign_data(each) for each in campaigns], now=self._clock())
        self.counts[AlertChange.RAISED] += len(done.raised)
        self.counts[AlertChange.REVISED] += len(done.revised)
        self.counts[AlertChange.UNCHANGED] += len(done.unchanged)
        for campaign in campaigns:
            self._absorbed.pop(campaign.key, None)  # it began again, and stands by itself

    def _look_up_joined(self, unit: UnitOfWork) -> None:
        """Of the campaigns that were joined to others, remember those that have alerts to close."""
        by_key = {campaign.key: campaign for campaign in self._joined}
        for key in await_absorption(unit, list(by_key), now=self._clock()):
            self._absorbed[key] = by_key[key]
        self._joined = []

    def _absorb(self, unit: UnitOfWork, campaigns: Sequence[Campaign]) -> None:
        into = {campaign.key: _last_of(campaign).key for campaign in campaigns}
        self.absorbed_count += absorb_alerts(unit, into, now=self._clock())


def campaign_data(campaign: Campaign) -> dict[str, JsonValue]:
    """A campaign as plain data, in the form that alerts are raised from."""
    strongest, lead = campaign.strongest, campaign.lead
    score = 0 if strongest is None else round(strongest.order * 1000)
    posts = list(campaign.posts)[:POSTS_KEPT_MAX]
    return {
        "campaign_key": campaign.key,
        "kind": "posts",
        "score_permille": score,
        "typology_ids": [*sorted(campaign.typologies)],
        "account_ids": [*sorted(campaign.account_ids)[:ACCOUNTS_KEPT_MAX]],
        "finding": {
            "post_count": campaign.post_count,
            "account_count": len(campaign.account_ids),
            "post_ids": [post_id for _, post_id in posts],
            # The same ones where they stand, each with the latest revision that has findings.
            "posts": [_post(*place, campaign.posts[place]) for place in posts],
            "contacts": [*sorted(campaign.contacts)],
            # Of each of them, in the same order: a name of its own would escape the masking.
            "named_in": [_namings(campaign, each) for each in sorted(campaign.contacts)],
            "first_at": None if campaign.first_at is None else format_instant(campaign.first_at),
            "last_at": None if campaign.last_at is None else format_instant(campaign.last_at),
            "strongest": None if strongest is None else strongest.to_json(),
            "lead": None if lead is None else _post(lead.surface, lead.post_id, lead.revision),
            **_beyond(campaign),
        },
    }


def _namings(campaign: Campaign, contact: str) -> JsonValue:
    """Who wrote a contact of the campaign, and in which post."""
    return [
        {
            "account_id": each.account_id,
            "surface": each.surface,
            "post_id": each.post_id,
            "revision": each.revision,
            "at": format_instant(each.posted_at),
        }
        for each in campaign.namings.of(contact)
    ]


def _post(surface: str, post_id: str, revision: int) -> dict[str, JsonValue]:
    """A post with the revision that was judged: its author may write another one any day."""
    return {"surface": surface, "post_id": post_id, "revision": revision}


def _beyond(campaign: Campaign) -> dict[str, JsonValue]:
    """Sightings past the bounds of one campaign; without any, a finding says nothing of them."""
    counts = {
        "accounts_beyond": campaign.accounts_beyond,
        "contacts_beyond": campaign.contacts_beyond,
        "edits_beyond": campaign.edits_beyond,
    }
    return {name: count for name, count in counts.items() if count}


def _last_of(campaign: Campaign) -> Campaign:
    """The campaign that it is part of in the end."""
    while campaign.merged_into is not None:
        campaign = campaign.merged_into
    return campaign


def _batches(campaigns: Sequence[Campaign]) -> list[Sequence[Campaign]]:
    starts = range(0, len(campaigns), ALERTS_PER_UNIT)
    return [campaigns[start : start + ALERTS_PER_UNIT] for start in starts]
