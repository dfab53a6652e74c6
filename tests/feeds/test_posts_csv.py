"""CSV: cells stay bytes, and a text cannot break out of its cell to forge other posts."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.errors import UnreadableFeed
from plainsight.feeds import csv_records
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.model.post import Post

HEADER = b"post_id,account_id,surface,visibility,posted_at,text\n"
LEAD = b"p1,acc,g,public,2026-03-01T12:00:00Z,"


def read(content: bytes) -> list[FeedItem]:
    return list(PostsCsv(io.BytesIO(content), source="f.csv"))


def broken(content: bytes) -> QuarantinedRecord:
    (found,) = read(HEADER + content)
    assert isinstance(found, QuarantinedRecord)
    return found


def test_a_text_may_hold_commas_quotes_and_line_ends() -> None:
    (post,) = read(HEADER + LEAD + b'"a, ""b""\r\nc"\r\n')
    assert isinstance(post, Post)
    assert post.text == 'a, "b"\r\nc'


def test_a_row_that_lost_a_comma_is_not_judged_by_the_wrong_cell() -> None:
    # Without its surface the row's third cell, meant for the author's words, would be the label.
    found = broken(b"p1,acc,public,2026-03-01T12:00:00Z,private words\n")
    assert (found.field, found.mend) == ("csv", "5 cells, 6 columns")
    assert found.raw is None


def test_a_quote_that_never_closes_is_one_quarantined_record_naming_its_lines() -> None:
    found = broken(LEAD + b'"open\nsecond\nthird\n')
    assert found.record == "lines 2 to 4"
    assert "is a quote not closed" in found.mend


def test_a_quote_that_was_not_doubled_spoils_its_own_record() -> None:
    first, last = read(HEADER + LEAD + b'"he said "no" twice"\n' + LEAD + b"fine\n")
    assert isinstance(first, QuarantinedRecord)
    assert isinstance(last, Post)


def test_a_record_beyond_the_limit_ends_the_reading_so_that_a_text_cannot_forge_posts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_records, "LINE_BYTES_MAX", 300)
    forged = LEAD + b"forged\n"
    good, cut = read(HEADER + LEAD + b"fine\n" + LEAD + b'"' + b"x\n" * 200 + forged + b'"\n')
    assert isinstance(good, Post)
    assert isinstance(cut, QuarantinedRecord)
    assert cut.record == "lines 3 to 204"
    assert "read the feed again" in cut.mend


def test_a_stray_carriage_return_spoils_its_own_record() -> None:
    first, last = read(HEADER + LEAD + b"a\rb\n" + LEAD + b"fine\n")
    assert isinstance(first, QuarantinedRecord)
    assert isinstance(last, Post)


def test_a_blank_label_is_no_label() -> None:
    (refused,) = read(HEADER + b"p1,acc,g,,2026-03-01T12:00:00Z,\xff\n")
    assert isinstance(refused, RefusedItem)


def test_a_header_may_start_with_a_byte_order_mark_and_hold_spaces() -> None:
    (post,) = read(b"\xef\xbb\xbf" + HEADER.replace(b",", b" , ") + LEAD + b"fine\n")
    assert isinstance(post, Post)


@pytest.mark.parametrize(
    ("header", "mend"),
    [
        (b"post_id,post_id,text\n", "stands twice"),
        (b"post_id,body\n", "no column 'text' for the text among: post_id, body; declare"),
        ("post_id,tëxt\n".encode("latin-1"), "no CSV header in UTF-8"),
        ("post_id,text\n".encode("utf-16"), "is UTF-16"),
        (gzip.compress(b"post_id,text\n", mtime=0), "looks gzipped"),
        (b'"open', "no CSV header"),
    ],
)
def test_a_header_that_is_none_is_refused_with_what_was_found(header: bytes, mend: str) -> None:
    with pytest.raises(UnreadableFeed, match=mend):
        read(header + LEAD + b"x\n")


def test_a_broken_row_is_kept_as_bytes() -> None:
    found = broken(b'p1,acc,g,public,yesterday,"\xff, ""x"""\n')
    assert found.raw == b'p1,acc,g,public,yesterday,"\xff, ""x"""\r\n'


@given(content=st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(content: bytes) -> None:
    for item in read(HEADER + content):
        assert isinstance(item, Post | RefusedItem | QuarantinedRecord)
