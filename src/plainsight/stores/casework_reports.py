"""Reports in SQL, each query narrowed to what its viewer may know; on PostgreSQL twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from plainsight.app.casework_stored import UnreportedCase
from plainsight.casework.access import ReportSight, sight_of
from plainsight.casework.case import CaseStand
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.errors import UnknownId
from plainsight.model.role import Staff
from plainsight.stores.casework_case_tables import case_members, cases, report_readers, reports
from plainsight.stores.casework_cases import reference_of
from plainsight.stores.casework_row_security import ALL_SETTING, VIEWER_SETTING
from plainsight.stores.casework_suspicion import suspicions
from plainsight.stores.exact_text import storable
from plainsight.stores.insert_new import insert_new

_UNFILED = (FilingStand.DRAFT, FilingStand.PROPOSED, FilingStand.APPROVED)
_AUTHORS = (reports.c.drafted_by, reports.c.proposed_by, reports.c.approved_by, reports.c.filed_by)


class SqlReports:
    """Implements `plainsight.app.casework_ports.Reports`."""

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
        self._see_as(viewer)
        self._connection.execute(
            insert(reports).values(
                report_id=report.report_id,
                case_id=report.case_id,
                form=report.form,
                drafted_by=report.drafted_by,
                drafted_at=report.drafted_at,
                prior_report_id=report.prior_report_id,
                **_mutable(report),
            )
        )

    def save(self, report: FiledReport, *, viewer: Staff) -> None:
        """Write the mutable part."""
        self._see_as(viewer)
        self._connection.execute(
            update(reports).where(reports.c.report_id == report.report_id).values(_mutable(report))
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
                reports.c.stand.in_([stand.value for stand in _UNFILED]),
                reports.c.due_at < before,
            )
            .order_by(reports.c.due_at, reports.c.report_number)
            .limit(count_max)
        )
        return self._query(query, viewer)

    def unreported(
        self, *, form: str, viewer: Staff, case_id: str | None = None, count_max: int = 50
    ) -> tuple[UnreportedCase, ...]:
        """Return open cases, or this one, suspected longest and without a report of a form."""
        sight = sight_of(viewer)
        if sight not in (ReportSight.ALL, ReportSight.OWN):
            return ()
        self._see_as(viewer)
        suspected, source = suspicions().subquery(), cases.alias()
        # A report stays with the case it was drafted of, which may have been merged since.
        joined = (
            select(source.c.case_id)
            .where(
                or_(source.c.case_id == cases.c.case_id, source.c.merged_into == cases.c.case_id)
            )
            .correlate(cases)
        )
        query = (
            select(cases, suspected.c.suspected_at)
            .join(suspected, suspected.c.case_id == cases.c.case_id)
            .where(
                cases.c.stand == CaseStand.OPEN.value,
                ~exists().where(reports.c.case_id.in_(joined), reports.c.form == form),
            )
            .order_by(suspected.c.suspected_at, cases.c.case_number)
            .limit(count_max)
        )
        if case_id is not None:
            query = query.where(cases.c.case_id == case_id)
        if sight is ReportSight.OWN:
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
            for row in self._connection.execute(query)
        )

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
        self._see_as(viewer)
        narrowed = query.where(_visible_to(viewer))
        return tuple(_report_of(row) for row in self._connection.execute(narrowed))

    def _see_as(self, viewer: Staff) -> None:
        """Tell PostgreSQL for whom the next statements ask, until the transaction ends."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(
                select(
                    func.set_config(VIEWER_SETTING, viewer.staff_id, true()),
                    func.set_config(ALL_SETTING, sight_of(viewer).value, true()),
                )
            )


def _visible_to(viewer: Staff) -> ColumnElement[bool]:
    is_reader = exists().where(
        report_readers.c.report_id == reports.c.report_id,
        report_readers.c.staff_id == viewer.staff_id,
    )
    is_member = exists().where(
        case_members.c.case_id == reports.c.case_id, case_members.c.staff_id == viewer.staff_id
    )
    is_author = or_(*(column == viewer.staff_id for column in _AUTHORS))
    match sight_of(viewer):
        case ReportSight.ALL:
            return true()
        case ReportSight.OWN:
            return or_(is_author, is_member, is_reader)
        case ReportSight.SHARED:
            return is_reader
        case ReportSight.NONE:
            return false()


def _mutable(report: FiledReport) -> dict[str, Any]:
    return {
        "content": dict(report.content),
        "document": report.document,
        "digest": report.digest,
        "due_at": report.due_at,
        "stand": report.stand.value,
        "proposed_by": report.proposed_by,
        "proposed_at": report.proposed_at,
        "approved_by": report.approved_by,
        "approved_at": report.approved_at,
        "filed_by": report.filed_by,
        "filed_at": report.filed_at,
        "authority_reference": report.authority_reference,
        "retain_until": report.retain_until,
    }


def _report_of(row: Row[Any]) -> FiledReport:
    return FiledReport(
        report_id=row.report_id,
        case_id=row.case_id,
        form=row.form,
        content=row.content,
        document=bytes(row.document),
        digest=row.digest,
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        due_at=row.due_at,
        prior_report_id=row.prior_report_id,
        stand=FilingStand(row.stand),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        filed_by=row.filed_by,
        filed_at=row.filed_at,
        authority_reference=row.authority_reference,
        retain_until=row.retain_until,
    )
