"""Posts on both databases: one post however often it comes, every content it ever had."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.postgres_server import PostgresServer
from tests.strategies.posts import NOON, colliding_posts, post, posts

from plainsight.app.detect.post_digest import batch_digest, post_digest
from plainsight.app.stored import PostsKept
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords, open_records


def keep(records: SqlRecords, *given: Post) -> PostsKept:
    with records.begin() as unit:
        return unit.posts.keep(given, batch_id=unit.new_id("ba"), source="f", at=NOON)


def test_the_same_post_twice_is_one_post(records: SqlRecords) -> None:
    assert keep(records, post(1), post(2)).ingested == 2
    again = keep(records, post(2), post(1), post(3), post(3))
    assert (again.ingested, again.duplicates, again.revised) == (1, 3, 0)
    with records.read() as view:
        assert view.posts.count() == view.posts.count_revisions() == 3


def test_one_id_on_two_surfaces_is_two_posts(records: SqlRecords) -> None:
    assert keep(records, post(1), post(1, surface="elsewhere")).revised == 0
    with records.read() as view:
        assert view.posts.count() == 2


def test_the_same_id_with_other_text_is_a_revision_and_both_are_kept(records: SqlRecords) -> None:
    keep(records, post(1, text="换汇"))
    kept = keep(records, post(1, text="edited: nothing to see"))
    assert (kept.ingested, kept.revised, kept.duplicates) == (1, 1, 0)
    with records.read() as view:
        found = view.posts.revisions(surface="group", post_id="p1")
        assert [(each.revision, each.post.text) for each in found] == [
            (1, "换汇"),
            (2, "edited: nothing to see"),
        ]
        assert view.posts.latest(surface="group", post_id="p1") == found[-1]
        assert (view.posts.count(), view.posts.count_revisions()) == (1, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"account_id": "another"},
        {"visibility": Visibility.SEMI_PUBLIC},
        {"posted_at": NOON.replace(hour=1)},
        {"language": "zh"},
    ],
)
def test_any_other_field_changed_is_a_revision_too(
    records: SqlRecords, change: dict[str, object]
) -> None:
    keep(records, post(1))
    assert keep(records, replace(post(1), **change)).revised == 1  # type: ignore[arg-type]


def test_an_edit_taken_back_is_known_content_so_that_a_second_reading_adds_nothing(
    records: SqlRecords,
) -> None:
    keep(records, post(1, text="a"), post(1, text="b"))
    again = keep(records, post(1, text="a"), post(1, text="b"))
    assert (again.ingested, again.duplicates) == (0, 2)


def test_a_batch_of_nothing_new_still_answers(records: SqlRecords) -> None:
    assert keep(records) == PostsKept(ingested=0, revised=0, duplicates=0, digest=batch_digest([]))


def test_the_digest_of_a_batch_can_be_computed_again_from_what_is_stored(
    records: SqlRecords,
) -> None:
    # Names whose order differs between byte order and a dictionary's.
    given = [post(n, surface=s) for n, s in enumerate(["b", "B", "a", "é", "z", "Z", "中", "_"])]
    with records.begin() as unit:
        kept = unit.posts.keep(given, batch_id="ba_1", source="f", at=NOON)
    expected = sorted(given, key=lambda each: (each.surface.encode(), each.post_id.encode()))
    assert kept.digest == batch_digest(map(post_digest, expected))
    with records.read() as view:
        assert view.posts.batch_digest("ba_1") == kept.digest


@pytest.mark.postgres
def test_a_locale_that_orders_words_like_a_dictionary_changes_no_digest(
    postgres: PostgresServer,
) -> None:
    # ICU's English order puts b before B before é before z; bytes put B, Z, b, z before é.
    english = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"
    with postgres.database(is_migrated=False, options=english) as name:
        records = open_records(postgres.url(name), salts=secrets.token_bytes)
        given = [post(n, surface=s) for n, s in enumerate(["b", "B", "é", "z", "Z", "中"])]
        with records.begin() as unit:
            kept = unit.posts.keep(given, batch_id="ba_1", source="f", at=NOON)
        with records.read() as view:
            assert view.posts.batch_digest("ba_1") == kept.digest
        records.close()


def test_stored_posts_are_read_in_pages_that_miss_nothing(records: SqlRecords) -> None:
    keep(records, *(post(n) for n in range(10)))
    seen, last = [], 0
    with records.read() as view:
        while page := view.posts.after(last, count_max=3):
            seen += [each.post.post_id for each in page]
            last = page[-1].number
    assert sorted(seen) == sorted(f"p{n}" for n in range(10))


@pytest.mark.parametrize("odd", ["a\x00b", "\ud800"])
@pytest.mark.parametrize("name", ["post_id", "surface", "account_id", "language"])
def test_an_id_that_no_database_can_hold_is_refused_by_name(
    records: SqlRecords, name: str, odd: str
) -> None:
    with pytest.raises(BadValue, match=name):
        keep(records, replace(post(1), **{name: odd}))  # type: ignore[arg-type]
    with records.read() as view:
        assert view.posts.revisions(surface=odd, post_id="p1") == ()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=st.lists(posts(), max_size=8))
def test_every_post_comes_back_character_for_character(
    records: SqlRecords, given: list[Post]
) -> None:
    keep(records, *given)
    with records.read() as view:
        for each in given:
            found = view.posts.revisions(surface=each.surface, post_id=each.post_id)
            assert each in [stored.post for stored in found]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(colliding_posts(), max_size=8), max_size=4))
def test_nothing_is_lost_and_nothing_is_kept_twice(
    records: SqlRecords, batches: list[list[Post]]
) -> None:
    with records.read() as view:
        known = {each.post for each in view.posts.after(count_max=1000)}
    for batch in batches:
        kept = keep(records, *batch)
        fresh = set(batch) - known
        assert (kept.ingested, kept.duplicates) == (len(fresh), len(batch) - len(fresh))
        known |= fresh
    with records.read() as view:
        stored = view.posts.after(count_max=1000)
        assert len(stored) == len(known)
        assert {each.post for each in stored} == known
        assert view.posts.count() == len({(each.surface, each.post_id) for each in known})
        for each in known:
            numbers = [
                revision.revision
                for revision in view.posts.revisions(surface=each.surface, post_id=each.post_id)
            ]
            assert numbers == list(range(1, len(numbers) + 1))


def test_writers_that_race_over_the_same_posts_keep_each_content_once(
    records: SqlRecords, records_url: str
) -> None:
    """Eight threads, each with its own connection, store overlapping batches in other orders."""
    contents = [post(n % 5, text=f"text {n}") for n in range(20)]

    def work(turn: int) -> int:
        own = open_records(records_url, salts=secrets.token_bytes)
        mine = contents[turn:] + contents[:turn]
        ingested = 0
        for start in range(0, 20, 7):
            with own.begin() as unit:
                batch_id = unit.new_id("ba")
                kept = unit.posts.keep(
                    mine[start : start + 7], batch_id=batch_id, source="f", at=NOON
                )
                unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject=batch_id, at=NOON))
                ingested += kept.ingested
        own.close()
        return ingested

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(0, 16, 2))) == 20
    with records.read() as view:
        stored = view.posts.after()
        assert {each.post for each in stored} == set(contents)
        assert len(stored) == 20
        assert view.audit.size() == 8 * 3
