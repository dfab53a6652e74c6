"""Which schema the records have, told without what migrates them: that takes long to load."""

from sqlalchemy import Connection, inspect, text

from plainsight.errors import SchemaTooNew

NEWEST_REVISION = "r0022"  # what this release writes: the last of `migrations.versions`
_VERSIONS = "alembic_version"


def stored_revision(connection: Connection) -> str | None:
    """The revision the database is at; None when it is empty."""
    if not inspect(connection).has_table(_VERSIONS):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}"))
    return found


def is_current(connection: Connection) -> bool:
    """Whether the schema is this release's. Raises SchemaTooNew when it is a later one's."""
    stored = stored_revision(connection)
    if stored is None or stored == NEWEST_REVISION:
        return stored is not None
    from plainsight.stores.upgrade import known_revisions

    if stored not in known_revisions():
        raise SchemaTooNew(stored, NEWEST_REVISION)
    return False
