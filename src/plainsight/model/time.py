"""Instants: the one way time enters the core."""

from datetime import UTC, datetime

from plainsight.errors import BadValue, NotUtc


def require_utc(**instants: datetime | None) -> None:
    """Refuse any instant that is not UTC, naming the argument that carried it.

    Raises NotUtc, and BadValue for what is no instant at all, such as a row's text.
    """
    for name, instant in instants.items():
        try:
            if instant is not None and instant.tzinfo is not UTC:
                raise NotUtc(name, instant)
        except AttributeError:
            mend = "give a datetime in UTC, as datetime.fromisoformat(...).astimezone(UTC) makes it"
            raise BadValue(name, instant, mend) from None


def parse_instant(text: str, *, field: str) -> datetime:
    """Read an RFC 3339 instant with its offset and return it in UTC.

    Raises BadValue when the offset is missing: a guess at a time zone moves a deadline. And when
    the instant lies outside the years 1 to 9999 in UTC, as 0001-01-01T00:00+14:00 does.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(field, text, "write an RFC 3339 time such as 2026-01-31T08:00:00Z") from None
    if instant.tzinfo is None:
        raise BadValue(field, text, "add the offset, for example a final Z for UTC")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise BadValue(field, text, "outside the years 1 to 9999 in UTC") from None


def format_instant(instant: datetime) -> str:
    """Write an instant as RFC 3339 with microseconds only where there are any, and a final Z."""
    require_utc(instant=instant)
    return instant.isoformat().replace("+00:00", "Z")
