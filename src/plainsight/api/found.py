"""What a scanner answers: findings on a text, and campaigns over many posts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plainsight.api.notebook import finding_html, findings_html, table_html
from plainsight.detect.campaign import Campaign as GrownCampaign
from plainsight.detect.finding import Finding
from plainsight.model.post import Post

CAMPAIGNS_SHOWN = 20
_HEAD = ("rank", "typology", "title", "score", "posts", "accounts", "contacts", "first", "last")

# A notebook asks the value itself, and the room that findings come from knows no HTML.
Finding._repr_html_ = finding_html  # type: ignore[attr-defined]


class Findings(list[Finding]):
    """Findings on one text, strongest first; a notebook shows the text with their spans marked."""

    def __init__(self, findings: Iterable[Finding], *, text: str) -> None:
        super().__init__(findings)
        self.text = text

    def _repr_html_(self) -> str:
        return findings_html(self.text, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Posts of one or several accounts that share a contact, a wallet or a template."""

    key: str  # the same wherever the same contact or template was seen first
    rank: float  # order of attention: the strongest finding, raised by reach
    strongest: Finding
    lead: Post  # the post with the strongest finding
    typologies: Mapping[str, int]  # posts by typology
    post_count: int
    post_ids: tuple[str, ...]  # the first 1,000
    account_ids: tuple[str, ...]  # the first 10,000, in order
    accounts_beyond: int  # sightings of others
    contacts: tuple[str, ...]  # the first 4,096, in order
    contacts_beyond: int
    first_at: datetime
    last_at: datetime

    def __repr__(self) -> str:
        """One line: the posts and accounts of a large one fill pages."""
        accounts = len(self.account_ids)
        return (
            f"<Campaign {self.key} {self.strongest.typology_id} {self.strongest.score:.2f}, "
            f"{self.post_count} posts of {accounts} accounts>"
        )

    def row(self) -> dict[str, object]:
        """The campaign flat, for a table: one value a column, lists where there are several."""
        return {
            "campaign": self.key,
            "rank": self.rank,
            "typology": self.strongest.typology_id,
            "title": self.strongest.typology_title,
            "score": self.strongest.score,
            "post_count": self.post_count,
            "account_count": len(self.account_ids),
            "accounts_beyond": self.accounts_beyond,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "contacts": list(self.contacts),
            "account_ids": list(self.account_ids),
            "post_ids": list(self.post_ids),
            "lead_post_id": self.lead.post_id,
            "lead_surface": self.lead.surface,
            "lead_text": self.lead.text,
            "policy": self.strongest.policy_digest,
        }

    def _repr_html_(self) -> str:
        return table_html(_HEAD, [_cells(self)]) + findings_html(self.lead.text, [self.strongest])


class Campaigns(list[Campaign]):
    """Campaigns by the attention they deserve; `left_count` had no room and are not among them."""

    def __init__(self, campaigns: Iterable[Campaign], *, left_count: int = 0) -> None:
        super().__init__(campaigns)
        self.left_count = left_count

    def _repr_html_(self) -> str:
        more = len(self) - CAMPAIGNS_SHOWN
        left = f"<p>{more:,} more</p>" if more > 0 else ""
        return table_html(_HEAD, map(_cells, self[:CAMPAIGNS_SHOWN])) + left


def found_campaign(grown: GrownCampaign) -> Campaign:
    """A campaign as it stands when every post was seen."""
    lead, strongest, first_at, last_at = grown.lead, grown.strongest, grown.first_at, grown.last_at
    assert lead is not None and strongest is not None  # noqa: S101, PT018 - begins with a post
    assert first_at is not None and last_at is not None  # noqa: S101, PT018
    return Campaign(
        key=grown.key,
        rank=grown.rank,
        strongest=strongest,
        lead=lead,
        typologies=dict(grown.typologies),
        post_count=grown.post_count,
        post_ids=tuple(grown.post_ids),
        account_ids=tuple(sorted(grown.account_ids)),
        accounts_beyond=grown.accounts_beyond,
        contacts=tuple(sorted(grown.contacts)),
        contacts_beyond=grown.contacts_beyond,
        first_at=first_at,
        last_at=last_at,
    )


def _cells(campaign: Campaign) -> tuple[object, ...]:
    accounts = f"{len(campaign.account_ids):,}"
    return (
        f"{campaign.rank:.2f}",
        campaign.strongest.typology_id,
        campaign.strongest.typology_title,
        f"{campaign.strongest.score:.2f}",
        f"{campaign.post_count:,}",
        f"at least {accounts}" if campaign.accounts_beyond else accounts,
        ", ".join(campaign.contacts[:3]) + (", …" if len(campaign.contacts) > 3 else ""),
        campaign.first_at.date(),
        campaign.last_at.date(),
    )
