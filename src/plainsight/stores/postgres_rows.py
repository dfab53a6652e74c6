"""PostgreSQL: who meets which rows. Keyed on the role that signed in, which no `SET` can change.

I9: the application's role is not the tables' owner, and the owner meets no row of a legal request:
whoever administers the database holds no case role. I5: the role that runs deletion cannot write a
hold. An agency's reader meets its agency's rows alone.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from plainsight.errors import BadValue
from plainsight.stores.tables import METADATA

# What says anything about people or matters. Holds and pins stay legible for the triggers that
# refuse deletion, which run with the rights of whoever deletes.
CLOSED = (
    "legal_requests",
    "case_keys",
    "request_documents",
    "request_statements",
    "request_traits",
    "scope_tokens",
    "collected",
    "disclosures",
    "built_packages",
)
_READ_BY_AGENCY = (
    "request_number, request_id, instrument_id, agency_id, investigation_reference, is_emergency, "
    "received_at, authenticity, holding, production, notice, cross_border, answered_at"
)


def close_rows(connection: Connection, role: str) -> None:
    """Let the application's role meet the rows of legal requests, and nobody else, the owner least.

    Run again for each release; superusers, and roles with BYPASSRLS for backups, see everything.
    """
    quoted = _quoted(connection, role)
    for table in CLOSED:
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {table}_application ON {table}",
            f"CREATE POLICY {table}_application ON {table} TO {quoted} "
            "USING (true) WITH CHECK (true)",
        ):
            connection.exec_driver_sql(statement)


def close_search_path(connection: Connection) -> None:
    """A temporary table named like one of ours must not answer for it inside a trigger."""
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    names = connection.execute(
        text(
            "SELECT oid::regprocedure::text FROM pg_proc "
            "WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'plainsight%'"
        )
    ).scalars()
    for name in names.all():
        connection.exec_driver_sql(f"ALTER FUNCTION {name} SET search_path = {schema}, pg_temp")


def grant_retention(connection: Connection, role: str, *, application_role: str) -> None:
    """Give a role what a deletion job needs: accounts and their records, never a hold (I5).

    Raises BadValue when the role is the application's, or a member of it.
    """
    is_member = connection.execute(
        text("SELECT pg_has_role(:role, :application, 'MEMBER')"),
        {"role": role, "application": application_role},
    ).scalar_one()
    if is_member:
        raise BadValue("retention_role", role, "who runs deletion may not also hold; name another")
    quoted = _quoted(connection, role)
    for statement in (
        *_nothing(quoted),
        f"GRANT SELECT, DELETE ON directory_records, directory_identifiers TO {quoted}",
        f"GRANT SELECT, DELETE, UPDATE (closed_at) ON directory_accounts TO {quoted}",
        f"GRANT SELECT ON hold_pins TO {quoted}",
        f"GRANT SELECT (hold_id, through_number, data_classes, state) ON holds TO {quoted}",
    ):
        connection.exec_driver_sql(statement)
    _use_schema(connection, quoted)


def grant_agency_reader(connection: Connection, role: str, agency_id: str) -> None:
    """Let a role read where its agency's legal requests stand; no other agency's, no content."""
    quoted = _quoted(connection, role)
    agency = connection.execute(text("SELECT quote_literal(:a)"), {"a": agency_id}).scalar_one()
    policy = connection.dialect.identifier_preparer.quote_identifier(f"of_agency_{role}")
    for statement in (
        *_nothing(quoted),
        f"GRANT SELECT ({_READ_BY_AGENCY}) ON legal_requests TO {quoted}",
        f"DROP POLICY IF EXISTS {policy} ON legal_requests",
        f"CREATE POLICY {policy} ON legal_requests FOR SELECT TO {quoted} "
        f"USING (agency_id = {agency})",
    ):
        connection.exec_driver_sql(statement.replace("%", "%%"))
    _use_schema(connection, quoted)


def _nothing(quoted: str) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        yield f"REVOKE ALL ON {table.name} FROM {quoted}"


def _use_schema(connection: Connection, quoted: str) -> None:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")


def _quoted(connection: Connection, role: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(role)
