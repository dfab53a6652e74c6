"""What every form of feed must do alike: same records, same items; private texts never decoded."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.posts import identifiers, instants, texts

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.feeds.posts.declaration import FeedDeclaration, FieldNames
from plainsight.feeds.posts.file import open_posts
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.parquet import PostsParquet
from plainsight.model.post import Post, Visibility
from plainsight.model.time import format_instant

COLUMNS = ("post_id", "account_id", "surface", "visibility", "posted_at", "language", "text")
Raw = dict[str, bytes]  # a record as undecoded UTF-8, or what should have been UTF-8


def write_jsonl(path: Path, rows: list[Raw]) -> None:
    def quoted(value: bytes) -> bytes:
        # Escapes only what JSON needs, byte by byte, so that broken UTF-8 stays broken.
        return b'"' + b"".join(_JSON_ESCAPES.get(byte, bytes([byte])) for byte in value) + b'"'

    lines = (
        b"{" + b", ".join(quoted(k.encode()) + b": " + quoted(v) for k, v in row.items()) + b"}\n"
        for row in rows
    )
    path.write_bytes(b"".join(lines))


_JSON_ESCAPES = {ord('"'): b'\\"', ord("\\"): b"\\\\"} | {
    byte: f"\\u{byte:04x}".encode() for byte in range(0x20)
}


def write_csv(path: Path, rows: list[Raw]) -> None:
    with path.open("w", encoding="latin-1", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows({k: v.decode("latin-1") for k, v in row.items()} for row in rows)


def write_parquet(path: Path, rows: list[Raw]) -> None:
    columns = {name: pa.array([row[name] for row in rows], pa.binary()) for name in COLUMNS}
    # Arrow does not look whether text is UTF-8, and neither do other people's writers.
    texts = {name: column.view(pa.string()) for name, column in columns.items()}
    pq.write_table(pa.table(texts), path, row_group_size=3)


Form = tuple[str, Callable[[Path, list[Raw]], None]]
FORMS: list[Form] = [
    ("posts.jsonl", write_jsonl),
    ("posts.csv", write_csv),
    ("posts.parquet", write_parquet),
]
each_form = pytest.mark.parametrize(("name", "write"), FORMS, ids=[form[0] for form in FORMS])


def raw(**changed: bytes) -> Raw:
    row = {
        "post_id": b"p1",
        "account_id": b"acc",
        "surface": b"g",
        "visibility": b"public",
        "posted_at": b"2026-03-01T12:00:00Z",
        "language": b"zh",
        "text": '换汇\n"quoted", and more\\'.encode(),
    }
    return row | changed


def read(path: Path, declaration: FeedDeclaration | None = None) -> list[FeedItem]:
    with open_posts(path, declaration=declaration) as feed:
        return list(feed)


NOT_TEXT = b"\xff\xfe\x80 not text in any language"


@each_form
def test_a_private_text_that_cannot_be_decoded_is_refused_not_broken(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [raw(visibility=b"private", text=NOT_TEXT), raw(visibility=b"", text=NOT_TEXT)])
    private, unlabelled = read(path)
    assert isinstance(private, RefusedItem)
    assert isinstance(unlabelled, RefusedItem)
    assert private.label is RefusedLabel.PRIVATE
    assert unlabelled.label is RefusedLabel.UNLABELLED


@each_form
def test_a_public_text_that_cannot_be_decoded_goes_to_quarantine_alone(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [raw(), raw(text=NOT_TEXT), raw(post_id=b"p2")])
    first, broken, last = read(path)
    assert isinstance(first, Post)
    assert isinstance(last, Post)
    assert isinstance(broken, QuarantinedRecord)
    assert (broken.field, broken.mend) == ("text", "write valid UTF-8")
    assert broken.raw is not None


@each_form
def test_a_label_that_cannot_be_decoded_is_quarantined_without_a_copy(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [raw(visibility=NOT_TEXT)])
    (broken,) = read(path)
    assert isinstance(broken, QuarantinedRecord)
    assert broken.field == "visibility"
    assert broken.raw is None


@each_form
def test_every_item_names_its_place(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [raw(visibility=b"private", text=b"one line") for _ in range(5)])
    first_line = {"posts.jsonl": 1, "posts.csv": 2, "posts.parquet": 1}[name]
    word = "row" if name == "posts.parquet" else "line"
    places = [item.record for item in read(path) if isinstance(item, RefusedItem)]
    assert places == [f"{word} {first_line + number}" for number in range(5)]


@each_form
def test_an_empty_file_is_a_feed_of_nothing(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [])
    assert read(path) == []


@each_form
def test_an_unlabelled_feed_is_read_only_under_a_declaration(
    name: str, write: Callable[[Path, list[Raw]], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, [raw()])
    names = FieldNames(visibility="no_such_field")
    (refused,) = read(path, FeedDeclaration(fields=names))
    assert isinstance(refused, RefusedItem)
    declared = FeedDeclaration(fields=names, assume_visibility=Visibility.SEMI_PUBLIC)
    (post,) = read(path, declared)
    assert isinstance(post, Post)
    assert post.visibility is Visibility.SEMI_PUBLIC


storable_texts = texts.filter(lambda text: all(not 0xD800 <= ord(char) < 0xE000 for char in text))
rows = st.fixed_dictionaries(
    {
        "post_id": identifiers,
        "account_id": identifiers,
        "surface": identifiers,
        "visibility": st.sampled_from(["public", "semi_public", "private", "", "friends"]),
        "posted_at": instants.map(format_instant) | st.just("yesterday"),
        "language": st.sampled_from(["", "zh", "es"]),
        "text": storable_texts,
    }
)


@settings(deadline=None, max_examples=60)
@given(given_rows=st.lists(rows, max_size=9))
def test_the_same_records_give_the_same_items_in_every_form(
    given_rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    encoded = [{name: value.encode() for name, value in row.items()} for row in given_rows]
    told = []
    for name, write in FORMS:
        write(folder / name, encoded)
        told.append([_without_place(item) for item in read(folder / name)])
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == len(given_rows)
    for row, item in zip(given_rows, told[0], strict=True):
        if row["visibility"] not in ("public", "semi_public"):
            assert isinstance(item, tuple)
            assert item[0] == "refused"
        elif isinstance(item, Post):
            assert (item.text, item.post_id) == (row["text"], row["post_id"])


def _without_place(item: FeedItem) -> object:
    match item:
        case RefusedItem():
            return ("refused", item.label)
        case QuarantinedRecord():
            return ("quarantined", item.field, item.mend)
        case _:
            return item


def test_files_are_opened_by_their_ending_packed_or_not(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", [raw()])
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    (tmp_path / "a.NDJSON").write_bytes((tmp_path / "a.jsonl").read_bytes())
    write_csv(tmp_path / "a.csv", [raw()])
    tabbed = (tmp_path / "a.csv").read_bytes().replace(b'","', b'"\t"')
    (tmp_path / "a.tsv").write_bytes(tabbed)
    expected = read(tmp_path / "a.jsonl")
    for name in ("a.jsonl.gz", "a.NDJSON", "a.csv", "a.tsv"):
        assert read(tmp_path / name) == expected, name


def test_a_feed_is_named_after_its_file_never_its_folders(tmp_path: Path) -> None:
    for name, write in FORMS:
        write(tmp_path / name, [])
        with open_posts(tmp_path / name) as feed:
            assert feed.source == name
    odd = tmp_path / b"\xff.jsonl".decode("utf-8", "surrogateescape")
    odd.write_bytes(b"")
    with open_posts(odd) as feed:
        assert feed.source == "\\udcff.jsonl"


@pytest.mark.parametrize("name", ["posts.txt", "posts", "posts.gz", "posts.parquet.zip"])
def test_a_file_of_another_kind_is_refused_by_its_ending(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(UnreadableFeed, match="unknown ending"):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv", "none.jsonl.gz", "none.parquet"])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match=name):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "cut.csv.gz"])
def test_a_packed_file_that_breaks_off_keeps_what_came_before_and_says_so(
    name: str, tmp_path: Path
) -> None:
    plain = tmp_path / name.removesuffix(".gz")
    rows = [raw(post_id=str(number).encode()) for number in range(2000)]
    (write_jsonl if "jsonl" in name else write_csv)(plain, rows)
    packed = gzip.compress(plain.read_bytes())
    (tmp_path / name).write_bytes(packed[: len(packed) // 2])
    items: list[FeedItem] = []
    with open_posts(tmp_path / name) as feed, pytest.raises(UnreadableFeed, match="breaks off"):
        items.extend(feed)
    with open_posts(tmp_path / name) as feed:
        assert isinstance(next(iter(feed)), Post)


def test_a_stream_is_read_as_well_as_a_file() -> None:
    line = json.dumps({name: value.decode() for name, value in raw().items()}).encode()
    header = ",".join(COLUMNS).encode()
    row = b"p1,acc,g,public,2026-03-01T12:00:00Z,zh,hello"
    (from_json,) = PostsJsonl(io.BytesIO(line), source="standard input")
    (from_csv,) = PostsCsv(io.BytesIO(header + b"\n" + row), source="standard input")
    assert isinstance(from_json, Post)
    assert isinstance(from_csv, Post)
    assert from_json.post_id == from_csv.post_id


def test_what_was_declared_reaches_the_log_from_every_form(tmp_path: Path) -> None:
    declared = FeedDeclaration(assume_visibility=Visibility.PUBLIC)
    for feed in (
        PostsJsonl(io.BytesIO(), source="f", declaration=declared),
        PostsCsv(io.BytesIO(), source="f", declaration=declared),
        PostsParquet(tmp_path / "none", source="f", declaration=declared),
    ):
        assert feed.assumed == {"visibility": "public"}
