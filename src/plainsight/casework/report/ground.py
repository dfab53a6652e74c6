"""Grounds: what each piece of evidence lets a sentence say - figures, names and quotations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.casework.report.evidence import (
    CampaignEvidence,
    FindingEvidence,
    MirrorEvidence,
    PostEvidence,
    TransferEvidence,
    WalletEvidence,
)
from plainsight.casework.report.figures import (
    Figure,
    amount_figure,
    count_figure,
    name_tokens,
    read_figures,
)
from plainsight.casework.report.party import Subject
from plainsight.model.money import Money


class GroundKind(StrEnum):
    """What a sentence rests on."""

    POST = "post"
    CAMPAIGN = "campaign"  # the reach of an alert of posts
    FINDING = "finding"
    TRANSFER = "transfer"
    MIRROR = "mirror"
    WALLET = "wallet"
    SUBJECT = "subject"
    TALLY = "tally"  # computed from what the report holds, never entered
    RULE = "rule"  # a rule of the form: an advisory's key term, a retention period


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One thing a sentence may rest on."""

    ground_id: str
    kind: GroundKind
    label: str  # for people, in a few words
    figures: frozenset[Figure] = frozenset()
    names: frozenset[str] = frozenset()
    quotes: tuple[str, ...] = ()  # texts that may be quoted from
    statements: tuple[str, ...] = ()  # its own sentences, which may be repeated word for word


def post_ground(post: PostEvidence) -> Ground:
    """A post grounds its instant, its author, its place and its own words."""
    return _ground(
        post.ground_id,
        GroundKind.POST,
        f"post {post.post_id} in {post.surface}",
        instants=[post.posted_at],
        names=[post.post_id, post.surface, post.account_id],
        quotes=post.texts,
    )


def campaign_ground(campaign: CampaignEvidence) -> Ground:
    """A campaign grounds how many posts of how many accounts, from when to when, and its contacts.

    A contact may be named by what it is called too: "wechat laowei88".
    """
    accounts = {account for each in campaign.contacts for account in each.accounts}
    called = [part for each in campaign.contacts for part in each.contact.partition(":")]
    return _ground(
        campaign.ground_id,
        GroundKind.CAMPAIGN,
        f"campaign of alert {campaign.finding_id}: {campaign.post_count} posts by "
        f"{campaign.account_count} accounts",
        figures=[
            count_figure(campaign.post_count, "post"),
            count_figure(campaign.account_count, "account"),
            count_figure(len(campaign.contacts), "contact"),
        ],
        instants=[campaign.first_at, campaign.last_at],
        names=[*called, *sorted(accounts)],
    )


def finding_ground(finding: FindingEvidence) -> Ground:
    """A finding grounds the figures of its own reasons, its score and the flags it cites."""
    return _ground(
        finding.ground_id,
        GroundKind.FINDING,
        f"{finding.typology_id} {finding.title}",
        figures=[
            count_figure(finding.score_permille, "permille"),
            *(figure for says in finding.says for figure in read_figures(says).figures),
        ],
        names=[
            finding.finding_id,
            finding.typology_id,
            finding.title,
            *finding.flags,
            *(name for says in finding.says for name in read_figures(says).names),
        ],
        quotes=tuple(q for says in finding.says for q in read_figures(says).quotations),
        statements=(*finding.says, finding.title),
    )


def transfer_ground(transfer: TransferEvidence) -> Ground:
    """A transfer grounds its amount, its value, its instant and its two ends."""
    amounts = [transfer.money] + ([transfer.value] if transfer.value is not None else [])
    return _ground(
        transfer.ground_id,
        GroundKind.TRANSFER,
        f"{transfer.source} to {transfer.target}, {transfer.money}",
        figures=[amount_figure(str(money)) for money in amounts],
        instants=[transfer.at],
        names=[
            transfer.transfer_id,
            transfer.source,
            transfer.target,
            transfer.channel,
            transfer.network,
        ],
    )


