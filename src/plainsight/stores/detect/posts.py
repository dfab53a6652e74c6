"""Posts in SQL: every content ever seen under an id is a revision, and none is kept twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, Select, func, insert, select, tuple_

from plainsight.app.detect.post_digest import batch_digest, post_digest
from plainsight.app.stored import PostsKept, StoredPost
from plainsight.errors import BadValue
from plainsight.model.post import Post
from plainsight.stores.detect import posts_postgres, posts_sqlite
from plainsight.stores.detect.post_row import Place, PostRow, Seen
from plainsight.stores.postgres import lock_posts
from plainsight.stores.sql.exact_text import is_storable, join_text, storable
from plainsight.stores.tables import batches, posts

_CHUNK = 250  # places in one IN (...)


class SqlPosts:
    """Implements `plainsight.app.repositories.Posts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._bulk = posts_postgres if connection.dialect.name == "postgresql" else posts_sqlite

    def keep(self, posts: Sequence[Post], *, batch_id: str, source: str, at: datetime) -> PostsKept:
        """Store what is new.

        Content seen before under the same surface and id is a duplicate, also when other content
        came in between: reading a feed again changes nothing. Raises BadValue for an id that no
        database can hold.
        """
        distinct = _distinct(posts)
        fresh: list[PostRow] = []
        if distinct:
            # Revisions count up from what is there, so looking and storing must be one step. One
            # lock for all posts: locks on single ones, taken by batches, would deadlock.
            if self._connection.dialect.name == "postgresql":
                lock_posts(self._connection)
            fresh = _number(distinct, self._bulk.seen(self._connection, _places(distinct)))
        if fresh:
            batch_number = self._open_batch(batch_id, source, at)
            self._bulk.store(self._connection, fresh, batch_number=batch_number)
        return PostsKept(
            ingested=len(fresh),
            revised=sum(row.revision > 1 for row in fresh),
            duplicates=len(posts) - len(fresh),
            digest=batch_digest(row.digest for row in fresh),
        )

    def latest(self, *, surface: str, post_id: str) -> StoredPost | None:
        """Return the newest revision of a post."""
        found = self.revisions(surface=surface, post_id=post_id)
        return found[-1] if found else None

    def revisions_of(self, places: Sequence[Place]) -> dict[Place, tuple[StoredPost, ...]]:
        """Return every revision at each place that is there, in one look for hundreds."""
        wanted = [each for each in dict.fromkeys(places) if all(map(is_storable, each))]
        found: dict[Place, list[StoredPost]] = {}
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            query = _select().where(tuple_(posts.c.surface, posts.c.post_id).in_(chunk))
            for row in self._connection.execute(query.order_by(posts.c.revision)):
                found.setdefault((row.surface, row.post_id), []).append(_stored(row))
        return {place: tuple(held) for place, held in found.items()}

    def revisions(self, *, surface: str, post_id: str) -> tuple[StoredPost, ...]:
        """Return every revision of a post, oldest first."""
        if not (is_storable(surface) and is_storable(post_id)):
            return ()
        wanted = _select().where(posts.c.surface == surface, posts.c.post_id == post_id)
        rows = self._connection.execute(wanted.order_by(posts.c.revision))
        return tuple(_stored(row) for row in rows)

    def after(self, number: int = 0, *, count_max: int = 10_000) -> tuple[StoredPost, ...]:
        """Return the next revisions in storing order."""
        wanted = _select().where(posts.c.post_number > number)
        rows = self._connection.execute(wanted.order_by(posts.c.post_number).limit(count_max))
        return tuple(_stored(row) for row in rows)

    def count(self) -> int:
        """Count posts, each id once."""
        return self._count(select(func.count()).where(posts.c.revision == 1))

    def count_revisions(self) -> int:
        """Count stored revisions."""
        return self._count(select(func.count()).select_from(posts))

    def batch_digest(self, batch_id: str) -> str:
        """Compute the digest of a stored batch again."""
        rows = self._connection.execute(
            select(posts.c.digest)
            .join(batches)
            .where(batches.c.batch_id == batch_id)
            .order_by(posts.c.surface, posts.c.post_id, posts.c.revision)
        )
        return batch_digest(bytes(row.digest) for row in rows)

    def _open_batch(self, batch_id: str, source: str, at: datetime) -> int:
        made = self._connection.execute(
            insert(batches)
            .values(batch_id=batch_id, source=storable(source), kept_at=at)
            .returning(batches.c.batch_number)
        )
        return int(made.scalar_one())

    def _count(self, query: Select[int]) -> int:
        return self._connection.execute(query).scalar_one()


def _distinct(posts: Sequence[Post]) -> list[tuple[Post, bytes]]:
    """Each content once, in order of arrival, with its digest."""
    found: dict[bytes, tuple[Post, bytes]] = {}
    for post in posts:
        if not is_storable(f"{post.surface}{post.post_id}{post.account_id}{post.language}"):
            _refuse(post)
        digest = post_digest(post)
        found.setdefault(digest, (post, digest))
    return list(found.values())


def _refuse(post: Post) -> NoReturn:
    names = ("surface", "post_id", "account_id", "language")
    odd = next(name for name in names if not is_storable(getattr(post, name) or ""))
    raise BadValue(odd, getattr(post, odd), "no NUL character and no half surrogate pair")


def _places(distinct: Sequence[tuple[Post, bytes]]) -> list[Place]:
    return list(dict.fromkeys((post.surface, post.post_id) for post, _ in distinct))


def _number(distinct: Sequence[tuple[Post, bytes]], seen: Seen) -> list[PostRow]:
    """Give each content that was not seen before its revision number; in the order of the key,
    which is the order of the batch's digest and kind to the index.
    """
    fresh: list[PostRow] = []
    revisions = seen.revisions
    for post, digest in distinct:
        if digest not in seen.digests:
            place = (post.surface, post.post_id)
            revisions[place] = revision = revisions.get(place, 0) + 1
            fresh.append(PostRow(*place, revision, digest, post))
    fresh.sort()
    return fresh


def _select() -> Select[Any]:
    return select(posts, batches.c.batch_id).join(batches)


def _stored(row: Row[Any]) -> StoredPost:
    return StoredPost(
        number=row.post_number,
        batch_id=row.batch_id,
        post=Post(
            post_id=row.post_id,
            account_id=row.account_id,
            surface=row.surface,
            visibility=row.visibility,
            posted_at=row.posted_at,
            text=join_text(row.text, row.text_exact),
            language=row.language,
            revision=row.revision,
        ),
    )
