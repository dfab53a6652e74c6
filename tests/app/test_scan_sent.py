"""What a caller sends is judged slice by slice, and each post once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.detect.scan_sent import SLICE_CHARS, SentScan
from plainsight.detect.examined import Examined
from plainsight.model.post import Post, Visibility

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Watched:
    """A scanner that finds nothing and remembers what it was given at once."""

    def __init__(self) -> None:
        self.given: list[list[str]] = []

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        self.given.append([post.text for post in posts])
        return iter(())


def _post(number: int, text: str) -> Post:
    return Post(
        post_id=str(number),
        account_id="a7",
        surface="group-12",
        visibility=Visibility.PUBLIC,
        posted_at=AT,
        text=text,
    )


@given(st.lists(st.integers(1, 2 * SLICE_CHARS), max_size=12))
def test_every_post_is_judged_once_in_order_and_no_slice_is_longer_than_it_must_be(
    lengths: list[int],
) -> None:
    texts = [f"{number:x}".ljust(length, ".") for number, length in enumerate(lengths)]
    items = [_post(number, text) for number, text in enumerate(texts)]
    broken = QuarantinedRecord(record="line 9", field="json", mend="write JSON")
    watched = Watched()
    sent = SentScan([*items, broken], watched, "digest", ())
    while sent.judge_slice():
        pass
    assert [text for given in watched.given for text in given] == texts
    for given_at_once in watched.given:
        assert len(given_at_once) == 1 or sum(map(len, given_at_once)) <= SLICE_CHARS
    for one, other in zip(watched.given, watched.given[1:], strict=False):
        assert sum(map(len, one)) + len(other[0]) > SLICE_CHARS
    found = sent.found()
    assert (found.post_count, found.quarantined, found.policy_digest) == (
        len(items), (broken,), "digest",
    )  # fmt: skip
