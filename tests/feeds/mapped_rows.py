"""Rows read through a mapping, for tests of what a file of transfers may say."""

import json
from pathlib import Path
from typing import Any

from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping

HEADER = "transfer_id,source,target,amount,asset,at"
MAPPING = """\
name: mine
reads: transfers
fields:
  transfer_id: {{column: id}}
  source: {{column: from}}
  target: {{column: to}}
  amount: {{column: amount, {amount}}}
  asset: {{always: {asset}}}
  at: {{column: at, {at}}}
"""


def read(path: Path, mapping: str = "plainsight") -> tuple[list[dict[str, Any]], list[Any]]:
    rows: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    for batch in MappedFile(path, read_mapping(mapping)):
        rows += batch.rows.to_pylist()
        wrong += batch.quarantined.to_pylist()
    return rows, wrong


def read_one(
    folder: Path,
    amount: str = "1",
    at: str = "2026-01-31T08:00:00Z",
    *,
    asset: str = "USD",
    amount_holds: str = "holds: decimal",
    at_holds: str = "holds: instant",
) -> tuple[list[dict[str, Any]], list[Any]]:
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING.format(amount=amount_holds, at=at_holds, asset=asset))
    file = folder / "rows.jsonl"
    file.write_text(json.dumps({"id": "t", "from": "a", "to": "b", "amount": amount, "at": at}))
    return read(file, str(mapping))


def read_many(folder: Path, amounts: list[str], amount_holds: str) -> dict[int, int]:
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING.format(amount=amount_holds, at="holds: instant", asset="USD"))
    row = {"from": "a", "to": "b", "at": "2026-01-31T08:00:00Z"}
    file = folder / "rows.jsonl"
    lines = [row | {"id": str(place), "amount": text} for place, text in enumerate(amounts)]
    file.write_text("\n".join(map(json.dumps, lines)))
    rows, _ = read(file, str(mapping))
    return {int(row["transfer_id"]): row["units"] for row in rows}
