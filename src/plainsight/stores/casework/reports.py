"""Reports in SQL, each query narrowed to what its viewer may know; on PostgreSQL twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from plainsight.app.casework.stored import Unfiled, UnreportedAlert, UnreportedCase
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.errors import UnknownId
from plainsight.model.role import Staff
from plainsight.stores.casework.case_tables import (
    filing_notices,
    report_alerts,
    report_readers,
    reports,
    unfiled_alerts,
)
from plainsight.stores.casework.report_sight import see_as, visible_to
from plainsight.stores.casework.unreported import unreported_alerts, unreported_cases
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_new import insert_new

_CHUNK = 500  # keys in one IN (...)
_UNFILED = (FilingStand.DRAFT, FilingStand.PROPOSED, FilingStand.APPROVED)

# What stays as it was drafted.
_FIXED = ("report_id", "case_id", "form", "drafted_by", "drafted_at", "prior_report_id")


class SqlReports:
    """Implements `plainsight.app.casework.case_ports.Reports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, report_id: str, *, viewer: Staff) -> FiledReport:
        """Return one. Raises UnknownId, also for one that exists and is not theirs to know."""
        query = select(reports).where(reports.c.report_id == storable(report_id))
        return self._one(query, report_id, viewer)

    def lock(self, report_id: str, *, viewer: Staff) -> FiledReport:
        """Return one, locked until the unit ends. Raises UnknownId as `get` does."""
        query = select(reports).where(reports.c.report_id == storable(report_id)).with_for_update()
        return self._one(query, report_id, viewer)

    def add(self, report: FiledReport, *, viewer: Staff) -> None:
        """Store a draft."""
        see_as(self._connection, viewer)
        self._connection.execute(
            insert(reports).values(**to_row(report, content=dict(report.content)))
        )

    def save(self, report: FiledReport, *, viewer: Staff) -> None:
        """Write the mutable part."""
        see_as(self._connection, viewer)
        self._connection.execute(
            update(reports)
            .where(reports.c.report_id == report.report_id)
            .values(to_row(report, but=_FIXED, content=dict(report.content)))
        )

    def newest(
        self,
        *,
        viewer: Staff,
        case_id: str | None = None,
        stand: FilingStand | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[FiledReport, ...]:
        """Return the latest first; `before` is the last id of the page before."""
        query = select(reports)
        if case_id is not None:
            query = query.where(reports.c.case_id == storable(case_id))
        if stand is not None:
            query = query.where(reports.c.stand == stand.value)
        if before is not None:
            mark = select(reports.c.report_number).where(reports.c.report_id == storable(before))
            query = query.where(reports.c.report_number < mark.scalar_subquery())
        return self._query(query.order_by(reports.c.report_number.desc()).limit(count_max), viewer)

    def due(
        self, *, viewer: Staff, before: datetime, count_max: int = 50
    ) -> tuple[FiledReport, ...]:
        """Return reports not filed whose clock ends before an instant, the first due on top."""
        query = (
            select(reports)
            .where(
                reports.c.stand.in_([stand.value for stand in _UNFILED]), reports.c.due_at < before
            )
            .order_by(reports.c.due_at, reports.c.report_number)
            .limit(count_max)
        )
        return self._query(query, viewer)

    def cover(self, report_id: str, alerts: Mapping[str, int], *, viewer: Staff) -> None:
        """Keep which alerts a draft tells of, each in the version that it was written from."""
        see_as(self._connection, viewer)
        rows = [
            {"report_id": report_id, "alert_id": alert_id, "alert_version": version}
            for alert_id, version in sorted(alerts.items())
        ]
        insert_new(self._connection, report_alerts, rows)

    def covered(self, report_id: str, *, viewer: Staff) -> Mapping[str, int]:
        """Return the alerts that a report tells of, with their versions."""
        see_as(self._connection, viewer)
        query = (
            select(report_alerts.c.alert_id, report_alerts.c.alert_version)
            .join(reports, reports.c.report_id == report_alerts.c.report_id)
            .where(report_alerts.c.report_id == storable(report_id), visible_to(viewer))
            .order_by(report_alerts.c.alert_id)
        )
        return {row.alert_id: row.alert_version for row in self._connection.execute(query)}

    def unreported(
        self, *, form: str, viewer: Staff, case_id: str | None = None, count_max: int = 50
    ) -> tuple[UnreportedCase, ...]:
        """Return cases, or this one, with suspicions that no report covers, the oldest first."""
        see_as(self._connection, viewer)
        return unreported_cases(
            self._connection, form=form, viewer=viewer, case_id=case_id, count_max=count_max
        )

    def unreported_alerts(
        self, *, form: str, viewer: Staff, among: Collection[str] | None = None, count_max: int = 50
    ) -> tuple[UnreportedAlert, ...]:
        """Return suspicions that no report covers: these alerts', or those in no case."""
        see_as(self._connection, viewer)
        return unreported_alerts(
            self._connection, form=form, viewer=viewer, among=among, count_max=count_max
        )

    def leave_unfiled(self, unfiled: Unfiled, *, viewer: Staff) -> None:
        """Keep a decision not to file; the database refuses who found the alert suspicious."""
        see_as(self._connection, viewer)
        self._connection.execute(
            insert(unfiled_alerts),
            [
                {
                    "decision_id": unfiled.decision_id,
                    "alert_id": alert_id,
                    "alert_version": version,
                    "form": unfiled.form,
                    "reason": storable(unfiled.reason),
                    "decided_by": unfiled.decided_by,
                    "decided_at": unfiled.decided_at,
                }
                for alert_id, version in sorted(unfiled.alerts.items())
            ],
        )

    def told(self, keys: Sequence[str], *, viewer: Staff) -> frozenset[str]:
        """Return those of these notices that filing officers were told."""
        see_as(self._connection, viewer)
        found: set[str] = set()
        for start in range(0, len(keys), _CHUNK):
            wanted = filing_notices.c.notice_key.in_(keys[start : start + _CHUNK])
            query = select(filing_notices.c.notice_key).where(wanted)
            found.update(self._connection.execute(query).scalars())
        return frozenset(found)

    def keep_told(self, keys: Sequence[str], *, at: datetime, viewer: Staff) -> None:
        """Keep that filing officers were told these notices."""
        see_as(self._connection, viewer)
        rows = [{"notice_key": key, "told_at": at} for key in sorted(keys)]
        insert_new(self._connection, filing_notices, rows)

    def share(self, report_id: str, staff_id: str, *, by: Staff, reason: str, at: datetime) -> bool:
        """Give one more person a need to know; tells whether they had none given before."""
        # Asked first: what was given stands for good, and SQLite refuses it again with an error.
        if staff_id in self.readers(report_id, viewer=by):
            return False
        row = {
            "report_id": report_id,
            "staff_id": staff_id,
            "shared_by": by.staff_id,
            "reason": storable(reason),
            "shared_at": at,
        }
        return insert_new(self._connection, report_readers, [row]) == 1

    def readers(self, report_id: str, *, viewer: Staff) -> frozenset[str]:
        """Return who was given a need to know."""
        self.get(report_id, viewer=viewer)
        query = select(report_readers.c.staff_id).where(report_readers.c.report_id == report_id)
        return frozenset(self._connection.execute(query).scalars())

    def _one(self, query: Select[Any], report_id: str, viewer: Staff) -> FiledReport:
        found = self._query(query, viewer)
        if not found:
            raise UnknownId("report", report_id)
        return found[0]

    def _query(self, query: Select[Any], viewer: Staff) -> tuple[FiledReport, ...]:
        see_as(self._connection, viewer)
        narrowed = query.where(visible_to(viewer))
        return tuple(_report_of(row) for row in self._connection.execute(narrowed))


def _report_of(row: Row[Any]) -> FiledReport:
    return from_row(FiledReport, row, document=bytes(row.document))
