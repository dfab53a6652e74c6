"""A feed read as columns holds exactly the posts that it holds when read item by item."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.strategies.posts import NOON, post, texts

from plainsight.app.detect import post_columns
from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.detect.post_columns import ColumnFeed, PostColumns, columns_of
from plainsight.app.ports import PostsFeed
from plainsight.engines.columnar.scanner import text_of
from plainsight.feeds.posts import jsonl as posts_jsonl
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.feeds.posts.declaration import FeedDeclaration, Times
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.parquet import PostsParquet
from plainsight.model.post import Post, Visibility


def assert_columns_are_items(make: Callable[[], PostsFeed]) -> None:
    """Read a feed both ways, and compare all that either way says."""
    items = list(make())
    stretches = list(columns_of(make()))
    expected = [item for item in items if isinstance(item, Post)]
    assert [s.post(row) for s in stretches for row in range(len(s.texts))] == expected
    told = [text_of(text) for stretch in stretches for text in stretch.texts]
    assert told == [each.text for each in expected]
    refused = [item for stretch in stretches for item in stretch.refused]
    assert refused == [item for item in items if isinstance(item, RefusedItem)]
    broken = [item for stretch in stretches for item in stretch.quarantined]
    assert sorted(broken, key=repr) == sorted(
        (item for item in items if isinstance(item, QuarantinedRecord)), key=repr
    )
    assert sum(stretch.read for stretch in stretches) == len(items)


@pytest.fixture(params=["line by line", "by compiled code"])
def cutting(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whichever way JSON lines are cut: small feeds are never sent to compiled code."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "by compiled code":
            patch.setattr(posts_jsonl, "SMALL_BYTES", 0)
        yield


declarations = st.builds(
    FeedDeclaration,
    times=st.sampled_from(Times),
    visibility_labels=st.sampled_from([{}, {"channel": Visibility.SEMI_PUBLIC}]),
    assume_visibility=st.sampled_from([None, Visibility.PUBLIC]),
    assume_surface=st.sampled_from([None, "board"]),
    assume_account_id=st.sampled_from([None, "unknown"]),
    assume_posted_at=st.sampled_from([None, NOON]),
    assume_language=st.sampled_from([None, "zh"]),
)
odd = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
labels = st.sampled_from(["public", "semi_public", "private", "channel", "", None, 7])
ODD_IDS = [
    "a",
    "",
    "derived:x",
    "x" * 512,
    "x" * 513,
    "a\x00b",
    "\ud800",
    "é",
    'a"b',
    "a\\b",
    None,
    7,
    -7,
    True,
    1.5,
    ["a"],
]
ODD_TIMES = [
    "2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.123+08:00",
    "2026-03-01 12:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "20260301T120000Z",
    "2026-02-30T12:00:00Z",
    "1700000000",
    "99999999999",
    "999999999999999",
    "-1",
    1_700_000_000,
    10**15,
    "",
    None,
]
ids = st.sampled_from(ODD_IDS) | st.text(max_size=5) | odd
times = (
    st.sampled_from(ODD_TIMES)
    | st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.isoformat())
    | odd
)
fields: dict[str, st.SearchStrategy[Any]] = {
    "post_id": ids,
    "account_id": ids,
    "surface": ids,
    "visibility": labels,
    "posted_at": times,
    "language": ids,
    "text": texts | odd,
}
GOOD: dict[str, Any] = {
    "post_id": "p",
    "account_id": "acc",
    "surface": "g",
    "visibility": "public",
    "posted_at": "2026-03-01T12:00:00Z",
    "language": "zh",
    "text": "hello",
}
MISSING = object()
# Good records with a few odd fields: else hardly any would become a post.
changes = st.one_of(
    *(st.tuples(st.just(name), values | st.just(MISSING)) for name, values in fields.items())
)
records = st.lists(changes, max_size=2).map(
    lambda made: {n: v for n, v in (GOOD | dict(made)).items() if v is not MISSING}
)


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    given_records=st.lists(records, max_size=8),
    declaration=declarations,
    is_ascii=st.booleans(),
    damage=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=2),
)
def test_json_lines_read_as_columns_hold_the_same_posts(
    given_records: list[dict[str, Any]],
    declaration: FeedDeclaration,
    is_ascii: bool,
    damage: list[tuple[int, int]],
    cutting: None,
) -> None:
    lines = [json.dumps(record, ensure_ascii=is_ascii) for record in given_records]
    content = bytearray("\n".join(lines).encode("utf-8", "surrogatepass"))
    for place, byte in damage:
        if place < len(content):
            content[place] = byte
    assert_columns_are_items(
        lambda: PostsJsonl(io.BytesIO(content), source="f", declaration=declaration)
    )


@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("name", ["post_id", "account_id", "surface", "language"])
def test_each_odd_id_is_judged_alike_in_columns(name: str, is_ascii: bool, cutting: None) -> None:
    lines = [json.dumps(GOOD | {name: value}, ensure_ascii=is_ascii) for value in ODD_IDS]
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    assert_columns_are_items(lambda: PostsJsonl(io.BytesIO(content), source="f"))


@pytest.mark.parametrize("times", Times)
@pytest.mark.parametrize("value", ODD_TIMES)
def test_each_odd_time_is_judged_alike_in_columns(
    times: Times, value: object, cutting: None
) -> None:
    # Alone, because one odd time sends its whole stretch to be read one by one.
    line = json.dumps(GOOD | {"posted_at": value}).encode()
    declaration = FeedDeclaration(times=times)
    assert_columns_are_items(
        lambda: PostsJsonl(io.BytesIO(line), source="f", declaration=declaration)
    )


def test_each_odd_id_of_a_table_is_judged_alike_in_columns(tmp_path: Path) -> None:
    values = [value for value in ODD_IDS if isinstance(value, str | None) and value != "\ud800"]
    for name in ("post_id", "account_id", "surface", "language"):
        columns = {field: [value] * len(values) for field, value in GOOD.items()}
        pq.write_table(pa.table(columns | {name: values}), tmp_path / "p.parquet")
        assert_columns_are_items(lambda: PostsParquet(tmp_path / "p.parquet", source="f"))


cells: dict[str, st.SearchStrategy[Any]] = {
    name: st.just(b"good")
    | st.sampled_from([None, b"", b"derived:x", b"x" * 513, b"a\x00b", b"\xff", "é".encode()])
    for name in ("post_id", "account_id", "surface", "language")
} | {
    "visibility": st.sampled_from([b"public", b"semi_public", b"private", b"channel", None]),
    "posted_at": st.just(b"2026-03-01T12:00:00Z")
    | st.sampled_from(
        [b"2026-03-01T12:00:00Z", b"2026-03-01T12:00:00", b"1700000000", b"never", b"", None]
    ),
    "text": st.sampled_from([b"hello", b"", b"\xff", None, "换汇".encode(), b"\xed\xa0\x80"]),
}
KINDS = [pa.string(), pa.large_string(), pa.binary(), "dictionary"]


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(st.fixed_dictionaries(cells), max_size=8),
    kinds=st.fixed_dictionaries({name: st.sampled_from(KINDS) for name in cells}),
    absent=st.sets(st.sampled_from(["post_id", "account_id", "language", "visibility"])),
    declaration=declarations,
)
def test_parquet_read_as_columns_holds_the_same_posts(
    rows: list[dict[str, Any]],
    kinds: dict[str, Any],
    absent: set[str],
    declaration: FeedDeclaration,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    columns = {
        name: _column([row[name] for row in rows], kinds[name])
        for name in cells
        if name not in absent
    }
    path = tmp_path_factory.mktemp("columns") / "posts.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=3)
    assert_columns_are_items(lambda: PostsParquet(path, source="f", declaration=declaration))


def _column(values: list[bytes | None], kind: Any) -> pa.Array:
    raw = pa.array(values, pa.binary())
    if kind == "dictionary":
        return raw.dictionary_encode()
    return raw.cast(pa.large_binary()).view(kind) if "large" in str(kind) else raw.view(kind)


moments = st.sampled_from([0, 1_700_000_000, 253_402_300_800, -62_135_596_801, 10**12, -1, None])


@settings(deadline=None, max_examples=80)
@given(
    moments=st.lists(moments, min_size=1, max_size=5),
    kind=st.sampled_from(
        [
            pa.int64(),
            pa.timestamp("s"),
            pa.timestamp("s", "UTC"),
            pa.timestamp("ms", "Asia/Shanghai"),
            pa.float64(),
            pa.date32(),
        ]
    ),
    declaration=declarations,
)
@example(moments=[253_402_300_800], kind=pa.timestamp("s", "UTC"), declaration=FeedDeclaration())
def test_times_of_any_kind_are_judged_alike_in_columns(
    moments: list[int | None],
    kind: pa.DataType,
    declaration: FeedDeclaration,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    try:
        column = pa.array(moments, pa.int64()).cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        column = pa.array([None for _ in moments], kind)
    given_columns = {name: [value] * len(moments) for name, value in GOOD.items()}
    path = tmp_path_factory.mktemp("columns") / "posts.parquet"
    pq.write_table(pa.table(given_columns | {"posted_at": column}), path)
    assert_columns_are_items(lambda: PostsParquet(path, source="f", declaration=declaration))


@given(labels=st.lists(st.sampled_from(["public", "private", "friends", None]), max_size=20))
def test_labels_of_odd_columns_are_judged_alike(
    labels: list[str | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("columns") / "posts.parquet"
    for nested in ([[label] for label in labels], [{"a": label} for label in labels]):
        given_columns = {name: [value] * len(labels) for name, value in GOOD.items()}
        given_columns["visibility"] = nested
        pq.write_table(pa.table(given_columns), path)
        assert_columns_are_items(lambda: PostsParquet(path, source="f"))


def test_long_feeds_are_read_in_stretches_that_miss_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cutting: None
) -> None:
    for module in ("plainsight.feeds.posts.jsonl", "plainsight.feeds.posts.parquet"):
        monkeypatch.setattr(f"{module}.COLUMN_ITEMS", 3)
    monkeypatch.setattr(post_columns, "STRETCH_ITEMS", 3)
    kinds = ["public", "private", "public", "public"]
    rows = [GOOD | {"post_id": f"p{n}", "visibility": kinds[n % 4]} for n in range(13)]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet", row_group_size=5)
    header, lines = ",".join(GOOD), [",".join(row.values()) for row in rows]
    table = "\n".join([header, *lines]).encode()
    for make in (
        lambda: PostsJsonl(io.BytesIO(content), source="f"),
        lambda: PostsParquet(tmp_path / "p.parquet", source="f"),
        lambda: PostsCsv(io.BytesIO(table), source="f"),
    ):
        assert len(list(columns_of(make()))) >= 5
        assert_columns_are_items(make)


def test_a_private_text_stays_undecoded_in_columns_too(cutting: None) -> None:
    line = json.dumps(GOOD | {"visibility": "private", "text": "@"}).encode()
    poison = line.replace(b"@", b"\\q\xff")
    (stretch,) = PostsJsonl(io.BytesIO(poison), source="f").columns()
    assert (len(stretch.texts), len(stretch.refused)) == (0, 1)


def test_a_feed_of_items_alone_reads_as_columns() -> None:
    class Feed:
        source = "f"
        assumed: dict[str, Any] = {}  # noqa: RUF012

        def __iter__(self) -> Iterator[FeedItem]:
            yield from (post(1), post(2, text="\ud800"))

    feed = Feed()
    assert not isinstance(feed, ColumnFeed)
    (stretch,) = columns_of(feed)
    assert isinstance(stretch, PostColumns)
    assert stretch.texts == ["hello", "\ud800"]
    assert stretch.post(1) == post(2, text="\ud800")


def test_of_many_lines_only_the_posts_asked_for_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts_jsonl, "SMALL_BYTES", 0)
    made = []
    real = Post.__post_init__

    def counting(self: Post) -> None:
        made.append(self.post_id)
        real(self)

    monkeypatch.setattr(Post, "__post_init__", counting)
    rows = [json.dumps(GOOD | {"post_id": f"p{n}"}) for n in range(100)]
    (stretch,) = PostsJsonl(io.BytesIO("\n".join(rows).encode()), source="f").columns()
    assert len(stretch.texts) == 100
    assert made == []
    assert stretch.post(7).post_id == "p7"
    assert made == ["p7"]
    assert stretch.post(7).posted_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