def mirror_ground(mirror: MirrorEvidence) -> Ground:
    """A mirror grounds its lag, its spread and the transfers of its two sides."""
    return _ground(
        mirror.ground_id,
        GroundKind.MIRROR,
        f"mirror {mirror.pair_id}",
        figures=[
            count_figure(mirror.lag_minutes, "minute"),
            count_figure(mirror.spread_permille, "permille"),
        ],
        names=[mirror.pair_id, *mirror.side_a, *mirror.side_b],
    )


def wallet_ground(wallet: WalletEvidence) -> Ground:
    """A wallet grounds its address and the claim about it."""
    stated = read_figures(wallet.says)
    return _ground(
        wallet.ground_id,
        GroundKind.WALLET,
        f"wallet {wallet.address} on {wallet.network}",
        figures=stated.figures,
        names=[wallet.address, wallet.network, *stated.names],
        quotes=stated.quotations,
        statements=(wallet.says,),
    )


def subject_ground(subject: Subject) -> Ground:
    """A subject grounds what is known of the person, and how many accounts that is."""
    born = [Figure(subject.birth_date.isoformat(), "date")] if subject.birth_date else []
    return _ground(
        f"subject:{subject.subject_id}",
        GroundKind.SUBJECT,
        f"subject {subject.full_name or subject.subject_id}",
        figures=[*born, count_figure(len(subject.account_ids), "account")],
        names=[
            subject.subject_id,
            subject.full_name,
            subject.role,
            *subject.account_ids,
            *subject.aliases,
            *subject.phones,
            *subject.emails,
            subject.identity_number,
            subject.address.street,
            subject.address.postcode,
        ],
    )


def tally_ground(
    ground_id: str, label: str, transfers: Iterable[TransferEvidence], *, reporting: str
) -> Ground:
    """How many transfers, how much of each asset, from when to when: added up here, not entered."""
    own = tuple(transfers)
    totals: dict[str, Money] = {}
    for transfer in own:
        code = transfer.money.asset.code
        totals[code] = totals[code] + transfer.money if code in totals else transfer.money
    valued = [t.value for t in own if t.value is not None and t.value.asset.code == reporting]
    figures = [amount_figure(str(money)) for money in totals.values()]
    if valued and len(valued) == len(own):
        value = sum(valued[1:], valued[0])
        figures.append(amount_figure(str(value)))
    accounts = {end for transfer in own for end in (transfer.source, transfer.target)}
    return _ground(
        ground_id,
        GroundKind.TALLY,
        label,
        figures=[
            *figures,
            count_figure(len(own), "transfer"),
            count_figure(len(accounts), "account"),
            count_figure(len(totals), "currency"),
        ],
        instants=[transfer.at for transfer in own],
        names=[label],
    )


def count_ground(ground_id: str, noun: str, count: int) -> Ground:
    """How many of a kind of thing the report holds: counted here, not entered."""
    label = f"{count} {noun}s of this report"
    return _ground(ground_id, GroundKind.TALLY, label, figures=[count_figure(count, noun)])


def rule_ground(ground_id: str, text: str) -> Ground:
    """A rule of the form grounds what its own text says."""
    stated = read_figures(text)
    return _ground(
        ground_id,
        GroundKind.RULE,
        text,
        figures=stated.figures,
        names=[text, *stated.names],
        statements=(text,),
    )


def _ground(
    ground_id: str,
    kind: GroundKind,
    label: str,
    *,
    figures: Iterable[Figure] = (),
    instants: Iterable[datetime] = (),
    names: Iterable[str] = (),
    quotes: tuple[str, ...] = (),
    statements: tuple[str, ...] = (),
) -> Ground:
    return Ground(
        ground_id=ground_id,
        kind=kind,
        label=label,
        figures=frozenset([*figures, *_instants(instants)]),
        names=frozenset(token for name in names for token in name_tokens(name)),
        quotes=quotes,
        statements=tuple(each for each in statements if each),
    )


def _instants(instants: Iterable[datetime]) -> Iterator[Figure]:
    for instant in instants:
        yield Figure(f"{instant:%Y-%m-%d}", "date")
        yield Figure(f"{instant:%H:%M}", "time")
