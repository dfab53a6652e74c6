"""What reports of before cover, read once out of their content: for the migration.

Written in SQL of its own: the tables of this release may have moved on when it runs.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

# The findings of a flow alert are numbered after its id, those of posts carry the id itself.
_NUMBERED = re.compile(r"(?P<alert>.+)-\d+")
_VERSION = text(
    "SELECT max(version) FROM alert_versions WHERE alert_id = :alert AND revised_at <= :at"
)


def fill_coverage(connection: Connection) -> None:
    """Write a row for each alert that a report's findings name, as it was when it was drafted."""
    found = connection.execute(text("SELECT report_id, content, drafted_at FROM reports")).all()
    for report_id, content, drafted_at in found:
        for alert_id in sorted(_alerts_of(content)):
            version = connection.execute(
                _VERSION, {"alert": alert_id, "at": drafted_at}
            ).scalar_one()
            if version is not None:
                connection.execute(
                    text("INSERT INTO report_alerts VALUES (:report, :alert, :version)"),
                    {"report": report_id, "alert": alert_id, "version": version},
                )


def _alerts_of(content: str | Mapping[str, Any]) -> set[str]:
    read = json.loads(content) if isinstance(content, str) else content
    facts = read.get("facts")
    if not isinstance(facts, dict):
        return set()
    ids = [str(each["finding_id"]) for each in facts.get("findings", ())]
    numbered = (_NUMBERED.fullmatch(each) for each in ids)
    return {*ids, *(match["alert"] for match in numbered if match is not None)}
