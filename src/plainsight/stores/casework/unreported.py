"""Suspicions that no report covers, by case and in no case, each as far as its viewer may know."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from plainsight.app.casework.stored import UnreportedAlert, UnreportedCase
from plainsight.casework.access import ReportSight, sight_of
from plainsight.casework.case import CaseStand, ItemKind
from plainsight.casework.filing import COVERING
from plainsight.model.role import Staff
from plainsight.stores.casework.case_tables import (
    case_items,
    case_members,
    cases,
    report_alerts,
    reports,
    unfiled_alerts,
)
from plainsight.stores.casework.cases import reference_of
from plainsight.stores.casework.report_sight import visible_to
from plainsight.stores.casework.suspicion import SUSPECTING_WORDS, suspicions
from plainsight.stores.casework.tables import decisions, golden_items, reviews
from plainsight.stores.sql.by_field import from_row

_COVERING = [stand.value for stand in COVERING]


def unreported_cases(
    connection: Connection, *, form: str, viewer: Staff, case_id: str | None, count_max: int
) -> tuple[UnreportedCase, ...]:
    """Cases with such an alert, the longest suspected first.

    One in several cases stands with the open ones; where none is open, with the closed: that a case
    ends says nothing of its report. A merged case gave all it held to another.
    """
    if not _may_know(viewer):
        return ()
    owed = _owed(form, viewer).subquery()
    suspected_at = func.min(owed.c.suspected_at).label("suspected_at")
    query = (
        select(cases, suspected_at)
        .join(case_items, case_items.c.case_id == cases.c.case_id)
        .join(owed, owed.c.alert_id == case_items.c.ref)
        .where(
            case_items.c.kind == ItemKind.ALERT.value,
            or_(
                cases.c.stand == CaseStand.OPEN.value,
                and_(
                    cases.c.stand == CaseStand.CLOSED.value,
                    ~_is_held(owed.c.alert_id, CaseStand.OPEN),
                ),
            ),
        )
        .group_by(*cases.c)
        .order_by(suspected_at, cases.c.case_number)
        .limit(count_max)
    )
    if case_id is not None:
        query = query.where(cases.c.case_id == case_id)
    if sight_of(viewer) is ReportSight.OWN:
        query = query.where(
            exists().where(
                case_members.c.case_id == cases.c.case_id,
                case_members.c.staff_id == viewer.staff_id,
            )
        )
    return tuple(
        UnreportedCase(
            case_id=row.case_id,
            reference=reference_of(row.case_number, row.opened_at),
            title=row.title,
            suspected_at=row.suspected_at,
        )
        for row in connection.execute(query)
    )


def unreported_alerts(
    connection: Connection,
    *,
    form: str,
    viewer: Staff,
    among: Collection[str] | None,
    count_max: int,
) -> tuple[UnreportedAlert, ...]:
    """Those of these alerts; without any, those in no case: an analyst's own decisions."""
    if not _may_know(viewer):
        return ()
    owed = _owed(form, viewer).subquery()
    query = (
        select(owed, reviews.c.title)
        .join(reviews, reviews.c.alert_id == owed.c.alert_id)
        .order_by(owed.c.suspected_at, owed.c.alert_id)
        .limit(count_max)
    )
    if among is not None:
        query = query.where(owed.c.alert_id.in_(sorted(among)))
    else:
        query = query.where(~_is_held(owed.c.alert_id, CaseStand.OPEN, CaseStand.CLOSED))
        if sight_of(viewer) is ReportSight.OWN:
            query = query.where(_found_by(viewer, owed.c.alert_id))
    return tuple(from_row(UnreportedAlert, row) for row in connection.execute(query))


def _may_know(viewer: Staff) -> bool:
    return sight_of(viewer) in (ReportSight.ALL, ReportSight.OWN)


def _owed(form: str, viewer: Staff) -> Select[Any]:
    """Suspicions about which nothing was drafted, filed, or decided not to be filed.

    A report covers what was decided of the version it was written from, or of an earlier one. That
    an alert is a golden item is secret from who reviews it, so it is left out for filing alone.
    """
    is_covered = exists().where(
        report_alerts.c.alert_id == decisions.c.alert_id,
        report_alerts.c.alert_version >= decisions.c.alert_version,
        reports.c.report_id == report_alerts.c.report_id,
        reports.c.form == form,
        reports.c.stand.in_(_COVERING),
        visible_to(viewer),
    )
    is_unfiled = exists().where(
        unfiled_alerts.c.alert_id == decisions.c.alert_id,
        unfiled_alerts.c.alert_version >= decisions.c.alert_version,
        unfiled_alerts.c.form == form,
    )
    found = suspicions().where(~is_covered, ~is_unfiled)
    if sight_of(viewer) is ReportSight.ALL:
        return found.where(~exists().where(golden_items.c.alert_id == decisions.c.alert_id))
    return found


def _is_held(alert_id: ColumnElement[str], *stands: CaseStand) -> ColumnElement[bool]:
    """Whether a case that stands so holds the alert."""
    held, holder = case_items.alias(), cases.alias()
    return exists().where(
        held.c.kind == ItemKind.ALERT.value,
        held.c.ref == alert_id,
        holder.c.case_id == held.c.case_id,
        holder.c.stand.in_([stand.value for stand in stands]),
    )


def _found_by(viewer: Staff, alert_id: ColumnElement[str]) -> ColumnElement[bool]:
    own = decisions.alias()
    return exists().where(
        own.c.alert_id == alert_id,
        own.c.decided_by == viewer.staff_id,
        own.c.outcome.in_(SUSPECTING_WORDS),
    )
