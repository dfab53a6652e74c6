"""Files of transfers, whatever their bytes: each line is a row or has its mend."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadPolicy, BadRecord, BadValue, UnreadableFeed
from plainsight.feeds import lines
from plainsight.feeds.transfers.draft import draft_mapping
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.feeds.transfers.mapping import Reads, read_mapping

ROW = {"transfer_id": "t1", "source": "a", "target": "b", "amount": "1", "asset": "USD"}
GOOD = json.dumps(ROW | {"at": "2026-01-01T00:00:00Z"}).encode()
PIECES = [b'"', b"\n", b"\xff", b"\0", b"[", b"{", b"}", b":", b"\\ud800", b"7", b"null", GOOD]
XML = [
    b"<Document>",
    b"</Document>",
    b"<CdtTrfTxInf>",
    b"<?xml version='1.0'?>",
    b"&a;",
    b"<",
    b">",
]


def _read(path: Path) -> tuple[int, int]:
    batches = list(MappedFile(path, read_mapping("plainsight")))
    rows = sum(batch.rows.num_rows for batch in batches)
    return rows, sum(batch.quarantined.num_rows for batch in batches)


def test_a_line_over_the_limit_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines.numbered_lines, "__kwdefaults__", {"bytes_max": 200})
    path = tmp_path / "t.jsonl"
    path.write_bytes(GOOD + b"\n" + b" " * 300 + b"\n" + GOOD.replace(b"t1", b"t3"))
    (batch,) = MappedFile(path, read_mapping("plainsight"))
    assert batch.rows.column("transfer_id").to_pylist() == ["t1", "t3"]
    (wrong,) = batch.quarantined.to_pylist()
    assert (wrong["row"], wrong["mend"]) == (2, "a line of at most 16777216 bytes")


@pytest.mark.parametrize(
    ("content", "mend"),
    [(b"[\n" + GOOD + b"\n]", "is a JSON array"), (b"\xff\xfe{\0", "is UTF-16")],
)
def test_a_file_of_another_kind_is_refused_with_its_mend(
    tmp_path: Path, content: bytes, mend: str
) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(content)
    with pytest.raises(UnreadableFeed, match=mend):
        _read(path)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_whatever_the_bytes_each_line_of_json_is_a_row_or_quarantined(content: bytes) -> None:
    held = [line for line in content.split(b"\n") if line.strip()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        path.write_bytes(GOOD + b"\n" + content)
        rows, wrong = _read(path)
    assert rows + wrong == 1 + len(held)
    assert rows


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.xml", "t.parquet"])
@given(content=st.lists(st.sampled_from(PIECES + XML), max_size=12).map(b"".join))
def test_whatever_the_bytes_a_file_is_read_drafted_or_refused_in_words(
    name: str, content: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with suppress(BadPolicy, BadRecord, BadValue, UnreadableFeed):
            list(MappedFile(path, layout_for(path)))
        with suppress(BadRecord, UnreadableFeed):
            draft_mapping(path, reads=Reads.TRANSFERS, name="mine")
