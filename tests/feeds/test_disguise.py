"""A feed of another form is told by how it begins."""

import gzip
import io
import json

import pytest

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.model.post import Post

RECORD = {
    "post_id": "p1",
    "account_id": "a1",
    "surface": "s",
    "visibility": "public",
    "posted_at": "2026-01-05T08:00:00Z",
    "text": "x",
}
LINE = json.dumps(RECORD).encode() + b"\n"


def feed(content: bytes) -> PostsJsonl:
    return PostsJsonl(io.BytesIO(content), source="f")


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (gzip.compress(LINE, mtime=0), "f: looks gzipped: zcat it"),
        (LINE.decode().encode("utf-16"), "f: is UTF-16"),
        (json.dumps([RECORD, RECORD]).encode(), "f: is a JSON array: write one object per line"),
        (json.dumps([RECORD, RECORD], indent=2).encode(), "f: is a JSON array"),
        (b"\xef\xbb\xbf\n \n[\n" + LINE + b"]\n", "f: is a JSON array"),
        (b"[]", "f: is a JSON array"),
    ],
)
def test_a_feed_of_another_form_is_one_clear_word(content: bytes, mend: str) -> None:
    with pytest.raises(UnreadableFeed, match=f"^{mend}"):
        list(feed(content))
    with pytest.raises(UnreadableFeed, match=f"^{mend}"):
        list(feed(content).columns())
    with pytest.raises(UnreadableFeed, match=f"^{mend}"):
        list(feed(content).shares(2))


@pytest.mark.parametrize("noise", [b"[INFO] starting\n", b"[1] 4711\n", b"\x1f\n", b"{\n"])
def test_a_first_line_that_is_only_noise_does_not_cost_the_rest(noise: bytes) -> None:
    broken, post = feed(noise + LINE)
    assert isinstance(broken, QuarantinedRecord)
    assert isinstance(post, Post)
    (stretch,) = feed(noise + LINE).columns()
    assert (stretch.post_count, len(stretch.quarantined)) == (1, 1)


def test_an_array_behind_a_record_is_one_broken_line() -> None:
    post, broken = feed(LINE + b"[{}]\n")
    assert isinstance(post, Post)
    assert isinstance(broken, QuarantinedRecord)
