"""A draft of a mapping is valid, reads its own file, and says what it did not find."""

from pathlib import Path

import pytest

from plainsight.feeds.transfers_draft import draft_mapping
from plainsight.feeds.transfers_feed import MappedFile
from plainsight.feeds.transfers_layouts import fitting_layouts
from plainsight.feeds.transfers_mapping import Reads, read_mapping
from plainsight.feeds.transfers_samples import sample_transfers


def drafted(folder: Path, header: str, row: str) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    file = folder / "export.csv"
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    draft = draft_mapping(file, reads=Reads.TRANSFERS, name="mine")
    mapping = folder / "mine.yaml"
    mapping.write_text(draft.text, encoding="utf-8")
    if draft.missing:
        return [], draft.missing
    rows = [row for batch in MappedFile(file, read_mapping(str(mapping))) for row in
            batch.rows.to_pylist()]  # fmt: skip
    return rows, draft.missing


@pytest.mark.parametrize(
    ("header", "row", "units", "instant"),
    [
        ("id,from,to,amount,currency,date", "1,a,b,12.50,USD,2026-01-31",
         1250, "2026-01-31T00:00:00+00:00"),
        ("TX-ID,Sender,Receiver,AMT,Ccy,Timestamp", "1,a,b,12,USD,1767225600",
         1200, "2026-01-01T00:00:00+00:00"),
        ("Ref No,Payer,Payee,Value,Token,Booking Date", '1,a,b,"1.200,50",EUR,31.12.2025',
         120050, "2025-12-31T00:00:00+00:00"),
        ("tran_id,debtor account,creditor account,sum,curr,time", "1,a,b,0.30000000000000004,USD,"
         "2026-01-01T10:00:00+08:00", 30, "2026-01-01T02:00:00+00:00"),
        ("uetr,sender,payee,amount,asset,created_at", '1,a,b,"1,200.5",USD,2026/01/02 03:04',
         120050, "2026-01-02T03:04:00+00:00"),
        ("id,from,to,amount,currency,date", '1,a,b,"1200,50",EUR,2026-01-31',
         120050, "2026-01-31T00:00:00+00:00"),
        ("id,from,to,amount,currency,date", '1,a,b,"12,34,567.00",INR,2026-01-31',
         123456700, "2026-01-31T00:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_complete_draft_reads_the_file_it_was_drafted_from(
    tmp_path: Path, header: str, row: str, units: int, instant: str
) -> None:
    rows, missing = drafted(tmp_path, header, row)
    assert missing == ()
    (read,) = rows
    assert (read["source"], read["target"], read["units"]) == ("a", "b", units)
    assert str(read["at"]).replace(" ", "T") == instant


def test_what_no_column_looks_like_is_said_not_guessed(tmp_path: Path) -> None:
    _, missing = drafted(tmp_path, "alpha,beta,amount", "1,2,3")
    assert missing == ("transfer_id", "source", "target", "asset", "at")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert '{row_number: true, prefix: "mine-"}' in text
    assert "# Not read: alpha, beta" in text


def test_a_draft_does_not_choose_between_a_float_and_a_thousand(tmp_path: Path) -> None:
    drafted(tmp_path, "id,from,to,amount,currency,date,x", "1,a,b,1.234,EUR,2026-01-31,")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "amount: {column: amount}  # say how it is written (holds:), for example '1.234'" in text


def test_the_layout_of_a_shipped_file_is_told_by_its_columns() -> None:
    told = [fitting_layouts(path)[0].name for path in sample_transfers()]
    assert told == ["accounts", "links", "rates", "plainsight", "labels"]
