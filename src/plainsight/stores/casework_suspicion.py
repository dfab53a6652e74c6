"""Since when a case is suspected: the decisions of people about its alerts, in SQL."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from plainsight.casework.case import ItemKind
from plainsight.casework.decision import SUSPECTING
from plainsight.stores.casework_case_tables import case_items
from plainsight.stores.casework_tables import decisions, reviews

_SUSPECTING = [outcome.value for outcome in SUSPECTING]


def suspicions() -> Select[Any]:
    """Of each case that a person found suspicious, its id and `suspected_at`.

    An alert whose standing outcome is another does not count; one that was opened again does, until
    somebody decides otherwise: what was known stays known.
    """
    return (
        select(
            case_items.c.case_id.label("case_id"),
            func.min(decisions.c.decided_at).label("suspected_at"),
        )
        .join(decisions, decisions.c.alert_id == case_items.c.ref)
        .join(reviews, reviews.c.alert_id == case_items.c.ref)
        .where(
            case_items.c.kind == ItemKind.ALERT.value,
            decisions.c.outcome.in_(_SUSPECTING),
            or_(reviews.c.outcome.is_(None), reviews.c.outcome.in_(_SUSPECTING)),
        )
        .group_by(case_items.c.case_id)
    )
