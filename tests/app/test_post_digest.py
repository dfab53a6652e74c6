"""The digest of a post is what an auditor computes from its documented form."""

import hashlib
from dataclasses import replace

from hypothesis import given
from tests.strategies.posts import NOON, post, posts

from plainsight.app.detect.post_digest import batch_digest, post_digest
from plainsight.model.post import Post, Visibility
from plainsight.model.time import format_instant
from plainsight.prove.canonical import canonical_bytes


@given(given_post=posts())
def test_the_digest_is_over_canonical_json_a_newline_and_the_text(given_post: Post) -> None:
    head = canonical_bytes(
        {
            "post_id": given_post.post_id,
            "account_id": given_post.account_id,
            "surface": given_post.surface,
            "visibility": given_post.visibility.value,
            "posted_at": format_instant(given_post.posted_at),
            "language": given_post.language,
        }
    )
    whole = head + b"\n" + given_post.text.encode("utf-8", "surrogatepass")
    assert post_digest(given_post) == hashlib.sha256(whole).digest()


def test_every_field_counts() -> None:
    first = post(1)
    others = [
        replace(first, post_id="x"),
        replace(first, account_id="x"),
        replace(first, surface="x"),
        replace(first, visibility=Visibility.SEMI_PUBLIC),
        replace(first, posted_at=NOON.replace(microsecond=1)),
        replace(first, language="zh"),
        replace(first, text="hello\n"),
    ]
    assert len({post_digest(each) for each in (first, *others)}) == 8


def test_a_batch_digest_is_over_the_digests_in_their_order() -> None:
    assert batch_digest([]) == hashlib.sha256(b"").hexdigest()
    assert batch_digest([b"a", b"b"]) == hashlib.sha256(b"ab").hexdigest()
