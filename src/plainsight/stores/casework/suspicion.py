"""Since when an alert, and a case with it, is suspected: the decisions of people, in SQL."""

from typing import Any

from sqlalchemy import Select, func, select

from plainsight.casework.case import ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.casework.review import Look
from plainsight.stores.casework.case_tables import case_items
from plainsight.stores.casework.tables import decisions

SUSPECTING_WORDS = [outcome.value for outcome in SUSPECTING]


def suspicions() -> Select[Any]:
    """Of each alert that a person found suspicious: its id, `suspected_at` and `alert_version`.

    It stood where the last word of its round was such, as `plainsight.casework.suspicion` says it;
    no later round takes it back: what was known stays known. The version is the last decided so.
    """
    word = decisions.alias()
    last_word = (
        select(word.c.outcome)
        .where(
            word.c.alert_id == decisions.c.alert_id,
            word.c.round == decisions.c.round,
            word.c.look != Look.BLIND.value,
        )
        .order_by(word.c.decision_number.desc())
        .limit(1)
        .correlate(decisions)
        .scalar_subquery()
    )
    return (
        select(
            decisions.c.alert_id,
            func.min(decisions.c.decided_at).label("suspected_at"),
            func.max(decisions.c.alert_version).label("alert_version"),
        )
        .where(
            decisions.c.outcome.in_(SUSPECTING_WORDS),
            last_word.in_(SUSPECTING_WORDS),
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
