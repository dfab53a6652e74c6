"""Which alerts hold all of some words: the rarest word leads, the others are looked up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Subquery,
    func,
    intersect,
    select,
)

from plainsight.stores.casework.tables import alert_terms, reviews
from plainsight.stores.sql.exact_text import storable

COMMON_MIN = 2_000  # a word this common is common; how common does not matter
WINDOW = 5_000  # reviews, the first due on top, among which common words are looked for first


def order_by_rarity(connection: Connection, terms: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The terms, the rarest first, and whether even that one is common."""
    counts = {term: _count(connection, term) for term in terms}
    ordered = tuple(sorted(terms, key=lambda term: (counts[term], term)))
    return ordered, counts[ordered[0]] >= COMMON_MIN


def alerts_with_terms(connection: Connection, ordered: Sequence[str]) -> Sequence[str]:
    """The ids of the alerts that hold every one of the terms, the first of which is rare.

    Step by step, each look-up along the index: given one query, a planner that knows only how
    common terms are on average goes through the whole queue for a word that nobody ever wrote.
    """
    query = select(alert_terms.c.alert_id)
    found = connection.execute(query.where(alert_terms.c.term == storable(ordered[0]))).scalars()
    ids = found.all()
    for term in ordered[1:]:
        if not ids:
            break
        narrowed = query.where(
            alert_terms.c.term == storable(term), alert_terms.c.alert_id.in_(ids)
        )
        ids = connection.execute(narrowed).scalars().all()
    return ids


def alerts_with_common_terms(terms: Sequence[str]) -> CompoundSelect[tuple[str]]:
    """A query of the same where all are common: each is read once, and none is looked up."""
    return intersect(
        *(select(alert_terms.c.alert_id).where(alert_terms.c.term == storable(t)) for t in terms)
    )


def first_with_terms(queue: Select[Any], ordered: Sequence[str]) -> Select[Any]:
    """The reviews among the first of a queue that hold every term, in the queue's order.

    Of common words a page is found here after a few looks. To gather every alert that holds
    them, and to sort those, would take the longer the more there are.
    """
    first: Subquery = (
        queue.order_by(reviews.c.due_at, reviews.c.alert_id).limit(WINDOW).subquery("first_due")
    )
    query = select(first)
    for number, term in enumerate(ordered):
        query = query.where(_holds(term, first.c.alert_id, number))
    return query.order_by(first.c.due_at, first.c.alert_id)


def _holds(term: str, alert_id: ColumnElement[str], number: int) -> ColumnElement[bool]:
    other = alert_terms.alias(f"other_{number}")
    return (
        select(other.c.alert_id)
        .where(other.c.term == storable(term), other.c.alert_id == alert_id)
        .exists()
    )


def _count(connection: Connection, term: str) -> int:
    few = (
        select(alert_terms.c.alert_id)
        .where(alert_terms.c.term == storable(term))
        .limit(COMMON_MIN)
        .subquery()
    )
    return int(connection.execute(select(func.count()).select_from(few)).scalar_one())
