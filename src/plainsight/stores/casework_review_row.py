"""Reviews as rows and back."""

from typing import Any

from sqlalchemy import Row

from plainsight.casework.priority import Risk
from plainsight.casework.review import Review, Stand
from plainsight.stores.exact_text import storable


def row_of(review: Review) -> dict[str, Any]:
    """Every column but the instant of the change; bars stand in a table of their own."""
    return {
        "alert_id": review.alert_id,
        "alert_version": review.alert_version,
        "kind": storable(review.kind),
        "title": storable(review.title),
        "typology_ids": list(review.typology_ids),
        "score_permille": review.risk.score_permille,
        "account_count": review.risk.account_count,
        "post_count": review.risk.post_count,
        "worth_cents": review.risk.worth_cents,
        "raised_at": review.raised_at,
        "due_at": review.due_at,
        "deadline_at": review.deadline_at,
        "stand": review.stand.value,
        "look": review.look.value,
        "round": review.round,
        "holder_id": review.holder_id,
        "taken_at": review.taken_at,
        "available_at": review.available_at,
        "assigned_to": review.assigned_to,
        "asked_by": review.asked_by,
        "outcome": None if review.outcome is None else review.outcome.value,
        "is_open": review.stand is not Stand.DECIDED,
    }


def review_of(row: Row[Any], barred: frozenset[str]) -> Review:
    """A row as a value."""
    return Review(
        alert_id=row.alert_id,
        alert_version=row.alert_version,
        kind=row.kind,
        title=row.title,
        typology_ids=tuple(row.typology_ids),
        risk=Risk(
            score_permille=row.score_permille,
            account_count=row.account_count,
            post_count=row.post_count,
            worth_cents=row.worth_cents,
        ),
        raised_at=row.raised_at,
        due_at=row.due_at,
        deadline_at=row.deadline_at,
        stand=row.stand,
        look=row.look,
        round=row.round,
        holder_id=row.holder_id,
        taken_at=row.taken_at,
        available_at=row.available_at,
        assigned_to=row.assigned_to,
        asked_by=row.asked_by,
        barred=barred,
        outcome=row.outcome,
    )
