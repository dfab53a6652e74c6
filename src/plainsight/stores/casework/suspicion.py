"""Since when an alert, and a case with it, is suspected: the decisions of people, in SQL."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from plainsight.casework.case import ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.stores.casework.case_tables import case_items
from plainsight.stores.casework.tables import decisions, reviews

SUSPECTING_WORDS = [outcome.value for outcome in SUSPECTING]


def suspicions() -> Select[Any]:
    """Of each alert that a person found suspicious: its id, `suspected_at` and `alert_version`.

    An alert whose standing outcome is another does not count; one that was opened again does, until
    somebody decides otherwise: what was known stays known. The version is the last one decided so.
    """
    return (
        select(
            decisions.c.alert_id,
            func.min(decisions.c.decided_at).label("suspected_at"),
            func.max(decisions.c.alert_version).label("alert_version"),
        )
        .join(reviews, reviews.c.alert_id == decisions.c.alert_id)
        .where(
            decisions.c.outcome.in_(SUSPECTING_WORDS),
            or_(reviews.c.outcome.is_(None), reviews.c.outcome.in_(SUSPECTING_WORDS)),
        )
        .group_by(decisions.c.alert_id)
    )


def case_suspicion(case_id: str) -> Select[Any]:
    """When the first suspicion about an alert of a case arose, as `suspected_at`; null if none."""
    found = suspicions().subquery()
    return (
        select(func.min(found.c.suspected_at).label("suspected_at"))
        .join(case_items, case_items.c.ref == found.c.alert_id)
        .where(case_items.c.case_id == case_id, case_items.c.kind == ItemKind.ALERT.value)
    )
