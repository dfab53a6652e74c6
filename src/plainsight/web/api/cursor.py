"""Cursors: opaque to callers, and where a page ended to us."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from plainsight.errors import BadValue

LIMIT_MAX = 200
CURSOR_CHARS_MAX = 500

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=CURSOR_CHARS_MAX, description="`next_cursor` of the page before.")
]

T = TypeVar("T")


def write_cursor(*parts: str) -> str:
    """Pack where a page ended."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, count: int) -> tuple[str, ...]:
    """Unpack it. Raises BadValue for one that was never given out."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        parts = None
    if (
        not isinstance(parts, list)
        or len(parts) != count
        or not all(isinstance(part, str) and "\x00" not in part for part in parts)
    ):
        raise BadValue("cursor", cursor, "give back next_cursor as it was, or leave it away")
    try:
        "".join(parts).encode()
    except UnicodeEncodeError:
        raise BadValue("cursor", cursor, "give back next_cursor as it was") from None
    return tuple(parts)


def next_of(found: Sequence[T], limit: int, mark: Callable[[T], str]) -> str | None:
    """The cursor after a page, when one more than `limit` was found."""
    return mark(found[limit - 1]) if len(found) > limit else None
