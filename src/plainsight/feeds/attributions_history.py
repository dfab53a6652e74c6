"""A dated history of additions and removals -> claims with the dates on which they held."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from plainsight.errors import BadList
from plainsight.feeds.attributions_ofac import ListedRow, attribute_rows
from plainsight.trace.chain.attribution import Attribution

_COLUMNS = ("list_date", "change", "asset", "address")


def read_history(path: Path) -> tuple[Attribution, ...]:
    """Replay `list_date, change, asset, address` rows in order.

    Raises BadList for a removal of what was not listed: the history has a hole.
    """
    standing: dict[tuple[str, str], Attribution] = {}
    ended: list[Attribution] = []
    for number, row in enumerate(_rows(path), start=2):
        day, key = date.fromisoformat(row["list_date"]), (row["asset"], row["address"])
        if row["change"] == "added":
            (standing[key],) = attribute_rows([ListedRow(label=key[0], address=key[1])], day)
        elif row["change"] == "removed" and key in standing:
            ended.append(replace(standing.pop(key), effective_until=day))
        else:
            raise BadList(path.name, f"line {number}: removes {key}, which was not listed")
    return (*ended, *standing.values())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not set(_COLUMNS) <= set(reader.fieldnames or ()):
            raise BadList(path.name, f"needs the columns {', '.join(_COLUMNS)}")
        yield from sorted(reader, key=lambda row: row["list_date"])
