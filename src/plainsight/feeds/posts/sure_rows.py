"""Which rows of whole columns are surely posts, found without reading them one by one.

`record.finish` is the definition. A mask here may say False of a row that would do: that row
is then read by the definition. It never says True of a row that would not; a property test holds
it to that.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from plainsight.app.detect.feed_item import DERIVED_PREFIX
from plainsight.feeds.posts.declaration import FeedDeclaration, Times
from plainsight.feeds.posts.record import ID_CHARS_MAX
from plainsight.model.post import TEXT_CHARS_MAX

# From 0001-01-02 to 9999-12-30: a day of slack on each side spares every thought about zones.
_MICROS_MIN = -62_135_510_400_000_000
_MICROS_MAX = 253_402_128_000_000_000
# So many digits of seconds end in the year 5138.
_EPOCH_DIGITS = {Times.EPOCH_SECONDS: 11, Times.EPOCH_MILLISECONDS: 14}


def sure_rows(
    columns: Mapping[str, pa.Array], declaration: FeedDeclaration, count: int
) -> pa.BooleanArray:
    """Rows of public items that `finish` would make into posts.

    `columns` are by the feed's field names; a field that is missing has no column. Text columns
    may be of text or of bytes.
    """
    fields = declaration.fields
    masks = [
        _identifiers(columns.get(fields.surface), declaration.assume_surface is not None, count),
        _identifiers(
            columns.get(fields.account_id), declaration.assume_account_id is not None, count
        ),
        _identifiers(columns.get(fields.language), True, count),
        _post_ids(columns.get(fields.post_id), count),
        _instants(columns.get(fields.posted_at), declaration, count),
        _texts(columns.get(fields.text), count),
    ]
    sure = masks[0]
    for mask in masks[1:]:
        sure = pc.and_(sure, mask)
    return sure


def bytes_of(column: pa.Array | None) -> pa.Array:
    """A column of text as bytes; of no text, or none at all, one without cells."""
    text = None if column is None else _as_bytes(column)
    return pa.nulls(0, pa.large_binary()) if text is None else text


def _identifiers(column: pa.Array | None, may_lack: bool, count: int) -> pa.Array:
    if column is None:
        return _all(may_lack, count)
    if types.is_integer(column.type):
        return pc.or_(column.is_valid(), _all(may_lack, count))
    text = _as_bytes(column)
    if text is None:
        return _all(False, count)
    length = pc.fill_null(pc.binary_length(text), 0)
    fits = pc.and_(pc.greater(length, 0), pc.less_equal(length, ID_CHARS_MAX))
    clean = pc.and_(pc.invert(_contains(text, "\x00")), _decodable(text))
    return pc.or_(pc.and_(fits, clean), pc.and_(pc.equal(length, 0), _all(may_lack, count)))


def _post_ids(column: pa.Array | None, count: int) -> pa.Array:
    sure = _identifiers(column, True, count)
    text = None if column is None else _as_bytes(column)
    if text is None:
        return sure
    derived = pc.fill_null(pc.starts_with(text, DERIVED_PREFIX), False)
    return pc.and_(sure, pc.invert(derived))


def _instants(column: pa.Array | None, declaration: FeedDeclaration, count: int) -> pa.Array:
    may_lack = _all(declaration.assume_posted_at is not None, count)
    times = declaration.times
    if column is None:
        return may_lack
    if types.is_timestamp(column.type) and times not in _EPOCH_DIGITS:
        if column.type.tz is None and times is not Times.UTC:
            return pc.and_(column.is_null(), may_lack)
        return pc.if_else(column.is_null(), may_lack, _in_range(column))
    if types.is_integer(column.type) and times in _EPOCH_DIGITS:
        said = pc.and_(pc.greater_equal(column, 0), pc.less(column, 10 ** _EPOCH_DIGITS[times]))
        return pc.if_else(column.is_null(), may_lack, said)
    text = _as_bytes(column)
    if text is None:
        return _all(False, count)
    lacks = pc.equal(pc.fill_null(pc.binary_length(text), 0), 0)
    if times in _EPOCH_DIGITS:
        digits = f"^[0-9]{{1,{_EPOCH_DIGITS[times]}}}$"
        said = pc.fill_null(pc.match_substring_regex(text, digits), False)
    else:
        said = _all(_are_instants(pc.if_else(lacks, None, text)), count)
    return pc.if_else(lacks, may_lack, said)


def _are_instants(text: pa.Array) -> bool:
    """Whether every cell is an RFC 3339 time with its offset, within the years we take."""
    try:
        instants = text.cast(pa.large_string()).cast(pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        return False
    return bool(pc.all(_in_range(instants)).as_py() in (True, None))


def _in_range(instants: pa.Array) -> pa.Array:
    kind = pa.timestamp("us", instants.type.tz)
    micros = pc.fill_null(instants.cast(kind, safe=False).cast(pa.int64()), 0)
    return pc.and_(pc.greater(micros, _MICROS_MIN), pc.less(micros, _MICROS_MAX))


def _texts(column: pa.Array | None, count: int) -> pa.Array:
    text = None if column is None else _as_bytes(column)
    if text is None:
        return _all(False, count)
    length = pc.fill_null(pc.binary_length(text), TEXT_CHARS_MAX + 1)
    return pc.and_(pc.less_equal(length, TEXT_CHARS_MAX), _decodable(text))


def _as_bytes(column: pa.Array) -> pa.Array | None:
    """The column as bytes, looked at by nobody yet; None when it is no text."""
    kind = column.type
    if types.is_dictionary(kind):
        return _as_bytes(column.dictionary_decode())
    if types.is_string(kind) or types.is_large_string(kind):
        return column.cast(pa.large_binary())
    if types.is_binary(kind) or types.is_large_binary(kind):
        return column.cast(pa.large_binary())
    return None


def _contains(text: pa.Array, part: str) -> pa.Array:
    return pc.fill_null(pc.match_substring(text, part), False)


def _decodable(text: pa.Array) -> pa.Array:
    """Where a cell is UTF-8; null counts as such."""
    try:
        text.cast(pa.large_string())
    except pa.ArrowInvalid:
        # One bad cell: find it, so that its neighbours need not be read one by one.
        return pa.array([value is None or _is_utf8(value) for value in text.to_pylist()])
    return _all(True, len(text))


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _all(answer: bool, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(answer), count)
