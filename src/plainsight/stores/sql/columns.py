"""Column types that say the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TEXT, TIMESTAMP
from sqlalchemy.types import TypeEngine

from plainsight.model.time import require_utc

# SQLite counts rows by itself only in a column declared INTEGER.
ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

# Text that identifies: compared and ordered by its bytes, whatever the database's locale. Digests
# over ordered rows depend on it.
IDENTIFIER = Text().with_variant(TEXT(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """UTC with microseconds: timestamptz on PostgreSQL; on SQLite text of fixed width, so that
    order by text is order by time and a person reading the file can read it.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the native type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Refuse anything but UTC on its way in."""
        if value is None:
            return None
        require_utc(instant=value)
        return value if dialect.name == "postgresql" else write_instant(value)

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """Give back UTC, whatever the session's time zone."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


def write_instant(instant: datetime) -> str:
    """Write an instant as SQLite holds it: always six digits of microseconds."""
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")


class JsonText(TypeDecorator[object]):
    """JSON as ASCII text with sorted keys: the same bytes on both databases.

    Not jsonb, which refuses the NUL characters and half surrogate pairs that hostile posts carry.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Write sorted ASCII."""
        return None if value is None else write_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Read it back."""
        return None if value is None else json.loads(value)


def write_json(value: object) -> str:
    """The text a JsonText column holds."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
