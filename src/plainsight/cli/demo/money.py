"""The money scene of the demo: the broker advertised in a post is the account in the mirror."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.detect.find_in_posts import Found
from plainsight.app.ports import Records
from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.app.trace.join_money import JoinedAccount, join_money
from plainsight.app.trace.keep_flow_alerts import keep_flow_alerts
from plainsight.app.trace.screen_addresses import find_wallets
from plainsight.casework.case import Case
from plainsight.cli.demo.samples import demo_posts, demo_transfers
from plainsight.cli.screen import visible
from plainsight.cli.trace.chain_posts import extract_wallets, read_posts
from plainsight.cli.trace.flow_options import ask
from plainsight.cli.trace.flow_posts import read_quoted
from plainsight.cli.trace.flow_search import search
from plainsight.cli.trace.flows_view import show_brief, show_kept, show_pairs
from plainsight.demo.joined_case import confirm_alerts, held_in, open_joined
from plainsight.detect.campaign import Campaign
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.trace.flows.leg import us_instant

FINDINGS_SHOWN = 2
PAIRS_SHOWN = 5


def run_money(screen: Console, store: Records, out: Path, found: Found) -> dict[str, Case]:
    """Transfers in, flows and mirrors out, and a case for each account that posts and pays."""
    ledger = ParquetLedger(out / "transfers")
    for path in demo_transfers():
        ingest_transfers(MappedFile(path, layout_for(path)), ledger)
    snapshot, question = ledger.snapshot(), ask("USD", None, None)
    policy = wiring.load_flow_policy()
    quoted = read_quoted([*demo_posts()], snapshot, policy, question)
    flows = search(snapshot, policy, question, quoted=quoted)
    screen.print(
        f"{snapshot.transfer_count:,} transfers of a sample ledger searched by "
        f"{len(policy.ids)} typologies: {len(flows.findings):,} findings."
    )
    for place, finding in enumerate(flows.findings[:FINDINGS_SHOWN], start=1):
        show_brief(screen, finding.to_json(), place=place)
    with store.begin() as unit:
        kept = keep_flow_alerts(
            unit,
            flows.findings,
            policy_digest=policy.digest,
            as_of=us_instant(snapshot.last_us or 0),
            now=wiring.read_clock(),
        )
    show_kept(screen, kept)
    cases = {}
    for joined in _joined(flows, found):
        screen.print()
        _show(screen, joined, found.summary.campaigns.ranked())
        case = open_joined(store, joined, kept, now=wiring.read_clock())
        count = confirm_alerts(store, case, load_review_policy(), now=wiring.read_clock())
        screen.print(f"an analyst looks at its {count} alerts and confirms each")
        screen.print(f"case {case.reference or case.case_id} holds {held_in(store, case)}")
        cases[joined.account_id] = case
    return cases


def _joined(flows: FlowsFound, found: Found) -> tuple[JoinedAccount, ...]:
    posted: dict[str, list[str]] = {}
    for campaign in found.summary.campaigns.ranked():
        for account in sorted(campaign.account_ids):
            posted.setdefault(account, []).append(campaign.key)
    own = (post for path in demo_posts() for post in read_posts(path) if post.account_id in posted)
    return join_money(posted, flows.findings, find_wallets(own, extract_wallets))


def _show(screen: Console, joined: JoinedAccount, campaigns: list[Campaign]) -> None:
    by_key = {campaign.key: campaign for campaign in campaigns}
    own = [by_key[key] for key in joined.posts]
    screen.print(Text(f"{joined.account_id} posts, is paid, and names a wallet:", style="bold"))
    for campaign in own:
        lead, strongest = campaign.lead, campaign.strongest
        if lead is not None and strongest is not None:
            said = Text(f"   {strongest.typology_id} “{visible(lead.text)}”")
            screen.print(said, soft_wrap=True)
    for finding in joined.flows:
        plain = finding.to_json()
        show_brief(screen, plain)
        if finding.pairs:
            show_pairs(screen, plain, pairs_max=PAIRS_SHOWN)
    for wallet in joined.wallets:
        screen.print(f"   wallet in a post of the same account: {wallet} (followed next)")
