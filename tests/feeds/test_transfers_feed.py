"""Files become typed rows or stand in quarantine with the reason; money is never guessed."""

import csv
import json
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapped_rows import HEADER, MAPPING, read, read_one
from tests.strategies.transfers import transfers

from plainsight.errors import BadPolicy, BadRecord
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping
from plainsight.model.money import Money
from plainsight.model.time import format_instant
from plainsight.model.transfer import Transfer


def as_row(transfer: Transfer) -> dict[str, str]:
    return {
        "transfer_id": transfer.transfer_id,
        "source": transfer.source,
        "target": transfer.target,
        "amount": decimal_text(transfer.money),
        "asset": transfer.money.asset.code,
        "at": format_instant(transfer.at),
        "channel": transfer.channel,
        "received_amount": "" if transfer.received is None else decimal_text(transfer.received),
        "received_asset": "" if transfer.received is None else transfer.received.asset.code,
        "purpose": transfer.purpose,
        "place": transfer.place,
        "source_country": transfer.source_country,
        "target_country": transfer.target_country,
    }


def decimal_text(money: Money) -> str:
    return f"{Decimal(money.units).scaleb(-money.asset.decimals):f}"


def expected(transfer: Transfer) -> dict[str, Any]:
    row: dict[str, Any] = as_row(transfer)
    del row["amount"], row["received_amount"]
    received = transfer.received
    return row | {
        "units": transfer.money.units,
        "at": transfer.at,
        "received_units": None if received is None else received.units,
    }


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
@given(st.lists(transfers(), max_size=20, unique_by=lambda t: t.transfer_id))
def test_every_transfer_survives_the_way_through_any_file_form(
    tmp_path: Path, ledger: list[Transfer]
) -> None:
    rows = [as_row(transfer) for transfer in ledger]
    names = list(as_row(ledger[0])) if ledger else HEADER.split(",")
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    for name in ["t.csv", "t.parquet", *(["t.jsonl"] if rows else [])]:
        good, wrong = read(tmp_path / name)
        assert not wrong
        assert good == [expected(transfer) for transfer in ledger], name


