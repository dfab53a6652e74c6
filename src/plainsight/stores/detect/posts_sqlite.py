"""Posts in bulk on SQLite: one JSON array of places in, one prepared statement for the rows."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from plainsight.stores.detect.post_row import Place, PostRow, Seen
from plainsight.stores.sql.columns import write_instant
from plainsight.stores.sql.exact_text import split_text

_SEEN = """
    SELECT posts.surface, posts.post_id, posts.revision, posts.digest
    FROM json_each(?) AS place
    CROSS JOIN posts ON posts.surface = json_extract(place.value, '$[0]')
        AND posts.post_id = json_extract(place.value, '$[1]')
"""  # CROSS JOIN keeps the order: each place looks into the index, never the other way round
_STORE = """
    INSERT INTO posts (surface, post_id, revision, account_id, visibility, posted_at, language,
        text, text_exact, digest, batch_number)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def seen(connection: Connection, places: Sequence[Place]) -> Seen:
    """What lies under the places."""
    found = Seen()
    rows = connection.exec_driver_sql(_SEEN, (json.dumps(places),))
    for row in rows:
        found.add(*row)
    return found


def store(connection: Connection, rows: Sequence[PostRow], *, batch_number: int) -> None:
    """Insert all rows."""
    connection.exec_driver_sql(_STORE, [_values(row, batch_number) for row in rows])


def _values(row: PostRow, batch_number: int) -> tuple[object, ...]:
    post = row.post
    shown, exact = split_text(post.text)
    return (
        row.surface,
        row.post_id,
        row.revision,
        post.account_id,
        f"{post.visibility}",  # plain text; the driver takes its time over anything else
        write_instant(post.posted_at),
        post.language,
        shown,
        exact,
        row.digest,
        batch_number,
    )
