"""A feed scanned as columns tells what the same feed tells post by post."""

import json
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight.app.detect.post_columns import PostColumns
from plainsight.app.detect.scan_columns import StretchScanner, scan_feed
from plainsight.app.detect.scan_posts import Flagged, PostScanner, ScanSummary
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.model.post import Post


class ByPost:
    """Finds every post that says so."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        for post in posts:
            if "find me" in post.text:
                yield post, examined(post)


class ByColumn(ByPost):
    """The same, from the columns of stretches."""

    def __init__(self) -> None:
        self.made = 0

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        for stretch in stretches:
            yield stretch, self._found(stretch)

    def _found(self, stretch: PostColumns) -> Iterator[tuple[Post, Examined]]:
        for row, text in enumerate(stretch.texts):
            if "find me" in (text if isinstance(text, str) else text.as_py().decode()):
                self.made += 1
                yield stretch.post(row), examined(stretch.post(row))


def examined(post: Post) -> Examined:
    finding = Finding(
        typology_id="T99",
        typology_version=1,
        typology_title="Test",
        policy_digest="0" * 16,
        score=0.9,
        threshold=0.5,
        flags=(),
        reasons=(),
        doubts=(),
        post_id=post.post_id,
        account_id=post.account_id,
        surface=post.surface,
        posted_at=post.posted_at,
    )
    return Examined(findings=(finding,), contacts=frozenset({"phone:1"}), template=post.text)


def line(label: object, text: object, number: int) -> bytes:
    return json.dumps(
        {
            "post_id": f"p{number}",
            "account_id": "a",
            "surface": "s",
            "visibility": label,
            "posted_at": "2026-03-01T12:00:00Z",
            "text": text,
        }
    ).encode()


lines = st.lists(
    st.tuples(
        st.sampled_from(["public", "semi_public", "private", None]),
        st.sampled_from(["find me", "nothing", "find me too", 7, None]),
    )
    | st.just(b"{not json")
    | st.just(b""),
    max_size=12,
)


def scanned(raw: bytes, scanner: PostScanner) -> tuple[list[Flagged], ScanSummary]:
    summary = ScanSummary()
    feed = PostsJsonl(BytesIO(raw), source="test")
    return list(scan_feed(feed, scanner, summary=summary)), summary


@settings(deadline=None)  # the first call imports pyarrow
@given(rows=lines)
def test_columns_and_posts_give_one_summary(rows: list[Any]) -> None:
    raw = b"\n".join(
        row if isinstance(row, bytes) else line(*row, number) for number, row in enumerate(rows)
    )
    by_post, expected = scanned(raw, ByPost())
    by_column, summary = scanned(raw, ByColumn())
    assert [(post, found) for post, found, _ in by_column] == [
        (post, found) for post, found, _ in by_post
    ]
    for count in ("post_count", "flagged_count", "refused_count", "quarantined_count"):
        assert getattr(summary, count) == getattr(expected, count)
    assert summary.quarantined == expected.quarantined
    assert summary.by_typology == expected.by_typology
    assert summary.by_day == expected.by_day
    assert [c.key for c in summary.campaigns.ranked()] == [
        c.key for c in expected.campaigns.ranked()
    ]


def test_only_the_rows_worth_a_look_become_posts() -> None:
    scanner = ByColumn()
    assert isinstance(scanner, StretchScanner)
    assert not isinstance(ByPost(), StretchScanner)
    raw = b"\n".join(line("public", "find me" if n == 3 else "nothing", n) for n in range(9))
    _, summary = scanned(raw, scanner)
    assert (scanner.made, summary.post_count) == (1, 9)


def test_progress_counts_every_record_that_was_read() -> None:
    told: list[int] = []
    raw = b"\n".join([line("public", "nothing", 1), line("private", "", 2), b"{"])
    feed = PostsJsonl(BytesIO(raw), source="test")
    assert not list(scan_feed(feed, ByColumn(), summary=ScanSummary(), on_progress=told.append))
    assert sum(told) == 3
