"""Gather the facts of a report from a case: its alerts, the posts they point to, its wallets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.casework.campaign_posts import told_items
from plainsight.app.casework.report_posts import report_posts
from plainsight.app.casework.wallet_evidence import wallet_evidence
from plainsight.app.casework.work_case import require_member
from plainsight.app.ports import Reading
from plainsight.casework.access import Act, may, require
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.casework.report.counted_once import count_once
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.evidence import (
    FindingEvidence,
    MirrorEvidence,
    PostEvidence,
    TransferEvidence,
)
from plainsight.casework.report.facts import ReportFacts, ToldAlert
from plainsight.casework.report.from_alerts import AlertEvidence, evidence_of_alert
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
    case = _case_of(view, case_id, actor)
    items = view.casework.cases.items(case.case_id)
    read = _alerts_of(view, case, items)
    found, told = [each.evidence for each in read], told_items(items)
    detected_at = _detected_at(view, case, read, actor=actor, now=now)
    posts = report_posts(view, [at for each in read for at in each.pointed], told)
    return ReportFacts(
        case_id=case.case_id,
        reference=case.reference,
        alerts=tuple(each.told for each in read if each.evidence.findings),
        detected_at=detected_at,
        subject_known_at=detected_at if any(s.is_named for s in subjects) else None,
        subjects=(*subjects, *_strangers(found, posts, known=subjects)),
        posts=posts,
        campaigns=tuple(campaign for each in found for campaign in each.campaigns),
        findings=_findings(found, told),
        transfers=_transfers(found),
        mirrors=_mirrors(found),
        wallets=wallet_evidence(items),
        reporting=reporting or fiat("USD"),
    )


def _case_of(view: Reading, named: str, actor: Staff) -> Case:
    require(actor, Act.DRAFT_REPORT)
    case = view.casework.cases.get(named)
    if not may(actor, Act.FILE_REPORT):
        require_member(case, actor)
    return case


def _alerts_of(view: Reading, case: Case, items: Sequence[CaseItem]) -> list[_Read]:
    read = [_read(view, item.ref) for item in items if item.kind is ItemKind.ALERT]
    if not read:
        raise BadValue("case", case.case_id, "add the alerts that the report is about")
    return read


def _read(view: Reading, alert_id: str) -> _Read:
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


def _detected_at(
    view: Reading, case: Case, read: Sequence[_Read], *, actor: Staff, now: datetime
) -> datetime:
    """Of what no report covers yet; where all is covered, of the case as a whole."""
    alert_ids = [each.told.alert_id for each in read]
    owed = view.casework.reports.unreported_alerts(
        form=ReportForm.SAR.value, viewer=actor, among=alert_ids, count_max=len(alert_ids)
    )
    if owed:
        return min(now, *(each.suspected_at for each in owed))
    return min(now, view.casework.cases.suspected_at(case.case_id) or case.opened_at)


def _strangers(
    found: Sequence[AlertEvidence], posts: Sequence[PostEvidence], *, known: Sequence[Subject]
) -> tuple[Subject, ...]:
    """Holders of whom nothing is known but the account."""
    posted = [post.account_id for post in posts]
    acting = dict.fromkeys([*posted, *(account for each in found for account in each.accounts)])
    named = {account for subject in known for account in subject.account_ids}
    return tuple(
        Subject(subject_id=f"holder-{place}", account_ids=(account,))
        for place, account in enumerate((each for each in acting if each not in named), start=1)
    )


def _findings(
    found: Sequence[AlertEvidence], told: Sequence[CaseItem]
) -> tuple[FindingEvidence, ...]:
    """Those of all alerts, the strongest first."""
    findings = (_on_its_posts(finding, told) for each in found for finding in each.findings)
    return tuple(sorted(findings, key=lambda f: (-f.score_permille, f.typology_id, f.finding_id)))


def _on_its_posts(finding: FindingEvidence, told: Sequence[CaseItem]) -> FindingEvidence:
    """A finding of a campaign rests on what the alert brought of it, not on its lead alone."""
    own = (f"post:{item.ref}" for item in told if item.data.get("alert") == finding.finding_id)
    return replace(finding, rests_on=tuple(dict.fromkeys([*finding.rests_on, *own])))


def _transfers(found: Sequence[AlertEvidence]) -> tuple[TransferEvidence, ...]:
    """Those of all alerts, once each; what one alert counts, the report counts."""
    told = (transfer for each in found for transfer in each.transfers)
    return count_once(told, _mirrors(found))


def _mirrors(found: Sequence[AlertEvidence]) -> tuple[MirrorEvidence, ...]:
    """Those of all alerts, once for each pair of sides."""
    mirrors: dict[tuple[tuple[str, ...], tuple[str, ...]], MirrorEvidence] = {}
    for each in found:
        for mirror in each.mirrors:
            mirrors.setdefault((mirror.side_a, mirror.side_b), mirror)
    return tuple(mirrors.values())
