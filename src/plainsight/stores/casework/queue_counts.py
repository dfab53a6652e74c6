"""The queue in numbers, in one statement; on request counted only as far as a page can show."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, literal, select

from plainsight.app.casework.stored import QueueCounts
from plainsight.casework.review import Stand
from plainsight.stores.casework.queue_filter import is_barred, ways_to_belong
from plainsight.stores.casework.tables import reviews


def count_reviews(
    connection: Connection, *, now: datetime, count_max: int | None, open_to: str | None = None
) -> QueueCounts:
    """Count every part of the queue, each along an index.

    `open_to` leaves out of what waits what this person may not take again: a number above the rows
    they are shown would tell them that a second person judges their decision blind.
    """
    is_open = reviews.c.is_open.is_(True)
    theirs = () if open_to is None else (~is_barred(open_to),)
    parts: dict[str, tuple[ColumnElement[bool], ...]] = {
        "open_count": (is_open, *theirs),
        "available_count": (is_open, reviews.c.available_at <= now, *theirs),
        "overdue_count": (is_open, reviews.c.due_at < now, *theirs),
        # Few are in anybody's hands at a time, and whatever leaves them loses its holder. SQLite
        # finds them along the index by a range, not by "is not null".
        "held_count": (
            reviews.c.holder_id > "",
            reviews.c.stand == Stand.TAKEN.value,
            reviews.c.available_at > now,
        ),
        "decided_count": (reviews.c.is_open.is_(False),),
    }
    counted = [_count(*wanted, count_max=count_max).label(name) for name, wanted in parts.items()]
    row = connection.execute(select(*counted)).one()
    return QueueCounts(**{name: int(getattr(row, name)) for name in parts})


def count_held(connection: Connection, staff_id: str, *, now: datetime) -> int:
    """Count what is in a person's hands or assigned to them."""
    assigned, in_hand = ways_to_belong(staff_id, now=now)
    both = _count(*assigned, count_max=None) + _count(*in_hand, count_max=None)
    return int(connection.execute(select(both)).scalar_one())


def _count(*wanted: ColumnElement[bool], count_max: int | None) -> ScalarSelect[int]:
    if count_max is None:
        return select(func.count()).select_from(reviews).where(*wanted).scalar_subquery()
    some = select(literal(1)).select_from(reviews).where(*wanted).limit(count_max + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
