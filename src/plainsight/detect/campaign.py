"""Campaigns: posts of several accounts tied by one contact, one wallet or one template.

Copies differ by random prefixes and suffixes that exist to defeat equality, so templates are
compared by the share of their character 4-grams. Posts come one by one; memory is bounded by
`campaigns_max`, the least recently seen campaign leaving first: it is handed over, not forgotten.
What one campaign holds is bounded too, with a counter beside each bound.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count as numbers

from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.left_keys import LeftKeys
from plainsight.detect.namings import Namings
from plainsight.detect.template import bands, shingle, similar
from plainsight.model.post import Post

CAMPAIGNS_MAX = 100_000
POSTS_MAX = 1_000  # post ids remembered per campaign
ACCOUNTS_MAX = 10_000  # account ids remembered per campaign
CONTACTS_MAX = 4_096  # contacts remembered per campaign
TIES_MAX = 256  # contacts and bands remembered per campaign
MERGED_TIES_MAX = 4_096  # the same of one that others were merged into

Place = tuple[str, str]  # surface, post id


@dataclass(slots=True, kw_only=True)
class Campaign:
    """What is known of one campaign so far."""

    key: str  # stable: named after the first tie or template seen
    # The first POSTS_MAX of them, each with the latest revision that has findings.
    posts: dict[Place, int] = field(default_factory=dict)
    post_count: int = 0  # posts, not their edits
    edits_beyond: int = 0  # revisions seen past the bound, whose posts may have been counted
    account_ids: set[str] = field(default_factory=set)  # the first ACCOUNTS_MAX of them
    accounts_beyond: int = 0  # sightings of others, past the bound
    contacts: set[str] = field(default_factory=set)  # the first CONTACTS_MAX of them
    contacts_beyond: int = 0  # sightings of others, past the bound
    namings: Namings = field(default_factory=Namings)  # who wrote each contact, and where
    typologies: dict[str, int] = field(default_factory=dict)
    strongest: Finding | None = None
    lead: Post | None = None  # the post with the strongest finding
    first_at: datetime | None = None
    last_at: datetime | None = None
    shingles: frozenset[int] = frozenset()
    ties: set[str] = field(default_factory=set)
    merged_into: "Campaign | None" = None  # a post tied the two together

    @property
    def post_ids(self) -> list[str]:
        """Ids of the posts remembered, in the order in which they came."""
        return [post_id for _, post_id in self.posts]

    @property
    def rank(self) -> float:
        """Order of attention: the strongest finding, raised by reach (accounts, then posts)."""
        score = self.strongest.order if self.strongest is not None else 0.0
        reach = len(self.account_ids) + 0.2 * self.post_count
        return score * (1 + min(reach, 50) / 25)


class Campaigns:
    """Streaming grouping of findings; `add` returns the campaign a post belongs to.

    Whatever is no longer held is handed to `on_leave` once, as it is then: a campaign for which
    there is no room, and one that a post joined to another (its `merged_into` says which).
    """

    def __init__(
        self,
        *,
        campaigns_max: int = CAMPAIGNS_MAX,
        on_leave: Callable[[Campaign], None] = lambda _campaign: None,
    ) -> None:
        self._max = campaigns_max
        self._on_leave = on_leave
        self._by_key: OrderedDict[str, Campaign] = OrderedDict()
        self._by_tie: dict[str, str] = {}
        self._left_keys = LeftKeys()
        self.left_count = 0  # campaigns for which there was no room

    def __iter__(self) -> Iterator[Campaign]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def found_count(self) -> int:
        """How many there were, those without room included."""
        return len(self._by_key) + self.left_count

    def add(self, post: Post, examined: Examined) -> Campaign:
        """Place one post that has findings; the campaigns it ties together become one."""
        shingles = shingle(examined.template)
        ties = {*examined.contacts, *bands(shingles)}
        near = self._related(examined.contacts, ties, shingles)
        campaign = near[0] if near else self._open(post, examined.contacts, shingles)
        for other in near[1:]:
            self._merge(other, into=campaign)
        self._note(campaign, post, examined)
        self._tie(campaign, ties)
        return campaign

    def ranked(self) -> list[Campaign]:
        """Campaigns by the attention they deserve; ties broken by key, so runs repeat."""
        return sorted(self._by_key.values(), key=lambda c: (-c.rank, c.key))

    def _related(
        self, contacts: frozenset[str], ties: set[str], shingles: frozenset[int]
    ) -> list[Campaign]:
        keys = {self._by_tie[tie] for tie in ties if tie in self._by_tie}
        related = []
        for key in keys:
            campaign = self._by_key[key]
            if contacts & campaign.contacts or similar(shingles, campaign.shingles):
                related.append(campaign)
        return sorted(related, key=lambda c: (-c.post_count, c.key))

    def _open(self, post: Post, contacts: frozenset[str], shingles: frozenset[int]) -> Campaign:
        name = min(contacts) if contacts else ",".join(bands(shingles))
        key = _key(name)
        if key in self._left_keys:
            key = self._key_anew(name, post)
        campaign = self._by_key.get(key)
        if campaign is None:
            campaign = Campaign(key=key, shingles=shingles)
            self._by_key[key] = campaign
            if len(self._by_key) > self._max:
                self._let_go(next(iter(self._by_key)))
        return campaign

    def _key_anew(self, name: str, post: Post) -> str:
        """A key of its own for a campaign that comes back after it was handed over.

        Under the old one its two parts would overwrite each other in every scan of the same posts.
        """
        names = (f"{name}\n{post.surface}\n{post.post_id}\n{again}" for again in numbers())
        return next(key for key in map(_key, names) if key not in self._left_keys)

    def _note(self, campaign: Campaign, post: Post, examined: Examined) -> None:
        is_edit = _count(campaign, post)
        if len(campaign.account_ids) < ACCOUNTS_MAX:
            campaign.account_ids.add(post.account_id)
        elif post.account_id not in campaign.account_ids:
            campaign.accounts_beyond += 1
        if len(campaign.contacts) + len(examined.contacts) <= CONTACTS_MAX:
            campaign.contacts |= examined.contacts
        else:
            campaign.contacts_beyond += _fill(campaign.contacts, examined.contacts, CONTACTS_MAX)
        campaign.namings.note(post, examined.contacts)
        for finding in examined.findings:
            seen = campaign.typologies.get(finding.typology_id, 0)
            campaign.typologies[finding.typology_id] = max(seen, 1) if is_edit else seen + 1
        _lead(campaign, examined.findings[0], post)
        if campaign.first_at is None or post.posted_at < campaign.first_at:
            campaign.first_at = post.posted_at
        if campaign.last_at is None or post.posted_at > campaign.last_at:
            campaign.last_at = post.posted_at
        self._by_key.move_to_end(campaign.key)

    def _tie(self, campaign: Campaign, ties: set[str]) -> None:
        if len(campaign.ties) + len(ties) <= TIES_MAX:
            campaign.ties |= ties
            self._by_tie.update(dict.fromkeys(ties, campaign.key))
            return
        for tie in sorted(ties):
            if len(campaign.ties) < TIES_MAX:
                campaign.ties.add(tie)
                self._by_tie[tie] = campaign.key

    def _merge(self, other: Campaign, *, into: Campaign) -> None:
        into.post_count += other.post_count - len(into.posts.keys() & other.posts.keys())
        into.edits_beyond += other.edits_beyond
        into.namings.join(other.namings)
        for place, revision in other.posts.items():
            if place in into.posts or len(into.posts) < POSTS_MAX:
                into.posts[place] = max(revision, into.posts.get(place, 0))
        into.accounts_beyond += other.accounts_beyond
        into.accounts_beyond += _fill(into.account_ids, other.account_ids, ACCOUNTS_MAX)
        into.contacts_beyond += other.contacts_beyond
        into.contacts_beyond += _fill(into.contacts, other.contacts, CONTACTS_MAX)
        for typology, count in other.typologies.items():
            into.typologies[typology] = into.typologies.get(typology, 0) + count
        if other.strongest is not None and other.lead is not None:
            _lead(into, other.strongest, other.lead)
        firsts = [at for at in (into.first_at, other.first_at) if at is not None]
        lasts = [at for at in (into.last_at, other.last_at) if at is not None]
        into.first_at = min(firsts, default=None)
        into.last_at = max(lasts, default=None)
        other.merged_into = into
        for tie in sorted(other.ties):
            if len(into.ties) < MERGED_TIES_MAX:
                into.ties.add(tie)
                self._by_tie[tie] = into.key
            elif self._by_tie.get(tie) == other.key:
                del self._by_tie[tie]
        del self._by_key[other.key]
        self._on_leave(other)

    def _let_go(self, key: str) -> None:
        campaign = self._by_key.pop(key)
        for tie in campaign.ties:
            if self._by_tie.get(tie) == key:
                del self._by_tie[tie]
        self._left_keys.add(key)
        self.left_count += 1
        self._on_leave(campaign)


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _count(campaign: Campaign, post: Post) -> bool:
    """Count a post once however often it was edited; says whether this is but an edit of one.

    Which posts came past the bound is not remembered. An edit there is taken for one of those, so
    that the count is of posts at least.
    """
    place = (post.surface, post.post_id)
    known = campaign.posts.get(place)
    if known is not None:
        campaign.posts[place] = max(known, post.revision)
        return True
    if post.revision > 1 and campaign.post_count > len(campaign.posts):
        campaign.edits_beyond += 1
        return True
    campaign.post_count += 1
    if len(campaign.posts) < POSTS_MAX:
        campaign.posts[place] = post.revision
    return False


def _lead(campaign: Campaign, finding: Finding, post: Post) -> None:
    """Let the strongest finding lead; of one post's wordings that are as strong, the latest."""
    held, lead = campaign.strongest, campaign.lead
    if held is not None and lead is not None:
        is_later = (post.surface, post.post_id) == (lead.surface, lead.post_id) and (
            post.revision > lead.revision
        )
        if finding.score < held.score or (finding.score == held.score and not is_later):
            return
    campaign.strongest, campaign.lead = finding, post


def _fill(held: set[str], more: AbstractSet[str], count_max: int) -> int:
    """Add up to a bound, the same ones in every run; returns how many had no room."""
    if len(held) + len(more) <= count_max:
        held |= more
        return 0
    fresh = sorted(more - held)
    room = max(count_max - len(held), 0)
    held.update(fresh[:room])
    return len(fresh) - min(room, len(fresh))
