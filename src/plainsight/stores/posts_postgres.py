"""Posts in bulk on PostgreSQL: arrays in, one statement for a batch."""

from collections.abc import Sequence

from sqlalchemy import Connection

from plainsight.stores.exact_text import split_text
from plainsight.stores.post_row import Place, PostRow, Seen

_SEEN = """
    SELECT posts.surface, posts.post_id, posts.revision, posts.digest
    FROM unnest(%s::text[], %s::text[]) AS place (surface, post_id)
    JOIN posts USING (surface, post_id)
"""
_STORE = """
    INSERT INTO posts (surface, post_id, revision, account_id, visibility, posted_at, language,
        text, text_exact, digest, batch_number)
    SELECT *, %s::bigint FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::text[],
        %s::timestamptz[], %s::text[], %s::text[], %s::bytea[], %s::bytea[])
"""


def seen(connection: Connection, places: Sequence[Place]) -> Seen:
    """What lies under the places."""
    found = Seen()
    surfaces, post_ids = [list(column) for column in zip(*places, strict=True)]
    for row in connection.exec_driver_sql(_SEEN, (surfaces, post_ids)):
        found.add(*row)
    return found


def store(connection: Connection, rows: Sequence[PostRow], *, batch_number: int) -> None:
    """Insert all rows."""
    texts = [split_text(row.post.text) for row in rows]
    columns: tuple[object, ...] = (
        batch_number,
        [row.surface for row in rows],
        [row.post_id for row in rows],
        [row.revision for row in rows],
        [row.post.account_id for row in rows],
        [f"{row.post.visibility}" for row in rows],
        [row.post.posted_at for row in rows],
        [row.post.language for row in rows],
        [shown for shown, _ in texts],
        [exact for _, exact in texts],
        [row.digest for row in rows],
    )
    connection.exec_driver_sql(_STORE, columns)
