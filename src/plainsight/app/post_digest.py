"""What a post's content hashes to: the identity of a revision, and what a batch commits to."""

import hashlib
import json
from collections.abc import Iterable

from plainsight.model.post import Post
from plainsight.model.time import format_instant


def post_digest(post: Post) -> bytes:
    """SHA-256 over everything a post says.

    Hashed are the RFC 8785 form of an object with every field but the text, a newline, and the
    text in UTF-8; half surrogate pairs, which JSON text may carry, as three bytes each.
    """
    said = {
        "account_id": post.account_id,
        "language": post.language,
        "post_id": post.post_id,
        "posted_at": format_instant(post.posted_at),
        "surface": post.surface,
        "visibility": post.visibility.value,
    }
    # For strings and null the standard writer, in C, gives RFC 8785; a test holds it to that.
    head = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(
        head.encode() + b"\n" + post.text.encode("utf-8", "surrogatepass")
    ).digest()


def batch_digest(digests: Iterable[bytes]) -> str:
    """SHA-256, in hex, over post digests in the order surface, post id, revision.

    Text is ordered by its UTF-8 bytes, which is the order of both databases.
    """
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(digest)
    return whole.hexdigest()
