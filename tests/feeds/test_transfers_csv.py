"""CSV of transfers: the compiled reading says what the careful one says, and loses no row."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.errors import BadRecord, UnreadableFeed
from plainsight.feeds.transfers import csv as transfers_csv
from plainsight.feeds.transfers.batch import BrokenRow
from plainsight.feeds.transfers.csv import csv_header, read_csv
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping

HEADER = "transfer_id,source,target,amount,asset,at\n"
ROW = "t{},a,b,1,{},2026-01-01T00:00:00Z\n"
NAMES = ("x", "y")
PIECES = [b'"', b'""', b",", b"\n", b"\r\n", b"\r", b"a", "é".encode(), b"\xff", b"\0", b" "]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)


def read(
    content: bytes, names: tuple[str, ...] = NAMES, *, block_bytes: int = 16, is_fast: bool = True
) -> tuple[list[dict[str, Any]], list[BrokenRow]]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfers_csv, "BLOCK_BYTES", block_bytes)
        if not is_fast:
            patch.setattr(transfers_csv, "_is_plain", lambda *_: False)
        path = Path(folder) / "f.csv"
        path.write_bytes(b"x,y\n" + content)
        batches = list(read_csv(path, names, ","))
    assert all(0 <= batch.read_share <= 1 for batch in batches)
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    return rows, [row for batch in batches for row in batch.broken]


def _take(path: Path, content: str) -> tuple[list[str], list[dict[str, Any]], int]:
    path.write_text(content)
    batches = list(MappedFile(path, read_mapping("plainsight")))
    ids = [name for batch in batches for name in batch.rows.column("transfer_id").to_pylist()]
    wrong = [row for batch in batches for row in batch.quarantined.to_pylist()]
    return ids, wrong, sum(batch.read_count for batch in batches)


@pytest.mark.parametrize("place", [1, 5, 9])
def test_an_open_quote_costs_the_rest_of_the_file_and_says_which_lines(
    tmp_path: Path, place: int
) -> None:
    rows = [ROW.format(number, "USD") for number in range(1, 10)]
    rows[place - 1] = ROW.format(place, '"USD')
    ids, wrong, count = _take(tmp_path / "t.csv", HEADER + "".join(rows))
    assert ids == [f"t{number}" for number in range(1, place)]
    assert [row["row"] for row in wrong] == [place]
    assert f"line{'s' * (place < 9)} {place + 1}" in wrong[0]["mend"]
    assert "is a quote not closed" in wrong[0]["mend"]
    assert wrong[0]["raw"].startswith(f"t{place},")
    assert count == place


def test_a_quote_that_was_not_doubled_costs_its_own_row(tmp_path: Path) -> None:
    rows = ROW.format(1, "USD") + ROW.format(2, '"U"SD') + ROW.format(3, '"USD"')
    ids, wrong, count = _take(tmp_path / "t.csv", HEADER + rows)
    assert (ids, [row["row"] for row in wrong], count) == (["t1", "t3"], [2], 3)


def test_a_column_named_in_quotes_may_hold_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"Amount, paid",to,to\n"1,5",a,b\n')
    assert csv_header(path, ",") == ("Amount, paid", "to", "to.1")
    (batch,) = read_csv(path, ["Amount, paid", "to.1"], ",")
    assert batch.table.to_pylist() == [{"Amount, paid": "1,5", "to.1": "b", "_row": 1}]


def test_a_column_that_stands_twice_is_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    doubled = HEADER.replace("amount", "amount,amount").encode()
    path.write_bytes(doubled + b"t1,a,b,1.00,9.00,USD,2026-01-05T08:00:00Z\n")
    with pytest.raises(BadRecord, match=r"t\.csv: field 'amount': .*stands once"):
        list(MappedFile(path, read_mapping("plainsight")))
    for header in ("from,note,to,note", "from,to,to.1,note"):
        path.write_text(f"{header}\na,x,b,y\n")
        (batch,) = read_csv(path, ["from", "to"], ",")
        assert batch.table.num_rows == 1, "twice in what nobody reads, or two names"


@pytest.mark.parametrize(
    ("content", "mend"),
    [(b"\xff\xfea\0", "is UTF-16"), (b"\x1f\x8b", "looks gzipped"), (b'"open', "no CSV header")],
)
def test_a_file_of_another_kind_is_refused_with_its_mend(
    tmp_path: Path, content: bytes, mend: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFeed, match=mend):
        csv_header(path, ",")


def test_a_file_of_a_header_or_less_has_no_rows() -> None:
    assert read(b"") == ([], [])


@example(b'a,"b\nc",d')
@example(b'"a""b",c\n,"\n"\n')
@example(b'"",""\n' * 9 + b'a,b"\n' + b'"",""\n' * 9)
@given(CONTENT)
def test_the_compiled_reading_equals_the_careful_one(content: bytes) -> None:
    assert read(content) == read(content, is_fast=False)


@given(CONTENT)
def test_whatever_the_bytes_rows_are_numbered_without_a_hole(content: bytes) -> None:
    rows, broken = read(content, NAMES[1:])
    numbers = sorted([row["_row"] for row in rows] + [row.row for row in broken])
    assert numbers == list(range(1, len(numbers) + 1))
    assert bool(numbers) == bool(content.strip(b"\r\n"))
