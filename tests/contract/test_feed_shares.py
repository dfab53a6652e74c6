"""A feed in shares is the feed: any process may read any of them, and nothing is missed."""

import io
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.detect.feed_shares import FeedShare, SharedFeed
from plainsight.app.detect.post_columns import PostColumns
from plainsight.errors import UnreadableFeed
from plainsight.feeds import lines
from plainsight.feeds.posts import jsonl as posts_jsonl
from plainsight.feeds.posts import parquet as posts_parquet
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.parquet import PostsParquet
from plainsight.model.post import Post, Visibility

GOOD: dict[str, Any] = {
    "post_id": "p",
    "account_id": "acc",
    "surface": "g",
    "visibility": "public",
    "posted_at": "2026-03-01T12:00:00Z",
    "text": "hello",
}
DECLARED = FeedDeclaration(visibility_labels={"channel": Visibility.SEMI_PUBLIC})
rows = st.lists(
    st.builds(
        lambda label, text: GOOD | {"visibility": label, "text": text},
        st.sampled_from(["public", "private", "channel"]),
        st.sampled_from(["hello", "换汇", "x" * 50, ""]),
    ),
    max_size=12,
)


@pytest.fixture
def small_shares() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posts_parquet, "SHARE_ROWS_MIN", 3)
        patch.setattr(lines.line_blocks, "__kwdefaults__", {"block_bytes": 150, "bytes_max": 400})
        patch.setattr(lines, "TOGETHER_BYTES", 300)
        patch.setattr(posts_jsonl, "SMALL_BYTES", 0)
        yield


def items_of(stretches: Iterator[PostColumns]) -> list[str]:
    """All that was read, the order of kinds within a stretch aside."""
    said: list[FeedItem] = []
    for stretch in stretches:
        said += [stretch.post(row) for row in range(stretch.post_count)]
        said += [*stretch.refused, *stretch.quarantined]
    return sorted(map(repr, said))


def elsewhere(share: FeedShare) -> list[str]:
    """What another process makes of a share."""
    sent: FeedShare = pickle.loads(pickle.dumps(share))
    return items_of(sent.columns())


def in_shares(feed: SharedFeed) -> list[str]:
    shares = feed.shares(1)
    return [] if shares is None else sorted(item for each in shares for item in elsewhere(each))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(records=rows, group=st.integers(1, 5))
def test_row_groups_apart_are_the_file(
    records: list[dict[str, Any]], group: int, tmp_path: Path, small_shares: None
) -> None:
    path = tmp_path / "posts.parquet"
    columns = {name: [row[name] for row in records] for name in GOOD}
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    pq.write_table(table, path, row_group_size=group)
    feed = PostsParquet(path, source="f", declaration=DECLARED)
    assert isinstance(feed, SharedFeed)
    assert in_shares(feed) == items_of(feed.columns())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(records=rows, broken=st.sampled_from([b"", b"{", b"x" * 500]), at=st.integers(0, 12))
def test_lines_apart_are_the_stream(
    records: list[dict[str, Any]], broken: bytes, at: int, small_shares: None
) -> None:
    whole = [json.dumps(record).encode() for record in records]
    content = b"\n".join([*whole[:at], broken, *whole[at:]])

    def feed() -> PostsJsonl:
        return PostsJsonl(io.BytesIO(content), source="f", declaration=DECLARED)

    assert isinstance(feed(), SharedFeed)
    assert in_shares(feed()) == items_of(feed().columns())


def test_rows_of_a_share_are_numbered_as_in_the_file(tmp_path: Path, small_shares: None) -> None:
    labels = ["private", "public", "public", "public", "public", "private", "public"]
    table = pa.table({name: [value] * 7 for name, value in GOOD.items()} | {"visibility": labels})
    pq.write_table(table, tmp_path / "p.parquet", row_group_size=2)
    shares = PostsParquet(tmp_path / "p.parquet", source="f").shares(2)
    assert shares is not None
    refused = [item for share in shares for each in share.columns() for item in each.refused]
    assert [item.record for item in refused] == ["row 1", "row 6"]


def test_a_file_of_few_row_groups_does_not_come_apart(tmp_path: Path, small_shares: None) -> None:
    table = pa.table({name: [value] * 6 for name, value in GOOD.items()})
    pq.write_table(table, tmp_path / "p.parquet", row_group_size=3)
    feed = PostsParquet(tmp_path / "p.parquet", source="f")
    assert feed.shares(3) is None
    shares = feed.shares(2)
    assert shares is not None
    assert [sum(stretch.read for stretch in share.columns()) for share in shares] == [3, 3]


class _BreaksOff(io.BytesIO):
    """A stream whose disk goes bad."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError("bad sector")
        return data


def test_lines_before_a_stream_breaks_off_are_shared(small_shares: None) -> None:
    content = b"\n".join([json.dumps(GOOD).encode()] * 7) + b"\n"
    shares = PostsJsonl(_BreaksOff(content), source="f").shares(1)
    read: list[str] = []
    with pytest.raises(UnreadableFeed, match="bad sector"):
        read.extend(item for share in shares for item in elsewhere(share))
    assert len(read) == 7


def test_kinds_of_items_are_all_in_shares(small_shares: None) -> None:
    bad = [GOOD, GOOD | {"visibility": "private"}, GOOD | {"text": 7}]
    content = "\n".join(map(json.dumps, bad)).encode()
    (share,) = PostsJsonl(io.BytesIO(content), source="f").shares(1)
    kinds = [type(item) for item in PostsJsonl(io.BytesIO(content), source="f")]
    assert kinds == [Post, RefusedItem, QuarantinedRecord]
    assert len(elsewhere(share)) == 3
