"""Who may do what, in one table; and who may know that a report exists (31 U.S.C. 5318(g)(2))."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plainsight.errors import NotAllowed
from plainsight.model.role import Role, Staff


class Act(StrEnum):
    """Everything that casework lets a person do; each verb of `app` asks for one of them."""

    SEE_QUEUE = "see_queue"
    WORK_ALERT = "work_alert"  # take, release, snooze, skip, decide, ask for a second look
    LOOK_SECOND = "look_second"  # take what another person asked about
    SEARCH_ALERTS = "search_alerts"
    UNMASK_CONTACTS = "unmask_contacts"
    ASSIGN_ALERT = "assign_alert"
    SET_WORKLOAD = "set_workload"
    SEE_RESTRICTIONS = "see_restrictions"
    PROPOSE_RESTRICTION = "propose_restriction"
    APPROVE_RESTRICTION = "approve_restriction"
    RECEIVE_APPEAL = "receive_appeal"
    SEE_APPEALS = "see_appeals"
    DECIDE_APPEAL = "decide_appeal"
    SEE_CASES = "see_cases"
    WORK_CASE = "work_case"  # open, add, take out, note, close
    RESHAPE_CASE = "reshape_case"  # merge, split
    DRAFT_REPORT = "draft_report"
    APPROVE_REPORT = "approve_report"
    FILE_REPORT = "file_report"
    SHARE_REPORT = "share_report"  # give one more person a need to know
    SEE_QUALITY = "see_quality"
    PLANT_GOLDEN = "plant_golden"
    EXPORT_LABELS = "export_labels"
    PROPOSE_ROLLOUT = "propose_rollout"
    APPROVE_ROLLOUT = "approve_rollout"
    PROPOSE_TERM = "propose_term"
    APPROVE_TERM = "approve_term"


_ANALYST = frozenset(
    {
        Act.SEE_QUEUE,
        Act.WORK_ALERT,
        Act.SEARCH_ALERTS,
        Act.UNMASK_CONTACTS,
        Act.SEE_RESTRICTIONS,
        Act.PROPOSE_RESTRICTION,
        Act.SEE_CASES,
        Act.WORK_CASE,
        Act.DRAFT_REPORT,
        Act.PROPOSE_TERM,
    }
)
_SENIOR = _ANALYST | {
    Act.LOOK_SECOND,
    Act.ASSIGN_ALERT,
    Act.SET_WORKLOAD,
    Act.APPROVE_RESTRICTION,
    Act.SEE_APPEALS,
    Act.DECIDE_APPEAL,
    Act.RESHAPE_CASE,
    Act.SEE_QUALITY,
    Act.PROPOSE_ROLLOUT,
    Act.APPROVE_ROLLOUT,
    Act.APPROVE_TERM,
}

MAY: Mapping[Role, frozenset[Act]] = {
    Role.ANALYST: _ANALYST,
    Role.SENIOR_ANALYST: _SENIOR,
    Role.FILING_OFFICER: frozenset(
        {
            Act.SEE_CASES,
            Act.SEARCH_ALERTS,
            Act.DRAFT_REPORT,
            Act.APPROVE_REPORT,
            Act.FILE_REPORT,
            Act.SHARE_REPORT,
        }
    ),
    Role.REVIEW_QUALITY: frozenset(
        {
            Act.SEE_QUALITY,
            Act.PLANT_GOLDEN,
            Act.EXPORT_LABELS,
            Act.PROPOSE_ROLLOUT,
            Act.APPROVE_ROLLOUT,
            Act.PROPOSE_TERM,
            Act.APPROVE_TERM,
        }
    ),
    Role.COUNSEL: frozenset({Act.SEE_CASES, Act.SEE_RESTRICTIONS, Act.SEE_APPEALS}),
    Role.SUPPORT: frozenset({Act.SEE_RESTRICTIONS, Act.RECEIVE_APPEAL, Act.SEE_APPEALS}),
    Role.ADMIN: frozenset({Act.SET_WORKLOAD}),
    Role.AUDITOR: frozenset({Act.SEE_QUALITY}),
    Role.SYSTEM: frozenset({Act.RECEIVE_APPEAL, Act.EXPORT_LABELS}),
}

# These never learn of a report, whatever else they carry: whoever talks to users must not know.
_NEVER_TOLD = frozenset({Role.SUPPORT, Role.ADMIN, Role.REQUESTER, Role.REQUESTER_SUPERVISOR})
_TOLD_AS_MEMBER = frozenset({Role.ANALYST, Role.SENIOR_ANALYST, Role.COUNSEL})


class ReportSight(StrEnum):
    """How far somebody may look at reports."""

    ALL = "all"
    OWN = "own"  # written by them, on their cases, or shared with them
    SHARED = "shared"  # only what was shared with them
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccess:
    """Of one report: who drafted, proposed and approved it, who works on its case, who was told."""

    report_id: str
    author_ids: frozenset[str]  # drafted, proposed or approved it
    member_ids: frozenset[str]  # on its case
    reader_ids: frozenset[str]  # given a need to know, each with a reason in the log


def roles_for(act: Act) -> tuple[Role, ...]:
    """Every role that may do this, in the order of `Role`."""
    return tuple(role for role in Role if act in MAY.get(role, frozenset()))


def may(staff: Staff, act: Act) -> bool:
    """May the person do this in any of their roles?"""
    return staff.has_any(roles_for(act))


def require(staff: Staff, act: Act) -> None:
    """Raise NotAllowed unless one of the person's roles may do this."""
    if not may(staff, act):
        raise NotAllowed(act.value, tuple(role.told for role in roles_for(act)))


def sight_of(viewer: Staff) -> ReportSight:
    """How far a person's roles let them look: what a query of reports is narrowed by."""
    if viewer.has_any(_NEVER_TOLD):
        return ReportSight.NONE
    if viewer.has_any({Role.FILING_OFFICER}):
        return ReportSight.ALL
    return ReportSight.OWN if viewer.has_any(_TOLD_AS_MEMBER) else ReportSight.SHARED


def may_see(viewer: Staff, report: ReportAccess) -> bool:
    """May this person know that the report exists?

    A filing officer may. So may its authors, the analysts and counsel of its case, and whoever was
    given a need to know. Support, administrators and officers may not, even when they were.

    The definition: databases narrow their queries by the same rule, and are tested against it.
    """
    is_reader = viewer.staff_id in report.reader_ids
    match sight_of(viewer):
        case ReportSight.ALL:
            return True
        case ReportSight.OWN:
            return is_reader or viewer.staff_id in report.author_ids | report.member_ids
        case ReportSight.SHARED:
            return is_reader
        case ReportSight.NONE:
            return False
