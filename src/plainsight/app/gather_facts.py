"""Gather the facts of a report from a case: its alerts, the posts they point to, its wallets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.campaign_posts import told_items
from plainsight.app.ports import Reading
from plainsight.app.report_posts import report_posts
from plainsight.app.wallet_items import wallet_of, wallet_ref
from plainsight.app.work_case import require_member
from plainsight.casework.access import Act, may, require
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.casework.report.counted_once import count_once
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.evidence import (
    FindingEvidence,
    MirrorEvidence,
    TransferEvidence,
    WalletEvidence,
)
from plainsight.casework.report.facts import ReportFacts, ToldAlert
from plainsight.casework.report.figures import spoken
from plainsight.casework.report.from_alerts import AlertEvidence, evidence_of_alert
from plainsight.casework.report.narrative_campaign import NAMERS_TOLD_MAX
from plainsight.casework.report.party import Subject
from plainsight.errors import BadValue, UnknownId
from plainsight.model.asset import Asset, fiat
from plainsight.model.fact import JsonValue
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An alert in the version that a report tells of."""

    told: ToldAlert
    evidence: AlertEvidence
    finding: Mapping[str, JsonValue]  # what the evidence was read from

    @property
    def pointed(self) -> list[tuple[tuple[str, str], Mapping[str, JsonValue]]]:
        """The posts that it points to, each with the finding that does."""
        return [(place, self.finding) for place in self.evidence.posts]


def gather_facts(
    view: Reading,
    case_id: str,
    *,
    subjects: Sequence[Subject] = (),
    actor: Staff,
    now: datetime,
    reporting: Asset | None = None,
) -> ReportFacts:
    """Everything the case's alerts rest on, as evidence with ids; the case by id or reference.

    `subjects` are what the operator knows of the holders; an account that posted or that a flow is
    found at, and that is nobody's among them, becomes a subject whose name is not known. The clock
    starts when a person first found an alert suspicious that no report covers yet, or with the case
    itself where nobody decided. Raises NotAllowed, also for who is not on the case; UnknownId for
    an alert or post that is gone, BadValue for a case without alerts.
    """
    require(actor, Act.DRAFT_REPORT)
    case = view.casework.cases.get(case_id)
    if not may(actor, Act.FILE_REPORT):
        require_member(case, actor)
    case_id = case.case_id  # it may have been named by its reference
    items = view.casework.cases.items(case_id)
    alert_ids = [item.ref for item in items if item.kind is ItemKind.ALERT]
    if not alert_ids:
        raise BadValue("case", case_id, "add the alerts that the report is about")
    read = [_of_alert(view, alert_id) for alert_id in alert_ids]
    found = [each.evidence for each in read]
    detected_at = min(_suspected_at(view, case_id, alert_ids, actor) or case.opened_at, now)
    told = told_items(items)
    posts = report_posts(view, [at for each in read for at in each.pointed], told)
    transfers, mirrors = _moves(found)
    named = {account for subject in subjects for account in subject.account_ids}
    acting = (
        *(post.account_id for post in posts),
        *(account for each in found for account in each.accounts),
    )
    unknown = _strangers(account for account in dict.fromkeys(acting) if account not in named)
    return ReportFacts(
        case_id=case_id,
        reference=case.reference,
        alerts=tuple(each.told for each in read if each.evidence.findings),
        detected_at=detected_at,
        subject_known_at=detected_at if any(s.is_named for s in subjects) else None,
        subjects=(*subjects, *unknown),
        posts=posts,
        campaigns=tuple(campaign for each in found for campaign in each.campaigns),
        findings=tuple(
            sorted(
                (_on_its_posts(finding, told) for each in found for finding in each.findings),
                key=lambda f: (-f.score_permille, f.typology_id, f.finding_id),
            )
        ),
        transfers=transfers,
        mirrors=mirrors,
        wallets=_wallets(items),
        reporting=reporting or fiat("USD"),
    )


def _strangers(accounts: Iterable[str]) -> tuple[Subject, ...]:
    """Holders of whom nothing is known but the account."""
    return tuple(
        Subject(subject_id=f"holder-{place}", account_ids=(account,))
        for place, account in enumerate(accounts, start=1)
    )


