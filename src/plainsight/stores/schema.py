"""Which schema the records have, and bringing them up to this release's."""

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from plainsight.errors import SchemaTooNew

_SCRIPTS = "plainsight.stores:migrations"


def stored_revision(connection: Connection) -> str | None:
    """The revision the database is at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this release writes."""
    head = _scripts().get_current_head()
    assert head is not None, "the migrations are missing from this installation"  # noqa: S101
    return head


def is_current(connection: Connection) -> bool:
    """Whether the schema is this release's. Raises SchemaTooNew when it is a later one's."""
    stored = stored_revision(connection)
    known = {script.revision for script in _scripts().walk_revisions()}
    if stored is not None and stored not in known:
        raise SchemaTooNew(stored, newest_revision())
    return stored == newest_revision()


def upgrade_schema(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction: all of it or nothing."""
    config = _config()
    config.attributes["connection"] = connection
    upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
