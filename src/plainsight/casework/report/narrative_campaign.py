"""How a narrative tells a campaign: how far it reaches, and which contacts whose posts give."""

from collections.abc import Iterator

from plainsight.casework.report.evidence import CampaignEvidence, NamedContact
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.figures import said_count, spoken
from plainsight.casework.report.sentence import Part, Sentence

NAMERS_TOLD_MAX = 3  # of one contact


def campaign_sentences(facts: ReportFacts, *, contacts_max: int) -> Iterator[Sentence]:
    """Counts and days of each campaign, and its contacts with who wrote them."""
    titles = {f.finding_id: f"{f.typology_id} {f.title}" for f in facts.findings}
    for campaign in facts.campaigns:
        title = titles.get(campaign.finding_id)
        if title is not None:
            yield _reach(campaign, title)
        yield from _contacts(campaign, contacts_max)


def _reach(campaign: CampaignEvidence, title: str) -> Sentence:
    at_least = "at least " if campaign.is_bounded else ""
    first, last = campaign.first_at, campaign.last_at
    return Sentence(
        part=Part.WHAT,
        text=f"The campaign of {title} has {at_least}{said_count(campaign.post_count, 'post')} by "
        f"{said_count(campaign.account_count, 'account')}, from {first:%Y-%m-%d} to "
        f"{last:%Y-%m-%d}.",
        rests_on=(campaign.ground_id, f"finding:{campaign.finding_id}"),
    )


def _contacts(campaign: CampaignEvidence, count_max: int) -> Iterator[Sentence]:
    for named in campaign.contacts[:count_max]:
        yield Sentence(
            part=Part.WHAT,
            text=f"The contact {_called(named)} is given in posts of {_by(named)}.",
            rests_on=(campaign.ground_id,),
        )
    if len(campaign.contacts) > count_max:
        told = said_count(len(campaign.contacts), "contact")
        yield Sentence(
            part=Part.WHAT,
            text=f"In all the campaign gives {told}; the first are told here.",
            rests_on=(campaign.ground_id,),
        )


def _called(named: NamedContact) -> str:
    """What it is and what it says: "handle.wechat:laowei88" as "wechat laowei88"."""
    kind, _, value = named.contact.partition(":")
    called = "handle" if kind == "handle.other" else kind.removeprefix("handle.")
    return f"{called} {value}"


def _by(named: NamedContact) -> str:
    if not named.accounts:
        return "this campaign"
    told = ", ".join(map(spoken, named.accounts[:NAMERS_TOLD_MAX]))
    others = " and others" if len(named.accounts) > NAMERS_TOLD_MAX else ""
    return f"{told}{others}"
