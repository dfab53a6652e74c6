"""What is seen in the database counts whatever order it comes in."""

from plainsight.stores.detect.post_row import Seen


def test_the_highest_revision_of_a_place_counts_in_any_order() -> None:
    seen = Seen()
    for revision in (2, 3, 1):
        seen.add("group", "p1", revision, bytes([revision]))
    seen.add("group", "p2", 1, b"x")
    assert seen.revisions == {("group", "p1"): 3, ("group", "p2"): 1}
    assert seen.digests == {b"\x01", b"\x02", b"\x03", b"x"}
