"""The scan report: one HTML file, no network, that an analyst would forward."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import plainsight
from plainsight.app.detect.scan_posts import ScanSummary
from plainsight.cli.detect.tied_by import tied_by, tied_lines
from plainsight.cli.page import draw_page
from plainsight.cli.screen import visible
from plainsight.detect.campaign import Campaign
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Facet
from plainsight.detect.policy import Policy
from plainsight.detect.with_model import ALONE_ID, ALONE_TITLE
from plainsight.model.time import format_instant

CAMPAIGNS_SHOWN_MAX = 100
POSTS_SHOWN_MAX = 12
ACCOUNTS_SHOWN_MAX = 20
DAYS_SHOWN_MAX = 366
# The legend of the colours; what speaks against an advert is told in words and has no colour.
_MEANS = {
    Facet.SERVICE: "moves or hides money for others",
    Facet.GOODS: "what is for sale: drugs, accounts, papers, funds",
    Facet.TRANSACTION: "buys, sells, swaps, seeks",
    Facet.PRICE: "a price, a rate, an amount, a commission",
    Facet.CONTACT: "how to reach the author elsewhere",
    Facet.SETTLEMENT: "how value moves: cash, cards, coins",
    Facet.LOGISTICS: "shipping, pick-up, meeting",
    Facet.GUARANTEE: "escrow, deposits, promises",
    Facet.RECRUITMENT: "asks people to lend themselves or their accounts",
    Facet.WORDING: "wording that a trained model has learnt; no red flag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedFile:
    """A file that the report is about, so that a reader can tell whether theirs is the same."""

    name: str
    size: int  # bytes
    sha256: str


def render_report(
    summary: ScanSummary,
    *,
    policy: Policy,
    source: str,
    made_at: datetime,
    files: Sequence[ScannedFile] = (),
) -> str:
    """Render the whole page. `made_at` comes from the caller's clock."""
    ranked = summary.campaigns.ranked()
    shown = ranked[:CAMPAIGNS_SHOWN_MAX]
    findings = [each.strongest for each in shown if each.strongest is not None]
    titles = {t.typology_id: t.title.get("en", t.name) for t in policy.typologies}
    titles[ALONE_ID] = ALONE_TITLE["en"]
    days = [{"date": day, "count": summary.by_day[day]} for day in _every_day(summary)]
    days_most = max(summary.by_day.values(), default=0)
    return draw_page(
        "scan_report.html",
        summary=_counts(summary),
        source=source,
        facets=[str(facet) for facet in _MEANS],
        legend=_legend(findings),
        flags=_flags_cited(findings, policy),
        files=files,
        by_typology=[
            {"id": typology, "title": titles.get(typology, ""), "count": count}
            for typology, count in summary.by_typology.most_common()
        ],
        days=days,
        days_most=days_most,
        campaigns=[_campaign(c) for c in shown],
        hidden_count=max(len(ranked) - CAMPAIGNS_SHOWN_MAX, 0),
        version=plainsight.__version__,
        policy_digest=policy.digest,
        made_at=format_instant(made_at),
    )


def _legend(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """The colours that occur, and what each stands for."""
    used = {reason.facet for finding in findings for reason in finding.reasons}
    return [(str(facet), means) for facet, means in _MEANS.items() if facet in used]


def _flags_cited(findings: Iterable[Finding], policy: Policy) -> list[tuple[str, str]]:
    """Each red flag that a campaign cites, and the words of its advisory that it rests on."""
    cited = {flag for finding in findings for flag in finding.flags}
    quotes = {
        f"{cite.advisory} {cite.flag}": cite.quote
        for typology in policy.typologies
        for cite in typology.cites
    }
    return [(flag, quotes.get(flag, "")) for flag in sorted(cited)]


def _every_day(summary: ScanSummary) -> list[str]:
    """From the first day with findings to the last; days without any are days too."""
    if not summary.by_day:
        return []
    first, last = (date.fromisoformat(pick(summary.by_day)) for pick in (min, max))
    count = min((last - first).days + 1, DAYS_SHOWN_MAX)
    return [(last - timedelta(days=back)).isoformat() for back in reversed(range(count))]


def pieces(text: str, finding: Finding) -> list[dict[str, str]]:
    """The original text cut at the finding's spans; each piece with its facet, or none."""
    spans = sorted(
        (evidence.start, evidence.end, str(reason.facet), reason.says)
        for reason in finding.reasons
        for evidence in reason.evidence
    )
    cut = []
    place = 0
    for start, end, facet, says in spans:
        if start < place:
            continue
        cut.append({"text": visible(text[place:start]), "facet": "", "says": ""})
        cut.append({"text": visible(text[start:end]), "facet": facet, "says": says})
        place = end
    cut.append({"text": visible(text[place:]), "facet": "", "says": ""})
    return cut


def _counts(summary: ScanSummary) -> dict[str, Any]:
    return {
        "post_count": summary.post_count,
        "flagged_count": summary.flagged_count,
        "refused_count": summary.refused_count,
        "quarantined_count": summary.quarantined_count,
        "campaign_count": summary.campaigns.found_count,
        "left_count": summary.campaigns.left_count,
    }


def _campaign(campaign: Campaign) -> dict[str, Any]:
    finding = campaign.strongest
    post = campaign.lead
    if finding is None or post is None:
        return {"key": campaign.key, "title": "", "pieces": [], "reasons": [], "doubts": []}
    shown = list(campaign.posts)[:POSTS_SHOWN_MAX]
    accounts = sorted(campaign.account_ids)[:ACCOUNTS_SHOWN_MAX]
    return {
        "key": campaign.key,
        "title": f"{finding.typology_id} {finding.typology_title}",
        "score": finding.score,
        "language": post.language,
        "post_count": campaign.post_count,
        "account_count": len(campaign.account_ids),
        "accounts_beyond": campaign.accounts_beyond,
        "period": _period(campaign),
        "post_id": visible(post.post_id),
        "account_id": visible(post.account_id),
        "surface": visible(post.surface),
        "posted_at": format_instant(post.posted_at),
        "pieces": pieces(post.text, finding),
        "reasons": [
            {
                "facet": str(reason.facet),
                "says": reason.says,
                "undone": list(dict.fromkeys(u for e in reason.evidence for u in e.undone)),
            }
            for reason in finding.reasons
        ],
        "doubts": [doubt.says for doubt in finding.doubts],
        "flags": finding.flags,
        "ties": tied_lines(tied_by(_namers(campaign), account_count=len(campaign.account_ids))),
        "accounts": [visible(account) for account in accounts],
        "more_accounts": len(campaign.account_ids) - len(accounts),
        # An id is unique within its surface only, so it is told with it.
        "posts": [{"surface": visible(place), "id": visible(each)} for place, each in shown],
        "more": campaign.post_count - len(shown),
    }


def _namers(campaign: Campaign) -> Iterator[tuple[str, int]]:
    for contact in campaign.contacts:
        yield contact, len({each.account_id for each in campaign.namings.of(contact)})


def _period(campaign: Campaign) -> str:
    if campaign.first_at is None or campaign.last_at is None:
        return ""
    first, last = campaign.first_at.date(), campaign.last_at.date()
    return str(first) if first == last else f"{first} to {last}"
