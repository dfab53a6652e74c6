"""Bring records up to this release's schema."""

from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_SCRIPTS = "plainsight.stores:migrations"


def known_revisions() -> list[str]:
    """Every revision this release knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def upgrade_schema(connection: Connection, revision: str = "head") -> None:
    """Run what is missing up to a revision, inside the caller's transaction: all or nothing."""
    config = _config()
    config.attributes["connection"] = connection
    upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config
