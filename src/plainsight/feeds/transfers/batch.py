"""Rows of a file as columns of text, and those that have none, batch by batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

BATCH_ROWS = 200_000
BLOCK_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A row that has no columns to speak of."""

    row: int  # from 1, header not counted
    mend: str
    raw: str
    column: str = ""  # where one value is to blame


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBatch:
    """Consecutive rows: `table` has text columns and `_row`; `read_share` is progress, 0..1."""

    table: pa.Table
    broken: tuple[BrokenRow, ...]
    read_share: float


def batch_of(
    rows: Sequence[Mapping[str, str | None]],
    numbers: Sequence[int],
    columns: Sequence[str],
    broken: Sequence[BrokenRow],
    read_share: float,
) -> TextBatch:
    """A batch of single rows with their numbers; a column that a row lacks is empty there."""
    data: dict[str, pa.Array] = {
        name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns
    }
    data["_row"] = pa.array(numbers, pa.int64())
    return TextBatch(table=pa.table(data), broken=tuple(broken), read_share=read_share)
