"""Which alerts hold all of some words: the rarest word leads, the others are looked up."""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, func, select

from plainsight.stores.casework_tables import alert_terms
from plainsight.stores.exact_text import storable

_COUNTED_MAX = 2_000  # a word this common is common; how common does not matter


def alerts_with_terms(connection: Connection, terms: Sequence[str]) -> Select[tuple[str]]:
    """A query of the ids of the alerts that hold every one of the terms."""
    rarest, *others = sorted(terms, key=lambda term: (_count(connection, term), term))
    lead = alert_terms.alias("lead")
    query = select(lead.c.alert_id).where(lead.c.term == storable(rarest))
    for number, term in enumerate(others):
        other = alert_terms.alias(f"other_{number}")
        query = query.where(
            select(other.c.alert_id)
            .where(other.c.term == storable(term), other.c.alert_id == lead.c.alert_id)
            .exists()
        )
    return query


def _count(connection: Connection, term: str) -> int:
    few = (
        select(alert_terms.c.alert_id)
        .where(alert_terms.c.term == storable(term))
        .limit(_COUNTED_MAX)
        .subquery()
    )
    return int(connection.execute(select(func.count()).select_from(few)).scalar_one())
