"""Read the transparency report of a period out of the audit log."""

import re

from plainsight.app.ports import Records
from plainsight.errors import BadValue
from plainsight.oversight.transparency import Row, report_transparency
from plainsight.prove.entry import parse_entry

_PERIOD = re.compile(r"[0-9]{4}(-H[12])?")


def read_transparency(records: Records, *, period: str) -> tuple[Row, ...]:
    """The rows of "2026" or "2026-H2". Raises BadValue for anything else."""
    if not _PERIOD.fullmatch(period):
        raise BadValue("period", period, "write a year as 2026, or a half-year as 2026-H2")
    with records.read() as view:
        entries = (parse_entry(entry.canonical) for entry in view.audit.entries())
        return report_transparency(entries, period=period)
