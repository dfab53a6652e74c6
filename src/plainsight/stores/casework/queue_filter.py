"""What a page of the queue is narrowed to, as conditions on its table."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, union_all

from plainsight.app.casework.stored import QueueFilter
from plainsight.stores.casework.tables import (
    alert_accounts,
    alert_typologies,
    review_bars,
    reviews,
    skips,
)
from plainsight.stores.sql.exact_text import storable


def conditions_of(wanted: QueueFilter, *, now: datetime) -> list[ColumnElement[bool]]:
    """Every condition but the search for words."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(reviews.c.kind == storable(wanted.kind))
    if wanted.holder_id is not None:
        conditions += [
            reviews.c.holder_id == storable(wanted.holder_id),
            reviews.c.available_at > now,
        ]
    if wanted.belongs_to is None:
        conditions.append(reviews.c.is_open.is_(not wanted.is_decided))
    else:
        # Whatever is somebody's is open; said once more, it would make SQLite walk the whole queue.
        found = [
            select(reviews.c.alert_id).where(*each)
            for each in ways_to_belong(storable(wanted.belongs_to), now=now)
        ]
        conditions.append(reviews.c.alert_id.in_(union_all(*found)))
    if wanted.is_available:
        conditions.append(reviews.c.available_at <= now)
    if wanted.open_to is not None:
        conditions.append(~is_barred(wanted.open_to))
    if wanted.typology_id is not None:
        conditions.append(
            exists().where(
                alert_typologies.c.alert_id == reviews.c.alert_id,
                alert_typologies.c.typology_id == storable(wanted.typology_id),
            )
        )
    if wanted.account_id is not None:
        conditions.append(
            exists().where(
                alert_accounts.c.alert_id == reviews.c.alert_id,
                alert_accounts.c.account_id == storable(wanted.account_id),
            )
        )
    return conditions


def ways_to_belong(staff_id: str, *, now: datetime) -> tuple[tuple[ColumnElement[bool], ...], ...]:
    """Assigned to a person, or in their hands without that.

    Two conditions along two indexes: for one with an "or" SQLite reads the whole queue.
    """
    assigned = (reviews.c.is_open.is_(True), reviews.c.assigned_to == staff_id)
    in_hand = (  # of the open ones alone: whatever is decided has no holder
        reviews.c.holder_id == staff_id,
        reviews.c.available_at > now,
        reviews.c.assigned_to.is_distinct_from(staff_id),
    )
    return assigned, in_hand


def is_barred(staff_id: str) -> ColumnElement[bool]:
    """The person decided it in this round, or asked for the second look."""
    return exists().where(
        review_bars.c.alert_id == reviews.c.alert_id,
        review_bars.c.round == reviews.c.round,
        review_bars.c.staff_id == staff_id,
    )


def was_skipped(staff_id: str, *, since: datetime) -> ColumnElement[bool]:
    """The person skipped it lately."""
    return exists().where(
        skips.c.staff_id == staff_id,
        skips.c.alert_id == reviews.c.alert_id,
        skips.c.skipped_at > since,
    )
