"""The store read as columns holds every stored revision, in the order of storing."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.posts import NOON, post, posts

from plainsight.app.stored_columns import stored_columns
from plainsight.model.post import Post
from plainsight.stores.records import SqlRecords


def keep(records: SqlRecords, given_posts: list[Post]) -> None:
    with records.begin() as unit:
        unit.posts.keep(given_posts, batch_id=unit.new_id("ba"), source="f", at=NOON)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_posts=st.lists(posts(), max_size=6), items_max=st.integers(1, 4))
def test_columns_hold_what_items_hold(
    records: SqlRecords, given_posts: list[Post], items_max: int
) -> None:
    keep(records, given_posts)
    with records.read() as view:
        expected = [stored.post for stored in view.posts.after()]
    found, texts = [], []
    for stretch in stored_columns(records, items_max=items_max):
        assert stretch.read == len(stretch.texts) <= items_max
        texts += stretch.texts.to_pylist()
        found += [stretch.post(row) for row in range(len(stretch.texts))]
    assert found == expected
    assert texts == [each.text.encode("utf-8", "surrogatepass") for each in expected]


def test_an_empty_store_has_no_stretches(records: SqlRecords) -> None:
    assert list(stored_columns(records)) == []


def test_posts_stored_while_reading_are_reached_and_none_is_read_twice(
    records: SqlRecords,
) -> None:
    keep(records, [post(n) for n in range(4)])
    stretches = stored_columns(records, items_max=2)
    first = next(stretches)
    names = [first.post(row).post_id for row in range(2)]
    keep(records, [post(n) for n in range(10, 12)])
    for stretch in stretches:
        names += [stretch.post(row).post_id for row in range(len(stretch.texts))]
    assert names == ["p0", "p1", "p2", "p3", "p10", "p11"]


def test_a_number_that_was_never_given_is_not_found(records: SqlRecords) -> None:
    with records.read() as view:
        assert view.posts.numbered(7) is None
