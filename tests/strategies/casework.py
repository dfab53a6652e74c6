"""A review floor for the tests: staff, a policy, and alerts of posts and of flows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from plainsight.app.casework.decide_alert import Decided, decide_alert
from plainsight.app.casework.take_alert import take_alert
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.casework.decision import Outcome
from plainsight.casework.filing import FiledReport, FilingCommand, move_report
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.model.role import Role, Staff, make_staff
from plainsight.stores.records import SqlRecords

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]

ANN = make_staff("ann", Role.ANALYST)
BEN = make_staff("ben", Role.ANALYST)
CAI = make_staff("cai", Role.ANALYST)
SOL = make_staff("sol", Role.SENIOR_ANALYST)
SUE = make_staff("sue", Role.SENIOR_ANALYST)
FIL = make_staff("fil", Role.FILING_OFFICER)
QUI = make_staff("qui", Role.REVIEW_QUALITY)
QUO = make_staff("quo", Role.REVIEW_QUALITY)
SUP = make_staff("sup", Role.SUPPORT)
ADA = make_staff("ada", Role.ADMIN)
AUD = make_staff("aud", Role.AUDITOR)

TEXT = "专业换汇 美金换人民币 汇率7.1 需要的加微信 wxid_abc123 or call +1 415 555 2671"


@cache
def policy() -> ReviewPolicy:
    """The shipped one."""
    return load_review_policy(ROOT)


@cache
def policy_without_sample() -> ReviewPolicy:
    """Every decision stands as it is taken."""
    return replace(policy(), queue=replace(policy().queue, blind_permille=0))


@cache
def policy_with_sample() -> ReviewPolicy:
    """Every first decision is taken again, blind."""
    return replace(policy(), queue=replace(policy().queue, blind_permille=1000))


def campaign(
    key: str,
    *,
    kind: str = "posts",
    score: int = 700,
    accounts: Sequence[str] = ("acc-1",),
    posts: int = 1,
    typologies: Sequence[str] = ("T01",),
    **finding: JsonValue,
) -> dict[str, JsonValue]:
    """A campaign as a finder gives it."""
    return {
        "campaign_key": key,
        "kind": kind,
        "score_permille": score,
        "typology_ids": list(typologies),
        "account_ids": list(accounts),
        "finding": {"post_count": posts, "account_count": len(accounts), **finding},
    }


def raised(records: SqlRecords, *campaigns: dict[str, JsonValue], at: datetime = NOON) -> list[str]:
    """Raise alerts; their ids in the order given."""
    with records.begin() as unit:
        done = raise_alerts(unit, campaigns, now=at)
    ids = {
        alert.campaign_key: alert.alert_id
        for alert in (*done.raised, *done.revised, *done.unchanged)
    }
    return [ids[str(each["campaign_key"])] for each in campaigns]


def keep_post(records: SqlRecords, post_id: str, text: str = TEXT, account: str = "acc-1") -> Post:
    """Store one post."""
    post = Post(
        post_id=post_id,
        account_id=account,
        surface="group-1",
        visibility=Visibility.PUBLIC,
        posted_at=NOON - HOUR,
        text=text,
    )
    with records.begin() as unit:
        batch_id = unit.new_id("ba")
        kept = unit.posts.keep([post], batch_id=batch_id, source="test", at=NOON)
        unit.record(
            Fact(
                tag=AuditTag.POSTS_INGESTED,
                subject=batch_id,
                at=NOON,
                body={"ingested": kept.ingested, "revised": kept.revised},
                personal={"digest": kept.digest},
            )
        )
    return post


def post_campaign(
    records: SqlRecords, key: str, *, text: str = TEXT, account: str = "acc-1", score: int = 700
) -> dict[str, JsonValue]:
    """A campaign with a stored lead post."""
    keep_post(records, f"post-{key}", text, account)
    return campaign(
        key,
        score=score,
        accounts=(account,),
        contacts=["handle.wechat:wxid_abc123"],
        lead={"surface": "group-1", "post_id": f"post-{key}"},
        strongest={"title": "Currency broker", "account_id": account},
    )


def decided(
    records: SqlRecords,
    alert_id: str,
    outcome: Outcome = Outcome.CONFIRMED,
    *,
    by: Staff = ANN,
    at: datetime = NOON + HOUR,
    under: ReviewPolicy | None = None,
) -> Decided:
    """Take and decide."""
    governing = under or policy_without_sample()
    reasons = {
        Outcome.CONFIRMED: "offers_service",
        Outcome.SUSPICIOUS: "explained_away",
        Outcome.BENIGN: "ordinary_trade",
        Outcome.INCONCLUSIVE: "too_little_public",
    }
    take_alert(records, alert_id, actor=by, policy=governing, now=at)
    return decide_alert(
        records,
        alert_id,
        outcome,
        reason_ids=[reasons[outcome]],
        actor=by,
        policy=governing,
        now=at,
    )


def drafted(
    records: SqlRecords, case_id: str, *, by: Staff = ANN, form: str = "fincen_sar"
) -> FiledReport:
    """A draft with a document about the case's alerts, as the forms' builders leave it."""
    with records.begin() as unit:
        found = unit.alerts.find([item.ref for item in unit.casework.cases.items(case_id)])
        report = FiledReport(
            report_id=unit.new_id("re"),
            case_id=case_id,
            form=form,
            content={"narrative": "grounded"},
            document=b"document",
            digest="d1",
            drafted_by=by.staff_id,
            drafted_at=NOON,
            due_at=NOON + 30 * DAY,
        )
        unit.casework.reports.add(report, viewer=by)
        told = {alert_id: alert.version for alert_id, alert in found.items()}
        unit.casework.reports.cover(report.report_id, told, viewer=by)
    return report


_TOLD_BY = {
    FilingCommand.PROPOSE: AuditTag.REPORT_PROPOSED,
    FilingCommand.RETURN: AuditTag.REPORT_RETURNED,
    FilingCommand.APPROVE: AuditTag.REPORT_APPROVED,
    FilingCommand.FILE: AuditTag.REPORT_FILED,
    FilingCommand.ACKNOWLEDGE: AuditTag.REPORT_ACKNOWLEDGED,
    FilingCommand.NOTE_REJECTION: AuditTag.REPORT_ACKNOWLEDGED,
    FilingCommand.DROP: AuditTag.REPORT_DROPPED,
}


def filed_on(
    records: SqlRecords, report_id: str, command: FilingCommand, *, by: Staff
) -> FiledReport:
    """Take one step with a report."""
    with records.begin() as unit:
        moved = move_report(
            unit.casework.reports.lock(report_id, viewer=by),
            command,
            staff_id=by.staff_id,
            now=NOON,
        )
        unit.casework.reports.save(moved, viewer=by)
        unit.record(Fact(tag=_TOLD_BY[command], subject=report_id, at=NOON))
    return moved
