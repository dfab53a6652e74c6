"""JSON lines: one bad line is one quarantined record, and private lines stay bytes."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.errors import UnreadableFeed
from plainsight.feeds import lines
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.model.post import Post

GOOD = {
    "post_id": "p1",
    "account_id": "acc",
    "surface": "g",
    "visibility": "public",
    "posted_at": "2026-03-01T12:00:00Z",
    "text": "hello",
}


def read(content: bytes) -> list[FeedItem]:
    return list(PostsJsonl(io.BytesIO(content), source="f"))


def line(**changed: object) -> bytes:
    return json.dumps(GOOD | changed).encode()


def test_a_private_text_that_no_reader_could_decode_is_skipped_as_bytes() -> None:
    # \q is no escape in JSON: had anything tried to decode the text, the line would be broken.
    poison = line(visibility="private", text="@").replace(b"@", b"\\q\\ud800\xff")
    assert isinstance(read(poison)[0], RefusedItem)
    assert isinstance(read(poison.replace(b"private", b"public"))[0], QuarantinedRecord)


def test_a_private_text_may_come_before_its_label() -> None:
    poison = b'{"text": "\xff", "visibility": "private"}'
    assert isinstance(read(poison)[0], RefusedItem)


def test_a_nested_visibility_is_not_the_items_visibility() -> None:
    nested = line(quoted={"visibility": "public"})
    stripped = nested.replace(b'"visibility": "public", "posted_at"', b'"posted_at"')
    assert isinstance(read(stripped)[0], RefusedItem)


def test_a_line_that_labels_itself_twice_is_not_believed() -> None:
    twice = line()[:-1] + b', "visibility": "private"}'
    (found,) = read(twice)
    assert isinstance(found, QuarantinedRecord)
    assert found.raw is None


def test_a_line_that_is_not_json_is_quarantined_without_a_copy_and_the_rest_goes_on() -> None:
    first, broken, last = read(line() + b"\n{oops\n" + line(post_id="p2"))
    assert isinstance(first, Post)
    assert isinstance(last, Post)
    assert broken == QuarantinedRecord(
        record="line 2", field="json", mend='byte 1: expected "key": value; is the line cut off?'
    )


def test_a_broken_public_line_is_kept_as_it_came() -> None:
    (found,) = read(line(posted_at="yesterday") + b"\n")
    assert isinstance(found, QuarantinedRecord)
    assert (found.field, found.raw) == ("posted_at", line(posted_at="yesterday") + b"\n")


def test_a_nested_value_where_text_is_wanted_goes_to_quarantine() -> None:
    for nested in ({"a": 1}, ["a"]):
        (found,) = read(line(text=nested))
        assert isinstance(found, QuarantinedRecord)
        assert found.field == "text"


def test_a_text_that_is_nested_without_end_goes_to_quarantine_too() -> None:
    deep = line(text="@").replace(b'"@"', b"[" * 100_000 + b"]" * 100_000)
    (found,) = read(deep)
    assert isinstance(found, QuarantinedRecord)
    assert found.field == "text"


def test_a_number_of_many_digits_does_not_stop_the_feed() -> None:
    huge = line(account_id=0).replace(b'"account_id": 0', b'"account_id": ' + b"9" * 5000)
    (found,) = read(huge)
    assert isinstance(found, QuarantinedRecord)
    assert found.field == "account_id"


def test_empty_lines_and_a_byte_order_mark_are_no_records() -> None:
    assert read(b"\xef\xbb\xbf" + line() + b"\n\n  \r\n\n") == read(line())


def test_every_line_end_is_understood() -> None:
    assert len(read(line() + b"\r\n" + line(post_id="p2") + b"\n" + line(post_id="p3"))) == 3


def test_a_line_beyond_the_limit_is_quarantined_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines.numbered_lines, "__kwdefaults__", {"bytes_max": 200})
    endless, post = read(b"x" * 1000 + b"\n" + line())
    assert isinstance(endless, QuarantinedRecord)
    assert "split it" in endless.mend
    assert isinstance(post, Post)


@given(content=st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(content: bytes) -> None:
    try:
        items = read(content)
    except UnreadableFeed:
        assert content.lstrip().startswith((b"[", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff", b"\xef"))
        return
    records = [part for part in content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if part.strip()]
    assert len(items) == len(records)


@given(text=st.text(), is_ascii=st.booleans())
def test_any_text_comes_through_unchanged(text: str, is_ascii: bool) -> None:
    content = json.dumps(GOOD | {"text": text}, ensure_ascii=is_ascii).encode("utf-8", "replace")
    (found,) = read(content)
    assert isinstance(found, Post)
    assert found.text == json.loads(content)["text"]
