"""What stands in the queue: pages, numbers, search, the log of skips."""

from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.casework.stored import QueueCounts, QueueFilter, QueueMark, Skip
from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Reading, Records
from plainsight.casework.access import Act, require
from plainsight.casework.review import Review, as_shown
from plainsight.casework.search_terms import terms_of_query
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

PAGE_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some of the queue, what is due first on top. `next_mark` is None on the last page."""

    reviews: tuple[Review, ...]
    next_mark: QueueMark | None


def list_queue(
    records: Records,
    *,
    wanted: QueueFilter | None = None,
    after: QueueMark | None = None,
    count_max: int = 50,
    actor: Staff,
    now: datetime,
) -> QueuePage:
    """Return a page of the queue. Raises NotAllowed."""
    require(actor, Act.SEE_QUEUE)
    with records.read() as view:
        return _page(view, wanted or QueueFilter(), after, count_max, actor=actor, now=now)


def search_alerts(
    records: Records,
    query: str,
    *,
    wanted: QueueFilter | None = None,
    after: QueueMark | None = None,
    count_max: int = 50,
    actor: Staff,
    now: datetime,
) -> QueuePage:
    """Return alerts that hold every word of a query; the search itself goes into the log.

    Raises BadValue for a query without a letter or digit, NotAllowed.
    """
    require(actor, Act.SEARCH_ALERTS)
    terms = terms_of_query(query)
    if not terms:
        raise BadValue("query", query, "write a word, a number, or two Chinese characters")
    narrowed = replace(wanted or QueueFilter(), terms=terms)
    with records.begin() as unit:
        page = _page(unit, narrowed, after, count_max, actor=actor, now=now)
        unit.record(
            Fact(
                tag=AuditTag.ALERTS_SEARCHED,
                subject="alerts",
                at=now,
                body={"found": len(page.reviews)},
                personal={"actor": actor.staff_id, "query": plain_text(query)},
            )
        )
    return page


def count_queue(
    records: Records, *, count_max: int | None = None, actor: Staff, now: datetime
) -> QueueCounts:
    """Return the queue in numbers, each no further than to `count_max` + 1. Raises NotAllowed.

    What waits is counted as `list_queue` lists it: without what the actor may not take again.
    """
    require(actor, Act.SEE_QUEUE)
    with records.read() as view:
        return view.casework.queue.counts(now=now, count_max=count_max, open_to=actor.staff_id)


def list_skips(
    records: Records, *, staff_id: str | None = None, count_max: int = 200, actor: Staff
) -> tuple[Skip, ...]:
    """Return the log of skips, the latest first: one's own, or all for who sees quality."""
    if staff_id == actor.staff_id:
        require(actor, Act.WORK_ALERT)
    else:
        require(actor, Act.SEE_QUALITY)
    with records.read() as view:
        return view.casework.queue.skips(staff_id=staff_id, count_max=min(count_max, PAGE_MAX))


def _page(
    view: Reading,
    wanted: QueueFilter,
    after: QueueMark | None,
    count_max: int,
    *,
    actor: Staff,
    now: datetime,
) -> QueuePage:
    size = max(1, min(count_max, PAGE_MAX))
    # What they decided and a second person takes again blind must not show up as waiting.
    own = wanted if wanted.is_decided else replace(wanted, open_to=actor.staff_id)
    found = view.casework.queue.page(own, now=now, after=after, count_max=size + 1)
    shown = tuple(as_shown(review, to=actor.staff_id, now=now) for review in found[:size])
    last = found[size - 1] if len(found) > size else None
    return QueuePage(
        reviews=shown,
        next_mark=None if last is None else QueueMark(due_at=last.due_at, alert_id=last.alert_id),
    )
