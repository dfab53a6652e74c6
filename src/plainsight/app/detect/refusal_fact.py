"""The entry about items refused at a boundary: how many by which label, and nothing they said."""

from collections import Counter
from datetime import datetime

from plainsight.app.detect.feed_item import RefusedLabel
from plainsight.model.fact import AuditTag, Fact, JsonValue


def refusal_fact(
    refused: Counter[RefusedLabel], *, source: str, subject: str, now: datetime
) -> Fact:
    """What was refused before its text was read, for the log."""
    labels: dict[str, JsonValue] = {label.value: count for label, count in refused.items()}
    body: dict[str, JsonValue] = {"source": source, "count": refused.total(), "labels": labels}
    return Fact(tag=AuditTag.POSTS_REFUSED, subject=subject, at=now, body=body)
