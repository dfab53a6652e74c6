"""Bring records up to this release's schema."""

from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_SCRIPTS = "plainsight.stores:migrations"


def known_revisions() -> list[str]:
    """Every revision this release knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def upgrade_schema(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction: all of it or nothing."""
    config = _config()
    config.attributes["connection"] = connection
    upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config