@pytest.mark.parametrize(
    ("text", "holds", "instant"),
    [
        ("2026-01-31T08:00:00Z", "holds: instant", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00.25+08:00", "holds: instant", "2026-01-31T00:00:00.250000Z"),
        ("2026-01-31T08:00:00", "holds: instant", None),
        ("2026-01-31", "holds: local, offset: '-05:00'", "2026-01-31T05:00:00Z"),
        ("2026-01-31 23:30", "holds: local, offset: '-05:00'", "2026-02-01T04:30:00Z"),
        ("2026-01-31T23:30:00+01:00", "holds: local, offset: '-05:00'", "2026-01-31T22:30:00Z"),
        ("31.01.2026 08:05", "holds: pattern, pattern: '%d.%m.%Y %H:%M'", "2026-01-31T08:05:00Z"),
        (
            "01/07/2026 00:30",
            "holds: pattern, pattern: '%d/%m/%Y %H:%M', zone: Europe/Madrid",
            "2026-06-30T22:30:00Z",
        ),
        ("2026-01-01 00:30", "holds: local, zone: Europe/Madrid", "2025-12-31T23:30:00Z"),
        ("2026-10-25T02:30:00+01:00", "holds: local, zone: Europe/Madrid", "2026-10-25T01:30:00Z"),
        ("2026-07-01", "holds: local, zone: Europe/Madrid", "2026-06-30T22:00:00Z"),
        ("2026-03-29 02:30", "holds: local, zone: Europe/Madrid", None),
        ("2026-10-25 02:30", "holds: local, zone: Europe/Madrid", None),
        ("2026-02-30 02:30", "holds: local, zone: Europe/Madrid", None),
        ("soon", "holds: local, zone: Europe/Madrid", None),
        ("2026/01/31", "holds: pattern, pattern: '%d.%m.%Y %H:%M'", None),
        ("1769846400", "holds: epoch_s", "2026-01-31T08:00:00Z"),
        ("1769846400123", "holds: epoch_ms", "2026-01-31T08:00:00.123000Z"),
        ("30", "holds: day_count, since: '2026-01-01'", "2026-01-31T00:00:00Z"),
        ("2026-02-30T08:00:00Z", "holds: instant", None),
        ("2026-01-31T24:00:00Z", "holds: instant", None),
        ("1969-12-31T23:59:59Z", "holds: instant", None),
        ("yesterday", "holds: local", None),
    ],
)
def test_a_time_is_read_as_declared_and_never_without_an_offset(
    tmp_path: Path, text: str, holds: str, instant: str | None
) -> None:
    rows, wrong = read_one(tmp_path, at=text, at_holds=holds)
    assert [format_instant(row["at"].astimezone(UTC)) for row in rows] == (
        [] if instant is None else [instant]
    )
    assert [bad["field"] for bad in wrong] == (["at"] if instant is None else [])


@pytest.mark.parametrize("asset", ["US Dollar", "ZZZ", "UDS", "usd", "XXX", "US"])
def test_an_asset_outside_iso_4217_is_quarantined(tmp_path: Path, asset: str) -> None:
    rows, wrong = read_one(tmp_path, asset=asset)
    assert not rows
    assert wrong[0]["field"] == "asset"


@pytest.mark.parametrize("asset", ["USD", "CNY", "XCG", "ZWG", "HRK", "XAU"])
def test_a_currency_of_iso_4217_is_taken_also_where_it_was_withdrawn(
    tmp_path: Path, asset: str
) -> None:
    rows, wrong = read_one(tmp_path, asset=asset)
    assert (rows[0]["asset"], wrong) == (asset, [])


def test_a_token_that_the_mapping_declares_is_no_currency_and_is_taken(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    text = MAPPING.format(amount="holds: decimal", at="holds: instant", asset="ZZZ")
    mapping.write_text(f"{text}assets:\n  - {{code: ZZZ, decimals: 6}}\n")
    file = tmp_path / "t.jsonl"
    at = "2026-01-01T00:00:00Z"
    file.write_text(json.dumps({"id": "t", "from": "a", "to": "b", "amount": "1", "at": at}))
    rows, _ = read(file, str(mapping))
    assert rows[0]["units"] == 1_000_000


def test_a_row_with_too_few_columns_stands_apart_and_the_rest_keeps_its_numbers(
    tmp_path: Path,
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"{HEADER}\nt1,a,b,1,USD,2026-01-01T00:00:00Z\nt2,a\nt3,a,b,x,USD,2026-01-01\n")
    rows, wrong = read(file)
    assert [row["transfer_id"] for row in rows] == ["t1"]
    assert [(bad["row"], bad["mend"]) for bad in wrong] == [
        (2, "2 columns instead of 6"),
        (3, "a plain decimal such as 1234.50"),
    ]


def test_bytes_that_are_not_utf8_cost_their_row_only(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    good = "t{},a,b,1,USD,2026-01-01T00:00:00Z\n"
    text = f"{HEADER}\n{good.format(1)}".encode() + b"t2,\xff\xfe,b,1,USD,2026-01-01T00:00:00Z\n"
    file.write_bytes(text + good.format(3).encode())
    rows, wrong = read(file)
    assert [row["transfer_id"] for row in rows] == ["t1", "t3"]
    assert [(bad["row"], "UTF-8" in bad["mend"]) for bad in wrong] == [(2, True)]


def test_a_json_number_keeps_every_digit(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    row = {"transfer_id": "t", "source": "a", "target": "b", "asset": "KWD"}
    text = json.dumps(row | {"at": "2026-01-01T00:00:00Z"})
    file.write_text(text[:-1] + ', "amount": 9007199254740993.001}\nnot json\n[1]\n')
    rows, wrong = read(file)
    assert rows[0]["units"] == 9007199254740993001
    assert [bad["row"] for bad in wrong] == [2, 3]


@pytest.mark.parametrize(
    ("line", "field", "mend"),
    [
        ('"source": "\\ud800"', "source", "text without half a surrogate pair"),
        ('"source": ["a"]', "source", "text or a number, nothing nested and no true or false"),
        ('"target": {"id": 1}', "target", "text or a number, nothing nested and no true or false"),
        ('"target": true', "target", "text or a number, nothing nested and no true or false"),
        ('"amount": true', "amount", "text or a number, nothing nested and no true or false"),
        ('"amount": 2', "amount", "a key that stands once"),
        ('"memo": {"\\ud800": 1, "\\ud800": 2}', "?", "a key that stands once"),
        ('"memo": ' + "[" * 200_000, "", "one JSON object in UTF-8"),
    ],
    ids=["half a pair", "list", "object", "flag as id", "flag", "twice", "twice, odd", "deep"],
)
def test_a_json_value_that_is_no_text_or_stands_twice_costs_its_row_only(
    tmp_path: Path, line: str, field: str, mend: str
) -> None:
    good = '{"transfer_id": "t1", "source": "a", "target": "b", "asset": "USD", "amount": 1'
    good += ', "at": "2026-01-01T00:00:00Z"'
    name = line.partition(":")[0]
    again = good if field == "amount" and mend.endswith("once") else ""
    rest = ", ".join(part for part in good[1:].split(", ") if not part.startswith(name))
    bad = f"{again}, {line}}}" if again else f"{{{rest}, {line}}}"
    file = tmp_path / "t.jsonl"
    file.write_text(f"{good}}}\n{bad}\n" + good.replace("t1", "t3") + "}\n", "utf-8")
    rows, wrong = read(file)
    assert [row["transfer_id"] for row in rows] == ["t1", "t3"]
    assert [(item["row"], item["field"], item["mend"]) for item in wrong] == [(2, field, mend)]


def test_true_and_false_are_labels_but_no_amounts(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"transfer_id": "t", "laundering": true}\n')
    rows, wrong = read(file, "labels")
    assert ([row["laundering"] for row in rows], wrong) == ([True], [])
    columns = {name: ["x"] for name in ("transfer_id", "source", "target", "asset")}
    table = pa.table(columns | {"amount": [True], "at": ["2026-01-01T00:00:00Z"]})
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(BadRecord, match="field 'amount': text or a number"):
        read(tmp_path / "t.parquet")


def test_a_nested_json_field_is_mapped_by_its_path(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        MAPPING.format(amount="holds: decimal", at="holds: instant", asset="USD").replace(
            "{column: from}", "{column: payer.account}"
        )
    )
    file = tmp_path / "t.jsonl"
    at = "2026-01-01T00:00:00Z"
    file.write_text(
        json.dumps({"id": "t", "payer": {"account": "x"}, "to": "b", "amount": "1", "at": at})
    )
    rows, _ = read(file, str(mapping))
    assert rows[0]["source"] == "x"


def test_a_column_may_have_any_name_the_reader_would_give_its_own(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("from,_named0,_NAMED0_,amount,to,at\na,t,JPY,12,b,2026-01-01T00:00:00Z\n")
    mapping = tmp_path / "m.yaml"
    text = MAPPING.format(amount="holds: decimal", at="holds: instant", asset="USD")
    text = text.replace("{column: id}", "{column: _named0}")
    mapping.write_text(text.replace("{always: USD}", "{column: _NAMED0_}"))
    (row,), wrong = read(file, str(mapping))
    assert (row["transfer_id"], row["asset"], row["units"], wrong) == ("t", "JPY", 12, [])


def test_a_mapping_names_the_column_it_misses_and_the_nearest_one(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("transfer_id,source,target,amuont,asset,at\n")
    with pytest.raises(BadPolicy, match="did you mean 'amuont'"):
        MappedFile(file, read_mapping("plainsight"))


def test_a_mapping_with_a_wrong_word_points_at_its_line(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(MAPPING.format(amount="hold: decimal", at="holds: instant", asset="USD"))
    with pytest.raises(BadPolicy, match=r"m\.yaml:7: error: .*\n.*did you mean 'holds'"):
        read_mapping(str(mapping))


def test_amlworld_reads_both_account_columns_and_keeps_a_change_of_currency(tmp_path: Path) -> None:
    file = tmp_path / "HI-Small_Trans.csv"
    file.write_text(
        "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
        "Amount Paid,Payment Currency,Payment Format,Is Laundering\n"
        "2022/09/01 00:20,010,8000EBD30,010,8000EBD30,3697.34,US Dollar,3697.34,US Dollar,"
        "Reinvestment,0\n"
        "2022/09/01 00:26,010,8000F4580,020,8000F5340,0.01,US Dollar,0.06,Yuan,Cheque,1\n"
        "2022/09/01 00:27,010,8000F4580,020,8000F5340,1,Doubloon,0.06,Yuan,Cheque,0\n"
    )
    rows, wrong = read(file, "amlworld")
    labels, _ = read(file, "amlworld-labels")
    assert [(row["source"], row["target"]) for row in rows] == [
        ("010-8000EBD30", "010-8000EBD30"),
        ("010-8000F4580", "020-8000F5340"),
    ]
    assert [(row["received_asset"], row["received_units"]) for row in rows] == [
        ("", None),
        ("USD", 1),
    ]
    assert wrong[0]["field"] == "received_asset"
    assert [label["laundering"] for label in labels] == [False, True, False]
    assert labels[1]["transfer_id"] == rows[1]["transfer_id"] == "amlworld-2"


def test_amlgentex_leaves_the_simulators_void_out_and_numbers_rows_by_the_file(
    tmp_path: Path,
) -> None:
    table = pa.table(
        {
            "step": [0, 2, 2],
            "type": ["TRANSFER"] * 3,
            "amount": [10.0, 12.345, 3.4867252944155735e-07],
            "nameOrig": [-2, 5, 5],
            "nameDest": [1, 6, 7],
            "isSAR": [0, 1, 0],
            "patternID": [-1, 9, -1],
            "modelType": [0, 1, 0],
        }
    )
    pa.parquet.write_table(table, tmp_path / "tx_log.parquet")
    rows, wrong = read(tmp_path / "tx_log.parquet", "amlgentex")
    labels, _ = read(tmp_path / "tx_log.parquet", "amlgentex-labels")
    assert not wrong
    assert [(row["transfer_id"], row["units"]) for row in rows] == [
        ("amlgentex-2", 1235),
        ("amlgentex-3", 0),
    ]
    assert [(row["transfer_id"], row["pattern"]) for row in labels] == [
        ("amlgentex-2", "fan-out"),
        ("amlgentex-3", "0"),
    ]


@pytest.mark.parametrize("text", ["6.22202E+18", "6,22202E+18", "6E+18", " 6.2e+9 "])
@pytest.mark.parametrize("column", ["id", "from", "to"])
def test_a_number_that_a_spreadsheet_rounded_is_no_account(
    tmp_path: Path, text: str, column: str
) -> None:
    mapping = tmp_path / "m.yaml"
    plain = MAPPING.format(amount="holds: decimal", at="holds: instant", asset="USD")
    mapping.write_text(plain.replace("{column: from}", '{column: from, prefix: "bank-"}'))
    row = {"id": "1E5", "from": "a", "to": "6E18", "amount": "1", "at": "2026-01-01T00:00:00Z"}
    file = tmp_path / "t.jsonl"
    file.write_text(json.dumps(row) + "\n" + json.dumps(row | {column: text}))
    rows, wrong = read(file, str(mapping))
    assert [row["transfer_id"] for row in rows] == ["1E5"]
    assert "a spreadsheet rounded it" in wrong[0]["mend"]


def test_a_negative_amount_went_the_other_way_with_its_countries(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    text = MAPPING.format(amount="holds: decimal, negative: swap", at="holds: instant", asset="USD")
    countries = "  source_country: {always: US}\n  target_country: {always: CN}\n"
    mapping.write_text(text + countries)
    file = tmp_path / "t.jsonl"
    row = {"from": "a", "to": "b", "at": "2026-01-01T00:00:00Z"}
    lines = [row | {"id": amount, "amount": amount} for amount in ("1", "-1")]
    file.write_text("\n".join(map(json.dumps, lines)))
    rows, wrong = read(file, str(mapping))
    ends = ("source", "target", "source_country", "target_country", "units")
    assert [tuple(each[name] for name in ends) for each in rows] == [
        ("a", "b", "US", "CN", 100),
        ("b", "a", "CN", "US", 100),
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("holds", "complaint"),
    [
        ("columns: [d, t], holds: pattern, pattern: '%d/%m/%Y %H:%M'", "joins its columns by '-'"),
        ("column: at, holds: instant, negative: swap", "cannot swap the ends"),
    ],
)
def test_what_cannot_fit_is_refused_with_the_mapping(
    tmp_path: Path, holds: str, complaint: str
) -> None:
    mapping = tmp_path / "m.yaml"
    text = MAPPING.format(amount="holds: decimal", at="AT", asset="USD")
    mapping.write_text(text.replace("column: at, AT", holds))
    with pytest.raises(BadPolicy, match=complaint):
        read_mapping(str(mapping))


@pytest.mark.parametrize(
    ("zone", "complaint"),
    [
        ("holds: local, zone: Europe/Madird", "zone 'Europe/Madird' is not defined"),
        ("holds: instant, zone: Europe/Madrid", "a zone that nothing is read in"),
        ("holds: local, zone: UTC, offset: '+01:00'", "a zone that nothing is read in"),
    ],
)
def test_a_zone_is_one_of_the_list_and_stands_where_it_is_read(
    tmp_path: Path, zone: str, complaint: str
) -> None:
    with pytest.raises(BadPolicy, match=complaint):
        read_one(tmp_path, at_holds=zone)


def test_the_mend_of_an_hour_that_clocks_showed_twice_names_the_zone(tmp_path: Path) -> None:
    holds = "holds: local, zone: Europe/Madrid"
    mends = [
        read_one(tmp_path, at=at, at_holds=holds)[1][0]["mend"]
        for at in ("2026-10-25 02:30", "2026-03-29 02:30")
    ]
    assert mends == [
        "the time with its offset: clocks in Europe/Madrid showed this hour twice",
        "an hour that there was: clocks in Europe/Madrid skipped this one",
    ]
