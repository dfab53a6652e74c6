"""What alerts can be found by: their words, accounts and typologies, written for a whole batch."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete

from plainsight.app.casework.stored import QueueEntry
from plainsight.stores.casework.tables import alert_accounts, alert_terms, alert_typologies
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_many import Row, insert_many

_CHUNK = 500  # ids in one IN (...)


def write_index(
    connection: Connection, entries: Sequence[QueueEntry], *, old: Sequence[str]
) -> None:
    """Write the index of these reviews; `old` are the alerts among them that have one."""
    for table in (alert_terms, alert_accounts, alert_typologies):
        for start in range(0, len(old), _CHUNK):
            ids = old[start : start + _CHUNK]
            connection.execute(delete(table).where(table.c.alert_id.in_(ids)))
    insert_many(connection, alert_terms, _terms(entries))
    insert_many(connection, alert_accounts, _accounts(entries))
    insert_many(connection, alert_typologies, _typologies(entries))


# Rows go in in the order of the key, which is kind to the index.
def _terms(entries: Sequence[QueueEntry]) -> list[Row]:
    pairs = sorted(
        (term, entry.review.alert_id)
        for entry in entries
        for term in set(map(storable, entry.terms))
    )
    return [{"term": term, "alert_id": alert_id} for term, alert_id in pairs]


def _accounts(entries: Sequence[QueueEntry]) -> list[Row]:
    pairs = sorted(
        (account_id, entry.review.alert_id)
        for entry in entries
        for account_id in set(map(storable, entry.account_ids))
    )
    return [{"account_id": account_id, "alert_id": alert_id} for account_id, alert_id in pairs]


def _typologies(entries: Sequence[QueueEntry]) -> list[Row]:
    found = sorted(
        (typology_id, entry.review.alert_id, entry.review.raised_at)
        for entry in entries
        for typology_id in set(map(storable, entry.review.typology_ids))
    )
    names = ("typology_id", "alert_id", "raised_at")
    return [dict(zip(names, each, strict=True)) for each in found]
