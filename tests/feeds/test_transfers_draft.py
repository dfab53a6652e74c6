"""A draft of a mapping is valid, reads its own file, and says what it did not find."""

from pathlib import Path

import pytest

from plainsight.feeds.transfers.draft import draft_mapping
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import fitting_layouts
from plainsight.feeds.transfers.mapping import Reads, read_mapping
from plainsight.feeds.transfers.samples import sample_transfers


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


BANKS = {
    "es": (
        "Nº operación;Fecha;Hora;Cuenta origen;Cuenta destino;Importe;Divisa\n"
        "1;05/01/2026;14:30;A;B;1.234.567,89;EUR\n2;25/01/2026;00:30;A;B;-12,50;EUR\n",
        [("1", "A", "B", 123456789), ("2", "B", "A", 1250)],
    ),
    "zh": (
        "交易流水号,付款账号,收款账号,交易金额,币种,交易时间\n"
        '1,甲,乙,"￥1,234.50",人民币,20260105090700\n2,甲,乙,-￥88.00,CNY,20260105090800\n',
        [("1", "甲", "乙", 123450), ("2", "乙", "甲", 8800)],
    ),
}


@pytest.mark.parametrize("bank", BANKS)
def test_an_export_of_a_spanish_or_chinese_bank_is_drafted_and_read(
    tmp_path: Path, bank: str
) -> None:
    content, expected = BANKS[bank]
    file = tmp_path / "export.csv"
    file.write_text(content, encoding="utf-8")
    draft = draft_mapping(file, reads=Reads.TRANSFERS, name="mine")
    assert draft.missing == ()
    lines = draft.text.splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith("  amount:")]
    if bank == "es":
        assert "# add negative: swap where" in lines[place]
        lines[place] = lines[place].replace("}", ", negative: swap}")
    else:
        assert "say how it is written" in lines[place], "what a sign says is for a person"
        amount = "holds: decimal, thousands: ',', signs: ['￥'], negative: swap"
        lines[place] = f"  amount: {{column: 交易金额, {amount}}}"
    mapping = tmp_path / "mine.yaml"
    mapping.write_text("\n".join(lines), encoding="utf-8")
    rows = [row for batch in MappedFile(file, read_mapping(str(mapping)))
            for row in batch.rows.to_pylist()]  # fmt: skip
    found = [(row["transfer_id"], row["source"], row["target"], row["units"]) for row in rows]
    assert found == expected


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_seen(tmp_path: Path, mark: str) -> None:
    header = "id,from,to,amount,currency,date".replace(",", mark)
    rows, missing = drafted(tmp_path, header, "1,a,b,12.50,USD,2026-01-31".replace(",", mark))
    assert ([row["units"] for row in rows], missing) == ([1250], ())


@pytest.mark.parametrize(
    ("days", "pattern"),
    [
        (("13/01/2026", "02/03/2026"), 'pattern: "%d/%m/%Y"'),
        (("01/13/2026", "02/03/2026"), 'pattern: "%m/%d/%Y"'),
        (("01/02/2026", "02/03/2026"), "say how it is written"),
    ],
)
def test_which_is_the_month_is_told_by_a_day_above_twelve_or_by_a_person(
    tmp_path: Path, days: tuple[str, str], pattern: str
) -> None:
    file = tmp_path / "export.csv"
    file.write_text("date\n" + "\n".join(days) + "\n", encoding="utf-8")
    assert pattern in draft_mapping(file, reads=Reads.TRANSFERS, name="mine").text


def test_what_no_column_looks_like_is_said_not_guessed(tmp_path: Path) -> None:
    _, missing = drafted(tmp_path, "alpha,beta,amount", "1,2,3")
    assert missing == ("transfer_id", "source", "target", "asset", "at")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert '{derived: true, prefix: "mine-"}' in text
    assert "# Not read: alpha, beta" in text


def test_a_draft_does_not_choose_between_a_float_and_a_thousand(tmp_path: Path) -> None:
    drafted(tmp_path, "id,from,to,amount,currency,date,x", "1,a,b,1.234,EUR,2026-01-31,")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "amount: {column: amount}  # say how it is written (holds:), for example '1.234'" in text


def test_what_a_link_cannot_do_without_is_not_drafted_as_optional(tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    file.write_text("account,kind,device\na,phone,1\n", encoding="utf-8")
    assert "  kind: {column: kind}\n" in draft_mapping(file, reads=Reads.LINKS, name="mine").text


def test_the_layout_of_a_shipped_file_is_told_by_its_columns() -> None:
    told = [fitting_layouts(path)[0].name for path in sample_transfers()]
    assert told == ["accounts", "links", "rates", "plainsight", "labels"]
