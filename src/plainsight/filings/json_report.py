"""Reports for machines as JSON: provider report and referral (spec/schemas)."""

import json
from collections.abc import Mapping

from plainsight.model.fact import JsonValue


def write_json(report: Mapping[str, JsonValue]) -> bytes:
    """Indented UTF-8 in the report's own order, so that a person can read it too."""
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()
