"""Decide that no SAR is filed of a suspicion, with the reason: the other way its clock can end.

The rules on SARs leave it to the institution whether what it examined calls for one, and examiners
ask for the reasons of a decision not to file (FFIEC BSA/AML manual, "SAR Decision Making").
"""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.casework.stored import Unfiled
from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework.access import Act, require
from plainsight.casework.case import ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.casework.filing import FilingCommand, move_report
from plainsight.casework.report.draft import ReportForm
from plainsight.errors import BadValue, SamePerson
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

REASON_CHARS_MAX = 4_000
_FORM = ReportForm.SAR.value
_ALERTS_MAX = 10_000  # a case does not hold as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left unreported."""

    decision_id: str
    alert_ids: tuple[str, ...]  # whose clocks ended


def leave_unfiled(records: Records, named: str, *, why: str, actor: Staff, now: datetime) -> Left:
    """Leave unreported what stands behind a draft, a case or an alert, by id or reference.

    Of a case: every suspicion in it that no report covers. A draft is dropped, and with it ends the
    clock of what only it covered. What grows and is found suspicious anew is owed a report again.
    Raises NotAllowed to who files no reports, SamePerson to who found one of them suspicious,
    BadValue without a reason or where nothing is owed, IllegalMove for a report that was put to
    another person (return it first), UnknownId.
    """
    require(actor, Act.FILE_REPORT)
    reason = plain_text(why).strip()
    if not reason or len(reason) > REASON_CHARS_MAX:
        raise BadValue("why", why[:80], f"the reason, in 1 to {REASON_CHARS_MAX} characters")
    with records.begin() as unit:
        is_draft = named.startswith("re_")
        among = _drop(unit, named, actor, now) if is_draft else _alerts_of(unit, named)
        owed = unit.casework.reports.unreported_alerts(
            form=_FORM, viewer=actor, among=among, count_max=_ALERTS_MAX
        )
        if not owed and not is_draft:
            raise BadValue("named", named, "a case or an alert with a suspicion that is unreported")
        for alert in owed:
            _require_another(unit, alert.alert_id, actor)
        decision_id = unit.new_id("nf")
        if owed:
            unfiled = Unfiled(
                decision_id=decision_id,
                form=_FORM,
                alerts={each.alert_id: each.alert_version for each in owed},
                reason=reason,
                decided_by=actor.staff_id,
                decided_at=now,
            )
            unit.casework.reports.leave_unfiled(unfiled, viewer=actor)
        alert_ids = tuple(each.alert_id for each in owed)
        unit.record(
            Fact(
                tag=AuditTag.REPORT_DROPPED,
                subject=named if is_draft else decision_id,
                at=now,
                body={"alerts": len(alert_ids)},
                personal={
                    "actor": actor.staff_id,
                    "named": named,
                    "alert_ids": " ".join(alert_ids),
                    "reason": reason,
                },
            )
        )
        return Left(decision_id=decision_id, alert_ids=alert_ids)


def _drop(unit: UnitOfWork, report_id: str, actor: Staff, now: datetime) -> tuple[str, ...]:
    report = unit.casework.reports.lock(report_id, viewer=actor)
    dropped = move_report(report, FilingCommand.DROP, staff_id=actor.staff_id, now=now)
    unit.casework.reports.save(dropped, viewer=actor)
    if report.form != _FORM:
        return ()  # it answered for no suspicion
    return tuple(unit.casework.reports.covered(report_id, viewer=actor))


def _alerts_of(unit: UnitOfWork, named: str) -> tuple[str, ...]:
    if unit.alerts.get(named) is not None:
        return (named,)
    case = unit.casework.cases.get(named)
    items = unit.casework.cases.items(case.case_id)
    return tuple(item.ref for item in items if item.kind is ItemKind.ALERT)


def _require_another(unit: UnitOfWork, alert_id: str, actor: Staff) -> None:
    for decision in unit.casework.decisions.of_alert(alert_id):
        if decision.decided_by == actor.staff_id and decision.outcome in SUSPECTING:
            raise SamePerson("the decision not to file", f"suspicion about {alert_id}")
