"""One reading of CSV for posts, transfers and chains: each line is a record or called broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import UnreadableFeed
from plainsight.feeds import csv_records
from plainsight.feeds.csv_records import BYTEWISE, BrokenCsv, CsvRecords, csv_line
from plainsight.feeds.lines import numbered_lines

CONTENT = st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"a", b"\xff", b"\0"]))


def read(content: bytes, delimiter: str = ",") -> list[tuple[int, list[str]] | BrokenCsv]:
    lines = numbered_lines(io.BytesIO(content), source="f.csv")
    return list(CsvRecords(lines, source="f.csv", delimiter=delimiter))


def test_records_come_with_the_line_they_begin_with() -> None:
    assert read(b'a,b\n\n"c\nd",e\nf,g') == [(1, ["a", "b"]), (3, ["c\nd", "e"]), (5, ["f", "g"])]


def test_an_open_quote_is_one_broken_record_that_names_its_lines() -> None:
    whole, broken = read(b'a,b\nc,"d\ne,f\ng,h\n')
    assert whole == (1, ["a", "b"])
    assert isinstance(broken, BrokenCsv)
    assert (broken.span, broken.begun) == ("lines 2 to 4", b'c,"d\n')
    assert "is a quote not closed" in broken.mend


def test_behind_a_record_over_the_limit_nothing_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_records, "LINE_BYTES_MAX", 20)
    whole, broken = read(b'a,b\nc,"' + b"x\n" * 20 + b'forged,row\n"\n')
    assert whole == (1, ["a", "b"])
    assert isinstance(broken, BrokenCsv)
    assert broken.span == "lines 2 to 23"
    assert "read the feed again" in broken.mend


def test_a_field_longer_than_the_library_would_take_is_read() -> None:
    ((_, cells),) = read(b"a," + b"x" * 200_000)  # type: ignore[misc]
    assert len(cells[1]) == 200_000


def test_a_column_that_stands_twice_is_refused_where_names_must_be_one() -> None:
    lines = numbered_lines(io.BytesIO(b"amount,amount\n"), source="f.csv")
    with pytest.raises(UnreadableFeed, match="stands twice"):
        CsvRecords(lines, source="f.csv").header_once()


@pytest.mark.parametrize("content", [b"a,b\n", b"\n\r\na,b\n", b"\xef\xbb\xbfa, b \n"])
def test_the_first_line_that_holds_anything_is_the_header(content: bytes) -> None:
    lines = numbered_lines(io.BytesIO(content), source="f.csv")
    assert CsvRecords(lines, source="f.csv").header() == ["a", "b"]


@given(CONTENT.map(b"".join))
def test_whatever_the_bytes_each_line_is_in_one_record_or_in_a_broken_one(content: bytes) -> None:
    lines = numbered_lines(io.BytesIO(content), source="f.csv")
    records = CsvRecords(lines, source="f.csv")
    last = 0
    for record in records:
        span = record.span.split() if isinstance(record, BrokenCsv) else ["line", str(record[0])]
        assert int(span[1]) > last
        last = records.last
        assert int(span[-1]) <= last
    assert records.last == len(content.splitlines(keepends=True)) or b"\r" in content


@given(st.lists(st.lists(st.text("a\"',\r\n;é", max_size=6), min_size=1), min_size=1))
def test_what_a_writer_of_csv_writes_comes_back(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    found = read(written.getvalue().encode())
    cells = [[cell.encode(BYTEWISE).decode() for cell in row[1]] for row in found]  # type: ignore[index]
    assert cells == rows
    for row in found:
        assert read(csv_line(row[1]))[0][1] == row[1]  # type: ignore[index]
