"""Posts as platforms send them: odd ids, hostile texts, few surfaces so that ids collide."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

# What a database can hold as an identifier: any text without NUL and half surrogate pairs.
identifiers = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12
)
# What an author can write: anything Python text can hold, half surrogate pairs included.
texts = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(
    ["", "\x00", "a\x00b", "\ud800", "换汇 加薇 \U0001f4b5", '","visibility":"public"', "\u2028"]
)
instants = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - the strategy adds the zone itself
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def posts(
    *,
    post_ids: st.SearchStrategy[str] = identifiers,
    surfaces: st.SearchStrategy[str] = identifiers,
    texts: st.SearchStrategy[str] = texts,
) -> st.SearchStrategy[Post]:
    """Any post."""
    return st.builds(
        Post,
        post_id=post_ids,
        account_id=identifiers,
        surface=surfaces,
        visibility=st.sampled_from(Visibility),
        posted_at=instants,
        text=texts,
        language=st.none() | st.sampled_from(["zh", "en", "es"]),
    )


def colliding_posts() -> st.SearchStrategy[Post]:
    """Posts of few ids and texts, so that duplicates and revisions abound."""
    return st.builds(
        Post,
        post_id=st.sampled_from(["1", "2", "3"]),
        account_id=st.just("acc"),
        surface=st.sampled_from(["g", "h"]),
        visibility=st.just(Visibility.PUBLIC),
        posted_at=st.just(NOON),
        text=st.sampled_from(["one", "two", "t\x00ree"]),
    )


def post(number: int, *, text: str = "hello", surface: str = "group", account: str = "a") -> Post:
    """The `number`-th plain post."""
    return Post(
        post_id=f"p{number}",
        account_id=account,
        surface=surface,
        visibility=Visibility.PUBLIC,
        posted_at=NOON,
        text=text,
    )
