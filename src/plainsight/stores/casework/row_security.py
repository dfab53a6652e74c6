"""Row-level security on reports (PostgreSQL): who has no need to know meets no row.

The application says for whom it asks, in settings of its own that end with the transaction. Without
them there is nothing to see. The same condition stands in every query of `SqlReports`; this is the
second lock, for the query that forgets.
"""

from sqlalchemy import Connection, text

VIEWER_SETTING = "plainsight.viewer"
ALL_SETTING = "plainsight.sees_reports"

_ALL = f"current_setting('{ALL_SETTING}', true) = 'all'"
_MEMBER = f"current_setting('{ALL_SETTING}', true) = 'own'"
_READER = f"current_setting('{ALL_SETTING}', true) IN ('own', 'shared')"
_VIEWER = f"current_setting('{VIEWER_SETTING}', true)"
# Reading report_readers inside its own policy would never end; a function of the owner's may. It
# names the schema: a table of the same name in somebody's own schema must not answer for it.
_FUNCTION = """
CREATE FUNCTION plainsight_is_reader(report text, viewer text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT EXISTS (
        SELECT 1 FROM {schema}.report_readers WHERE report_id = report AND staff_id = viewer
    )
$$
"""
_SEES = (
    f"{_ALL} OR ({_MEMBER} AND ({_VIEWER} IN (drafted_by, proposed_by, approved_by, filed_by) "
    f"OR EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = reports.case_id "
    f"AND m.staff_id = {_VIEWER}))) "
    f"OR ({_READER} AND plainsight_is_reader(report_id, {_VIEWER}))"
)


def hide_reports(connection: Connection) -> None:
    """Make the policies; on SQLite there is no such thing."""
    if connection.dialect.name != "postgresql":
        return
    schema = connection.dialect.identifier_preparer.quote_identifier(
        connection.execute(text("SELECT current_schema()")).scalar_one()
    )
    connection.exec_driver_sql(_FUNCTION.format(schema=schema))
    connection.exec_driver_sql("ALTER TABLE reports ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"CREATE POLICY reports_need ON reports USING ({_SEES})")
    connection.exec_driver_sql("ALTER TABLE report_readers ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(
        f"CREATE POLICY report_readers_need ON report_readers USING ({_ALL} OR EXISTS "
        "(SELECT 1 FROM reports r WHERE r.report_id = report_readers.report_id))"
    )


def hide_with_report(connection: Connection, table: str) -> None:
    """A row shows to whom its report shows: the policy on `reports` decides."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"CREATE POLICY {table}_need ON {table} USING (EXISTS "
            f"(SELECT 1 FROM reports r WHERE r.report_id = {table}.report_id))"
        )


def hide_unfiled(connection: Connection) -> None:
    """Decisions not to file show to whom reports can show: by their absence they tell of one."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE unfiled_alerts ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"CREATE POLICY unfiled_alerts_need ON unfiled_alerts USING ({_ALL} OR {_MEMBER})"
        )


def hide_notices(connection: Connection) -> None:
    """What filing officers were told shows to who may know of every report."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE filing_notices ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"CREATE POLICY filing_notices_need ON filing_notices USING ({_ALL})"
        )
