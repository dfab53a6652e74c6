"""Who posts and pays: accounts of posts with findings that take part in findings about flows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from plainsight.trace.chain.trail import WalletMention
from plainsight.trace.flows.finding import FlowFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedAccount:
    """One account seen from three sides: what it posts, how it pays, which wallets it names."""

    account_id: str
    posts: tuple[str, ...]  # ids of its posts with findings
    flows: tuple[FlowFinding, ...]  # the largest expected loss first
    mentions: tuple[WalletMention, ...] = ()

    @property
    def wallets(self) -> tuple[str, ...]:
        """The wallets it names, each once."""
        return tuple(dict.fromkeys(mention.wallet for mention in self.mentions))


def join_money(
    posted: Mapping[str, Collection[str]],
    findings: Iterable[FlowFinding],
    mentions: Iterable[WalletMention] = (),
) -> tuple[JoinedAccount, ...]:
    """Join by account id: the largest amount at risk first.

    `posted` has the ids of posts with findings by account; `mentions` are wallets named in posts.
    """
    flows: dict[str, list[FlowFinding]] = {}
    for finding in findings:
        for account in finding.accounts:
            if account in posted:
                flows.setdefault(account, []).append(finding)
    named: dict[str, list[WalletMention]] = {}
    for mention in mentions:
        named.setdefault(mention.account_id, []).append(mention)
    joined = [
        JoinedAccount(
            account_id=account,
            posts=tuple(posted[account]),
            flows=tuple(sorted(own, key=lambda f: (-f.expected_loss, f.typology_id))),
            mentions=tuple(named.get(account, ())),
        )
        for account, own in flows.items()
    ]
    return tuple(sorted(joined, key=_order))


def _order(joined: JoinedAccount) -> tuple[int, str]:
    return (-max(each.at_risk.units for each in joined.flows), joined.account_id)