def _suspected_at(
    view: Reading, case_id: str, alert_ids: Sequence[str], actor: Staff
) -> datetime | None:
    """Of what no report covers yet; where all is covered, of the case as a whole."""
    form = ReportForm.SAR.value
    owed = view.casework.reports.unreported_alerts(
        form=form, viewer=actor, among=alert_ids, count_max=len(alert_ids)
    )
    if owed:
        return min(each.suspected_at for each in owed)
    return view.casework.cases.suspected_at(case_id)


def _of_alert(view: Reading, alert_id: str) -> _Read:
    alert = view.alerts.get(alert_id)
    if alert is None:
        raise UnknownId("alert", alert_id)
    decisions = view.casework.decisions.of_alert(alert_id)
    is_confirmed = bool(decisions) and decisions[-1].outcome in SUSPECTING
    if is_confirmed and alert.kind == "posts":
        # Later posts and edits may lead the alert since; a person confirmed what led it then.
        of_version = {each.version: each for each in view.alerts.versions(alert_id)}
        alert = of_version.get(decisions[-1].alert_version, alert)
    return _Read(
        told=ToldAlert(alert_id=alert_id, version=alert.version),
        evidence=evidence_of_alert(alert_id, alert.finding, is_confirmed=is_confirmed),
        finding=alert.finding,
    )


def _on_its_posts(finding: FindingEvidence, told: Sequence[CaseItem]) -> FindingEvidence:
    """A finding of a campaign rests on what the alert brought of it, not on its lead alone."""
    own = (f"post:{item.ref}" for item in told if item.data.get("alert") == finding.finding_id)
    return replace(finding, rests_on=tuple(dict.fromkeys([*finding.rests_on, *own])))


def _moves(
    found: Sequence[AlertEvidence],
) -> tuple[tuple[TransferEvidence, ...], tuple[MirrorEvidence, ...]]:
    """Transfers and mirrors of all alerts, once each; what one alert counts, the report counts."""
    mirrors: dict[tuple[tuple[str, ...], tuple[str, ...]], MirrorEvidence] = {}
    for each in found:
        for mirror in each.mirrors:
            mirrors.setdefault((mirror.side_a, mirror.side_b), mirror)
    told = (transfer for each in found for transfer in each.transfers)
    return count_once(told, mirrors.values()), tuple(mirrors.values())


def _wallets(items: Sequence[CaseItem]) -> tuple[WalletEvidence, ...]:
    """Each wallet once, though a person typed its address and a finder named it with its chain."""
    said: dict[tuple[str, str], list[str]] = {
        wallet_of(item.ref): [_said_of(item)] for item in items if item.kind is ItemKind.WALLET
    }
    listed: set[str] = set()
    for item in items:
        if item.kind is ItemKind.TRAIL:
            told, end = str(item.data.get("told")), str(item.data.get("end"))
            said.setdefault(wallet_of(str(item.data.get("wallet"))), []).append(told)
            # A custodian's address is everybody's: only what a list names is a wallet of the case.
            if item.data.get("is_listed") is True:
                listed.add(end)
                claims = said.setdefault(wallet_of(wallet_ref(end)), [])
                claims += [] if item.data.get("paths") == 0 else [_on_a_list(item)]
    return tuple(
        WalletEvidence(
            address=address,
            network=network,
            says="; ".join(dict.fromkeys(says)),
            is_listed=address in listed,
        )
        for (network, address), says in said.items()
    )


def _said_of(item: CaseItem) -> str:
    """By whom a wallet is named, where that is known: to name one is not to own it."""
    listed = item.data.get("named_in")
    namings = (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )
    accounts = [*dict.fromkeys(spoken(str(each.get("account_id"))) for each in namings)]
    others = " and others" if len(accounts) > NAMERS_TOLD_MAX else ""
    by = f"named by {', '.join(accounts[:NAMERS_TOLD_MAX])}{others}" if accounts else "named"
    return f"{by} in a public post of the case"


def _on_a_list(item: CaseItem) -> str:
    edition = str(item.data.get("list_sha256") or "")
    day = f" of {item.data['list_published_on']}" if item.data.get("list_published_on") else ""
    of_edition = f", the edition{day} with SHA-256 {edition}" if edition else ""
    return f"{item.data.get('claim')}{of_edition}"
