"""Tell a feed of another form by how it begins: one clear word instead of a thousand broken lines.

The first bytes are those of RFC 1952 (gzip) and of Unicode's byte-order marks.
"""

import re

from plainsight.errors import UnreadableFeed

_STARTS = {
    b"\x1f\x8b": "looks gzipped: zcat it, or end its name in .gz",
    b"\xff\xfe": "is UTF-16: write it in UTF-8, as iconv -f UTF-16 -t UTF-8 does",
    b"\xfe\xff": "is UTF-16: write it in UTF-8, as iconv -f UTF-16 -t UTF-8 does",
}
# A log's "[INFO]" before the first record is one broken line, not an array.
_ARRAY = re.compile(rb"[ \t\r\n]*+\[[ \t\r]*+(?:[{\]\n]|\Z)")


def refuse_packed(start: bytes, source: str) -> None:
    """Raise UnreadableFeed where a feed begins as no text in UTF-8 does."""
    for first, mend in _STARTS.items():
        if start.startswith(first):
            raise UnreadableFeed(source, mend)


def refuse_array(start: bytes, source: str) -> None:
    """Raise UnreadableFeed where what should be JSON lines begins as one JSON array."""
    if _ARRAY.match(start):
        raise UnreadableFeed(
            source, "is a JSON array: write one object per line, as jq -c '.[]' does"
        )
