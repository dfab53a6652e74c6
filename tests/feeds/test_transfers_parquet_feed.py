"""Parquet of transfers, whatever its columns hold: a value that is no text costs its row."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadPolicy, BadRecord, UnreadableFeed
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping

NAMES = ("transfer_id", "source", "target", "amount", "asset", "at")
DAY_NS = 1_767_225_600_000_000_000  # 2026-01-01


def _columns(**changes: pa.Array) -> dict[str, pa.Array]:
    at = "2026-01-01T00:00:00Z"
    plain = {name: pa.array(["1", "2", "3"]) for name in NAMES[:4]}
    plain |= {"asset": pa.array(["USD"] * 3), "at": pa.array([at] * 3)}
    return plain | changes


def _read(path: Path, table: pa.Table) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    pa.parquet.write_table(table, path)
    batches = list(MappedFile(path, read_mapping("plainsight")))
    assert sum(batch.read_count for batch in batches) == table.num_rows
    return (
        [row for batch in batches for row in batch.rows.to_pylist()],
        [row for batch in batches for row in batch.quarantined.to_pylist()],
    )


def test_a_time_finer_than_the_ledgers_is_cut_and_costs_nothing(tmp_path: Path) -> None:
    at = pa.array([DAY_NS, DAY_NS + 999, DAY_NS + 1_001], pa.timestamp("ns", tz="UTC"))
    rows, wrong = _read(tmp_path / "t.parquet", pa.table(_columns(at=at)))
    assert [row["at"].microsecond for row in rows] == [0, 0, 1]
    assert not wrong


def test_a_time_beyond_the_calendar_costs_its_row(tmp_path: Path) -> None:
    at = pa.array([DAY_NS // 10**6, 2**62, DAY_NS // 10**6], pa.timestamp("ms", tz="UTC"))
    rows, wrong = _read(tmp_path / "t.parquet", pa.table(_columns(at=at)))
    assert [row["transfer_id"] for row in rows] == ["1", "3"]
    assert [(row["row"], row["field"]) for row in wrong] == [(2, "at")]


@pytest.mark.parametrize("kind", [pa.binary(), pa.string()])
def test_bytes_that_are_no_utf8_cost_their_row(tmp_path: Path, kind: pa.DataType) -> None:
    # A file may call any bytes a text; nobody checks before they are asked for.
    source = pa.array([b"a", b"\xff", b"c"], pa.binary()).view(kind)
    rows, wrong = _read(tmp_path / "t.parquet", pa.table(_columns(source=source)))
    assert [row["source"] for row in rows] == ["a", "c"]
    assert [(row["row"], row["field"]) for row in wrong] == [(2, "source")]
    assert "UTF-8" in wrong[0]["mend"]


def test_a_column_that_stands_twice_is_refused_by_name(tmp_path: Path) -> None:
    columns = _columns()
    arrays = [*columns.values(), columns["amount"]]
    with pytest.raises(BadRecord, match="'amount': a column that stands once"):
        _read(tmp_path / "t.parquet", pa.table(arrays, names=[*columns, "amount"]))


def _whole() -> bytes:
    whole = io.BytesIO()
    pa.parquet.write_table(pa.table(_columns()), whole)
    return whole.getvalue()


def _refuses(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnreadableFeed, match="no readable Parquet file"):
        MappedFile(path, read_mapping("plainsight"))


@given(st.binary(max_size=40), st.integers(0, len(_whole()) - 1))
def test_a_file_cut_off_or_of_another_kind_is_refused_in_words(junk: bytes, place: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        _refuses(path, junk)
        _refuses(path, _whole()[:place])


def test_a_column_whose_name_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    _refuses(tmp_path / "t.parquet", _whole().replace(b"source", b"\x80ource"))


_KINDS = st.sampled_from(
    [
        pa.int8(), pa.uint64(), pa.float64(), pa.bool_(), pa.date32(), pa.date64(), pa.time64("ns"),
        pa.timestamp("s"), pa.timestamp("ns"), pa.duration("us"), pa.decimal128(20, 5), pa.null(),
        pa.binary(3), pa.large_string(), pa.dictionary(pa.int8(), pa.string()),
        pa.list_(pa.string()), pa.month_day_nano_interval(),
    ]
)  # fmt: skip


@given(st.sampled_from(NAMES), _KINDS, st.data())
def test_whatever_a_column_holds_each_row_is_read_or_quarantined(
    name: str, kind: pa.DataType, data: st.DataObject
) -> None:
    raw = pa.array(data.draw(st.lists(st.integers(0, 127) | st.none(), min_size=3, max_size=3)))
    try:
        column = raw.cast(pa.int64()).cast(kind)
    except pa.ArrowException:
        column = pa.nulls(3, kind)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        try:
            rows, wrong = _read(path, pa.table(_columns(**{name: column})))
        except (BadRecord, BadPolicy, pa.ArrowNotImplementedError):
            return  # a flag, a list, or what no Parquet file can hold
    assert len(rows) + len(wrong) == 3
