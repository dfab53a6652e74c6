"""What a post's content hashes to: the identity of a revision, and what a batch commits to."""

import hashlib
from collections.abc import Iterable
from json.encoder import encode_basestring as quote

from plainsight.model.post import Post
from plainsight.model.time import format_instant


def post_digest(post: Post) -> bytes:
    """SHA-256 over everything a post says.

    Hashed are the RFC 8785 form of an object with every field but the text, a newline, and the
    text in UTF-8; half surrogate pairs, which JSON text may carry, as three bytes each.
    """
    # Written out by hand, because this runs for every post read; a test holds it to RFC 8785.
    head = (
        f'{{"account_id":{quote(post.account_id)}'
        f',"language":{"null" if post.language is None else quote(post.language)}'
        f',"post_id":{quote(post.post_id)}'
        f',"posted_at":"{format_instant(post.posted_at)}"'
        f',"surface":{quote(post.surface)}'
        f',"visibility":"{post.visibility}"}}\n'
    )
    return hashlib.sha256(head.encode() + post.text.encode("utf-8", "surrogatepass")).digest()


def batch_digest(digests: Iterable[bytes]) -> str:
    """SHA-256, in hex, over post digests in the order surface, post id, revision.

    Text is ordered by its UTF-8 bytes, which is the order of both databases.
    """
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(digest)
    return whole.hexdigest()
