"""Cells of Arrow columns as plain values, one at a time, so that one bad cell spoils one record."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from pyarrow import types

from plainsight.errors import BadValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Reads the cell at a row: text, whole number, datetime or None. Raises BadValue.
Cells = Callable[[int], object]


def cells_of(column: pa.Array, field: str) -> Cells:
    """Read a column of text, bytes, whole numbers or timestamps; of another kind, refuse it."""
    kind = column.type
    if types.is_dictionary(kind):
        return cells_of(column.dictionary_decode(), field)
    if types.is_string(kind) or types.is_large_string(kind):
        # As bytes: one undecodable text must not make its neighbours unreadable.
        return _text_cells(column.cast(pa.large_binary()).to_pylist(), field)
    if types.is_binary(kind) or types.is_large_binary(kind):
        return _text_cells(column.to_pylist(), field)
    if types.is_integer(kind):
        return column.to_pylist().__getitem__  # type: ignore[no-any-return]
    if types.is_timestamp(kind):
        micros = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64())
        return _instant_cells(micros.to_pylist(), field, is_zoned=kind.tz is not None)
    return _unreadable(column, field, str(kind))


def few_cells_of(column: pa.Array, field: str) -> Cells:
    """The same for a column of which few cells will be read: each is taken out when asked for."""
    kind = column.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_large_binary(kind):
        return _text_cells(_FewTexts(column), field)
    if types.is_timestamp(kind):
        micros = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64())
        return _instant_cells(_Few(micros), field, is_zoned=kind.tz is not None)
    return lambda row: cells_of(column.slice(row, 1), field)(0)


class _Few:
    """A column as a sequence that makes a value of a cell when it is asked for."""

    def __init__(self, column: pa.Array) -> None:
        self._column = column

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401 - whatever the column is of
        return self._column[row].as_py()


class _FewTexts:
    """The same of a column of text, as bytes."""

    def __init__(self, column: pa.Array) -> None:
        self._column = column

    def __getitem__(self, row: int) -> bytes | None:
        buffer = self._column[row].as_buffer()
        return None if buffer is None else buffer.to_pybytes()


def _text_cells(values: Sequence[bytes | None] | _FewTexts, field: str) -> Cells:
    def read(row: int) -> str | None:
        value = values[row]
        try:
            return None if value is None else value.decode()
        except UnicodeDecodeError:
            raise BadValue(field, "undecodable bytes", "write valid UTF-8") from None

    return read


def _instant_cells(values: Sequence[int | None] | _Few, field: str, *, is_zoned: bool) -> Cells:
    def read(row: int) -> datetime | None:
        value = values[row]
        if value is None:
            return None
        try:
            instant = _EPOCH + timedelta(microseconds=value)
        except OverflowError:
            raise BadValue(field, value, "outside the years 1 to 9999") from None
        # Without a zone Parquet means a clock on some wall; the feed's declaration says which.
        return instant if is_zoned else instant.replace(tzinfo=None)

    return read


def _unreadable(column: pa.Array, field: str, kind: str) -> Cells:
    is_null = column.is_null().to_pylist()

    def read(row: int) -> None:
        if not is_null[row]:
            raise BadValue(field, kind, "store text, whole numbers or timestamps")

    return read


def without_views(column: pa.Array) -> pa.Array:
    """The column in a type that cells are read of: some programs write texts as views."""
    is_view = types.is_string_view(column.type) or types.is_binary_view(column.type)
    # As bytes: a text that cannot be decoded spoils its own cell alone.
    return column.cast(pa.large_binary()) if is_view else column
