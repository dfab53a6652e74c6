"""Parquet: private rows keep their texts shut, and odd columns spoil only their own rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts import parquet as posts_parquet
from plainsight.feeds.posts.declaration import FeedDeclaration, Times
from plainsight.feeds.posts.parquet import PostsParquet
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def table(rows: int = 4, **columns: Any) -> pa.Table:
    given: dict[str, Any] = {
        "post_id": [f"p{number}" for number in range(rows)],
        "account_id": ["acc"] * rows,
        "surface": ["g"] * rows,
        "visibility": ["public"] * rows,
        "posted_at": [NOON] * rows,
        "text": [f"text {number}" for number in range(rows)],
    }
    return pa.table(given | columns)


def read(
    path: Path, content: pa.Table, declaration: FeedDeclaration | None = None, **options: Any
) -> list[FeedItem]:
    pq.write_table(content, path, **options)
    return list(PostsParquet(path, source="f", declaration=declaration))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "posts.parquet"


def spoil_texts(path: Path, group: int) -> None:
    """Overwrite the text column of one row group with rubbish."""
    with pq.ParquetFile(path) as file:
        chunk = file.metadata.row_group(group).column(file.schema_arrow.names.index("text"))
    start, size = chunk.data_page_offset, chunk.total_compressed_size
    content = bytearray(path.read_bytes())
    content[start : start + size] = b"\xee" * size
    path.write_bytes(content)


def test_of_a_row_group_without_public_rows_the_text_column_is_never_read(path: Path) -> None:
    content = table(visibility=["public", "public", "private", "private"])
    pq.write_table(content, path, row_group_size=2, use_dictionary=False)
    spoil_texts(path, group=1)
    first, second, *refused = PostsParquet(path, source="f")
    assert isinstance(first, Post)
    assert isinstance(second, Post)
    assert len(refused) == 2
    assert all(isinstance(item, RefusedItem) for item in refused)


def test_a_spoilt_text_column_of_public_rows_is_noticed(path: Path) -> None:
    pq.write_table(table(), path, row_group_size=2, use_dictionary=False)
    spoil_texts(path, group=1)
    with pytest.raises(UnreadableFeed, match="no readable Parquet"):
        list(PostsParquet(path, source="f"))


def test_texts_stay_beside_their_own_rows_in_every_mixture(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts_parquet, "ROWS_MAX", 3)
    labels = ["private"] * 7 + ["public", "private", "semi_public", "friends", "public"] * 5
    items = read(path, table(len(labels), visibility=labels), row_group_size=11)
    assert len(items) == len(labels)
    for number, (label, item) in enumerate(zip(labels, items, strict=True)):
        if label in ("public", "semi_public"):
            assert isinstance(item, Post)
            assert (item.post_id, item.text) == (f"p{number}", f"text {number}")
        else:
            assert isinstance(item, RefusedItem)
            assert item.record == f"row {number + 1}"


@pytest.mark.parametrize(
    "labels",
    [
        pa.array(["public", "private", None, "public"]).dictionary_encode(),
        pa.array([b"public", b"private", None, b"public"]),
        pa.array(["public", "private", None, "public"], pa.large_string()),
        pa.array(["public", "private", None, "public"], pa.string_view()),
    ],
    ids=["dictionary", "binary", "large", "view"],
)
def test_labels_are_read_in_every_shape_of_text(path: Path, labels: pa.Array) -> None:
    kinds = [type(item) for item in read(path, table(visibility=labels))]
    assert kinds == [Post, RefusedItem, RefusedItem, Post]


def test_texts_kept_as_views_are_read_by_rows_and_by_columns(path: Path) -> None:
    plain = table()
    names = [name for name in plain.column_names if name != "posted_at"]
    views = {name: pa.array(plain[name].to_pylist(), pa.string_view()) for name in names}
    assert read(path, table(**views)) == read(path, plain)
    read(path, table(**views))
    (stretch,) = PostsParquet(path, source="f").columns()
    assert [stretch.post(row) for row in range(4)] == read(path, plain)


@pytest.mark.parametrize("odd", [[1.0, 2.0], [["public"], ["public"]], [True, True]])
def test_a_label_column_that_holds_no_text_opens_nothing(path: Path, odd: list[Any]) -> None:
    for item in read(path, table(2, visibility=odd)):
        assert not isinstance(item, Post)


def test_whole_numbers_are_ids(path: Path) -> None:
    (item,) = read(path, table(1, post_id=pa.array([2**63 + 1], pa.uint64()), account_id=[7]))
    assert isinstance(item, Post)
    assert (item.post_id, item.account_id) == (str(2**63 + 1), "7")


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_timestamps_with_a_zone_are_instants(path: Path, unit: str, zone: str) -> None:
    column = pa.array([NOON], pa.timestamp(unit, zone))
    (item,) = read(path, table(1, posted_at=column))
    assert isinstance(item, Post)
    assert item.posted_at == NOON


def test_timestamps_without_a_zone_need_a_declaration(path: Path) -> None:
    naive = table(1, posted_at=pa.array([NOON.replace(tzinfo=None)], pa.timestamp("us")))
    (broken,) = read(path, naive)
    assert isinstance(broken, QuarantinedRecord)
    assert "declare times=utc" in broken.mend
    (item,) = read(path, naive, FeedDeclaration(times=Times.UTC))
    assert isinstance(item, Post)
    assert item.posted_at == NOON


def test_one_impossible_time_spoils_one_row(path: Path) -> None:
    column = pa.array([0, 2**62], pa.timestamp("us", "UTC"))
    good, broken = read(path, table(2, posted_at=column))
    assert isinstance(good, Post)
    assert isinstance(broken, QuarantinedRecord)
    assert broken.field == "posted_at"


def test_a_column_of_another_kind_names_it(path: Path) -> None:
    (broken,) = read(path, table(1, surface=[{"name": "g"}]))
    assert isinstance(broken, QuarantinedRecord)
    assert (broken.field, broken.mend) == ("surface", "store text, whole numbers or timestamps")
    assert broken.raw is not None
    assert b'"post_id": "p0"' in broken.raw


def test_empty_cells_of_a_column_of_another_kind_are_only_empty(path: Path) -> None:
    (item,) = read(path, table(1, language=pa.array([None], pa.float64())))
    assert isinstance(item, Post)
    assert item.language is None


def test_a_table_of_texts_alone_is_read_under_a_declaration(path: Path) -> None:
    declared = FeedDeclaration(
        assume_visibility=Visibility.PUBLIC,
        assume_account_id="unknown",
        assume_surface="g",
        assume_posted_at=NOON,
    )
    alone = pa.table({"text": ["a", "b", "a"], "unrelated": [1, 2, 3]})
    items = read(path, alone, declared)
    posts = [item for item in items if isinstance(item, Post)]
    assert [post.text for post in posts] == ["a", "b", "a"]
    assert len({post.post_id for post in posts}) == 2
    assert all(isinstance(item, RefusedItem) for item in read(path, alone))


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (pa.table({"body": ["a"], "id": ["1"]}), "no column 'text' for the text among: body, id"),
        (pa.table([["a"], ["b"]], names=["text", "text"]), "stands twice"),
    ],
)
def test_a_table_without_one_text_column_is_refused(
    path: Path, content: pa.Table, mend: str
) -> None:
    with pytest.raises(UnreadableFeed, match=mend):
        read(path, content)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", b"{}"])
def test_a_file_that_is_no_parquet_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnreadableFeed, match="no readable Parquet file"):
        list(PostsParquet(path, source="f"))
