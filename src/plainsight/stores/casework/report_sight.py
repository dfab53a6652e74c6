"""Who may know of which report, as a condition and, on PostgreSQL, as settings of the session."""

from sqlalchemy import ColumnElement, Connection, exists, false, func, or_, select, true

from plainsight.casework.access import ReportSight, sight_of
from plainsight.model.role import Staff
from plainsight.stores.casework.case_tables import case_members, report_readers, reports
from plainsight.stores.casework.row_security import ALL_SETTING, VIEWER_SETTING

_AUTHORS = (reports.c.drafted_by, reports.c.proposed_by, reports.c.approved_by, reports.c.filed_by)


def see_as(connection: Connection, viewer: Staff) -> None:
    """Tell PostgreSQL for whom the next statements ask, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            select(
                func.set_config(VIEWER_SETTING, viewer.staff_id, true()),
                func.set_config(ALL_SETTING, sight_of(viewer).value, true()),
            )
        )


def visible_to(viewer: Staff) -> ColumnElement[bool]:
    """Narrow a query of `reports` to what this person may know of."""
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
