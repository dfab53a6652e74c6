"""CSV of a policy: what is no record, or bytes that are no text, is a complaint with its line."""

from collections.abc import Iterator
from pathlib import Path

from plainsight.errors import BadValue, UnreadableFeed
from plainsight.feeds.csv_records import BrokenCsv, CsvRecords, decode_cell
from plainsight.feeds.lines import numbered_lines
from plainsight.feeds.policy.complaints import Complaints


def policy_rows(path: Path, complaints: Complaints) -> Iterator[tuple[str, list[str]]]:
    """Yield (place, cells) of each record that can be read, the header first."""
    with path.open("rb") as file:
        records = CsvRecords(numbered_lines(file, source=path.name), source=path.name)
        try:
            for record in records:
                if isinstance(record, BrokenCsv):
                    complaints.add(
                        f"{path}:{record.first}", f"{record.span} are no row", record.mend
                    )
                    continue
                place, cells = f"{path}:{record[0]}", record[1]
                try:
                    yield place, [decode_cell(cell, "cell") for cell in cells]
                except BadValue:
                    complaints.add(place, "not UTF-8", "save the file as UTF-8")
        except UnreadableFeed as bad:
            complaints.add(f"{path}:1", "no CSV", bad.mend)
