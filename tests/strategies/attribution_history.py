"""A dated history of a list, as 0xB10C keeps OFAC's -> claims with the dates on which they held."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.strategies.chain_data import rows_of

from plainsight.feeds.attributions.ofac import ListedRow, attribute_rows
from plainsight.trace.chain.attribution import Attribution


def read_history(path: Path) -> tuple[Attribution, ...]:
    """Replay `list_date, change, asset, address` rows in order of their days."""
    standing: dict[tuple[str, str], Attribution] = {}
    ended: list[Attribution] = []
    for row in sorted(rows_of(path), key=lambda row: row["list_date"]):
        day, key = date.fromisoformat(row["list_date"]), (row["asset"], row["address"])
        if row["change"] == "removed":
            ended.append(replace(standing.pop(key), effective_until=day))
        else:
            (standing[key],) = attribute_rows([ListedRow(label=key[0], address=key[1])], day)
    return (*ended, *standing.values())
