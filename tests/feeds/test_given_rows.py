"""Rows that a program holds make the same posts as the same rows in a file."""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow as pa
import pytest

from plainsight import Scanner
from plainsight.api import Post, Posts, Visibility, read_post
from plainsight.errors import BadRecord, BadValue, NothingJudged, NotPublic, UnreadableFeed
from plainsight.feeds.posts.samples import sample_posts

ROW: dict[str, Any] = {
    "post_id": "7",
    "account_id": "a1",
    "surface": "group-12",
    "visibility": "public",
    "posted_at": "2026-03-01T20:00:00+08:00",
    "text": "飞机 @chedui_88",
}
POST = Post(
    post_id="7",
    account_id="a1",
    surface="group-12",
    visibility=Visibility.PUBLIC,
    posted_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    text="飞机 @chedui_88",
)
HONG_KONG = timezone(timedelta(hours=8))
TIMED = {**ROW, "posted_at": datetime(2026, 3, 1, 20, tzinfo=HONG_KONG)}
KINDS: Mapping[str, Callable[[], object]] = {
    "a dictionary": lambda: ROW,
    "a dictionary with a time": lambda: TIMED,
    "a row of pandas": lambda: pandas.Series(ROW),
    "a row of pandas with a time": lambda: pandas.DataFrame([TIMED]).iloc[0],
    "a named tuple of pandas": lambda: next(pandas.DataFrame([TIMED]).itertuples(index=False)),
    "a named tuple": lambda: namedtuple("Row", ROW)(**ROW),
    "a row of Arrow": lambda: (
        pa.table({name: [each] for name, each in TIMED.items()})
        .to_struct_array()
        .combine_chunks()[0]
    ),
    "numbers for ids": lambda: {**ROW, "post_id": np.int64(7)},
    "a language that is not there": lambda: {**ROW, "language": float("nan")},
    "a language that pandas lacks": lambda: {**ROW, "language": pandas.NA},
    "a language with no time": lambda: {**ROW, "language": pandas.NaT},
}
FRAMES: Mapping[str, Callable[[list[dict[str, Any]]], object]] = {
    "pandas": pandas.DataFrame,
    "arrow": pa.Table.from_pylist,
    "arrow in batches": lambda rows: pa.Table.from_pylist(rows).to_reader(max_chunksize=1),
    "texts as polars keeps them": lambda rows: pa.table(
        {name: pa.array([row[name] for row in rows]).cast(pa.string_view()) for name in ROW}
    ),
    "a list": list,
    "a generator": iter,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_any_kind_is_the_same_post(kind: str) -> None:
    post = read_post(KINDS[kind]())
    assert post == POST
    assert type(post.posted_at) is datetime


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_of_any_kind_gives_the_same_posts(kind: str) -> None:
    rows = [ROW, {**ROW, "post_id": "8", "visibility": "private"}, {**ROW, "post_id": "9"}]
    posts = Posts(FRAMES[kind](rows))
    assert [post.post_id for post in posts] == ["7", "9"]
    assert (posts.refused_count, posts.unread_count) == (1, 0)


def test_a_file_is_read_as_a_command_reads_it() -> None:
    posts = Posts(sample_posts())
    with sample_posts().open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    assert list(posts) == list(Posts(rows))
    assert posts.refused_count == sum(
        row.get("visibility") not in ("public", "semi_public") for row in rows
    )
    assert Scanner().campaigns(posts)


class Unlabelled(dict[str, object]):
    """Says that it was read."""

    def __getitem__(self, name: str) -> object:
        assert name == "visibility", name
        return super().__getitem__(name)


@pytest.mark.parametrize("label", ["private", "", None, "friends"])
def test_of_a_row_that_is_not_public_nothing_but_the_label_is_read(label: str | None) -> None:
    row = Unlabelled({**ROW, "visibility": label})
    with pytest.raises(NotPublic):
        read_post(row)
    assert list(Posts([row])) == []


WRONG: Mapping[str, tuple[dict[str, Any], str]] = {
    "no time": ({"posted_at": None}, "field 'posted_at': give the field, or declare"),
    "a local time": ({"posted_at": datetime(2026, 3, 1)}, "declare times=utc"),  # noqa: DTZ001
    "no text": ({"text": float("nan")}, "field 'text': the text must be there"),
    "no account": ({"account_id": ""}, "field 'account_id': give the field"),
    "a number with a point": ({"post_id": 7.0}, "field 'post_id': a text of 1 to"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_makes_no_post_names_field_and_mend(wrong: str) -> None:
    changed, says = WRONG[wrong]
    with pytest.raises(BadRecord, match=says):
        read_post({**ROW, **changed})
    posts = Posts([ROW, {**ROW, **changed}])
    assert list(posts) == [POST]
    (unread,) = posts.unread
    assert unread.record == "row 2"
    assert unread.field in changed


def test_where_no_row_makes_a_post_it_does_not_read_as_nothing_found() -> None:
    frame = pandas.DataFrame([ROW]).rename(columns={"text": "body"})
    with pytest.raises(NothingJudged, match="row 1: text: the text must be there"):
        list(Posts(frame))
    assert list(Posts(frame, columns={"text": "body"})) == [POST]


def test_what_a_feed_does_not_say_is_declared() -> None:
    rows = [{"author": "a1", "text": "飞机 @chedui_88", "posted_at": 1772366400, "post_id": 7}]
    posts = Posts(
        rows,
        columns={"account_id": "author"},
        times="epoch_seconds",
        visibility="public",
        surface="group-12",
    )
    assert list(posts) == [POST]
    assert list(posts) == [POST], "a list is read as often as asked"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"columns": {"body": "text"}}, "columns is 'body': a field of ours: post_id"),
        ({"times": "local"}, "times is 'local': one of rfc3339"),
        ({"visibility": "friends"}, "visibility is 'friends': one of public"),
    ],
)
def test_what_is_declared_wrongly_is_refused_at_once(given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadValue, match=says):
        Posts([ROW], **given)
    with pytest.raises(BadValue, match=says):
        read_post(ROW, **given)


@pytest.mark.parametrize("source", [b"rows", 7, ROW, ["飞机"], [["飞机"]]])
def test_what_holds_no_rows_is_refused(source: object) -> None:
    with pytest.raises(BadValue, match="named fields"):
        list(Posts(source))


def test_a_column_of_two_types_is_named_as_arrow_names_it() -> None:
    frame = pandas.DataFrame([ROW, {**ROW, "post_id": 8}])
    with pytest.raises(BadValue, match="give it one type"):
        list(Posts(frame))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match=r"none\.jsonl"):
        list(Posts(tmp_path / "none.jsonl"))
