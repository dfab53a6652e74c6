"""Undecoded slices of JSON values as Arrow columns, as far as that can be done for all at once."""

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

Slices = Sequence[bytes | None]


def plain_column(slices: Slices) -> tuple[pa.Array, pa.Array]:
    """(cells, where they can be relied on): texts without their quotes, digits, null.

    A text with an escape in it, or any other value, is not to be relied on.
    """
    raw = pa.array(slices, pa.large_binary())
    raw = pc.if_else(pc.equal(raw, b"null"), None, raw)
    is_text = pc.starts_with(raw, '"')
    is_plain = pc.invert(pc.match_substring(raw, "\\"))
    is_whole = pc.match_substring_regex(raw, "^-?[0-9]+$")
    sure = pc.fill_null(pc.and_(pc.or_(is_text, is_whole), is_plain), True)
    return pc.if_else(is_text, pc.binary_slice(raw, 1, -1), raw), sure


def text_column(slices: Slices) -> pa.Array:
    """Texts as UTF-8, half surrogate pairs as three bytes; null where a slice is no JSON text."""
    return pa.array([unquoted(text) for text in slices], pa.large_binary())


def unquoted(text: bytes | None) -> bytes | None:
    """One such cell."""
    if text is None or text[:1] != b'"':
        return None
    if b"\\" not in text:
        return text[1:-1]
    try:
        return str(json.loads(text)).encode("utf-8", "surrogatepass")
    except ValueError:
        return None
