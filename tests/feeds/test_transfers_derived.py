"""Transfers whose file gives them no ids get the same ones each time it is read."""

import json
from pathlib import Path

import pytest
from mapped_rows import MAPPING, read, read_one

from plainsight.errors import BadPolicy
from plainsight.feeds.transfers import rows as transfers_rows


def _without_ids(folder: Path, rows: list[str], name: str = "t.jsonl") -> list[str]:
    mapping = folder / "mapping.yaml"
    text = MAPPING.format(amount="holds: decimal", at="holds: instant", asset="USD")
    mapping.write_text(text.replace("{column: id}", '{derived: true, prefix: "m-"}'))
    row = {"from": "a", "to": "b", "at": "2026-01-31T08:00:00Z"}
    file = folder / name
    file.write_text("\n".join(json.dumps(row | {"amount": amount}) for amount in rows))
    return [found["transfer_id"] for found in read(file, str(mapping))[0]]


def test_a_transfer_without_an_id_has_the_same_one_in_every_file(tmp_path: Path) -> None:
    january = _without_ids(tmp_path, ["1.00", "2.00", "2", "3.00"])
    february = _without_ids(tmp_path, ["2.00", "x", "2.00", "3.00", "4.00", "2.00"])
    assert len(set(january)) == 4
    assert february[:3] == january[1:]
    assert not set(february[3:]) & set(january)
    assert january[2] == f"{january[1]}-2", "equal transfers are counted"


def test_equal_transfers_are_counted_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amounts = ["1", "2", "1", "1", "2", "1", "1"]
    together = _without_ids(tmp_path, amounts)
    monkeypatch.setattr(transfers_rows, "BATCH_ROWS", 2)
    assert _without_ids(tmp_path, amounts) == together
    assert len(set(together)) == len(together)


def test_only_the_id_of_a_transfer_is_derived(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match=r"fields\.amount cannot be derived"):
        read_one(tmp_path, amount_holds="derived: true")
