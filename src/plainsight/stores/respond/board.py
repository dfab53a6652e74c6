"""The board of legal requests in SQL: what is due first stands first, whatever came after it."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from plainsight.app.respond.desk_stored import BoardPage, BoardView
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.clock import ResponseClock
from plainsight.respond.states import Production
from plainsight.stores.respond.clocks import SqlClocks
from plainsight.stores.respond.tables import legal_requests, open_clocks

_OVER = (
    Production.CLOSED,
    Production.ACKED,
    Production.REFUSED,
    Production.WITHDRAWN,
    Production.DUPLICATE,
)


class SqlBoard:
    """Implements `plainsight.app.respond.desk_ports.Board`."""

    def __init__(
        self,
        connection: Connection,
        clocks: SqlClocks,
        open_row: Callable[[Row[Any]], StoredRequest],
    ) -> None:
        self._connection = connection
        self._clocks = clocks
        self._open = open_row

    def page(self, view: BoardView, *, count_max: int = 50, skip: int = 0) -> BoardPage:
        """Return one page of a view, with the clock of each that is due first, and its length."""
        first_due = (
            select(open_clocks.c.request_id, func.min(open_clocks.c.due_at).label("due_at"))
            .group_by(open_clocks.c.request_id)
            .subquery()
        )
        rows = self._connection.execute(
            select(legal_requests)
            .outerjoin(first_due, first_due.c.request_id == legal_requests.c.request_id)
            .where(_is_in(view))
            .order_by(
                first_due.c.due_at.is_(None),
                first_due.c.due_at,
                legal_requests.c.request_number.desc(),
            )
            .limit(count_max)
            .offset(skip)
        ).all()
        total = self._connection.execute(
            select(func.count()).select_from(legal_requests).where(_is_in(view))
        ).scalar_one()
        return BoardPage(
            requests=tuple(self._open(row) for row in rows),
            due=self._first_due(row.request_id for row in rows),
            total=int(total),
        )

    def _first_due(self, request_ids: Iterable[str]) -> dict[str, ResponseClock]:
        due: dict[str, ResponseClock] = {}
        for waiting in self._clocks.open_of(list(request_ids)):
            due.setdefault(waiting.request_id, waiting.clock)
        return due


def _is_in(view: BoardView) -> ColumnElement[bool]:
    is_over = legal_requests.c.production.in_([each.value for each in _OVER])
    match view:
        case BoardView.OPEN:
            return ~is_over
        case BoardView.CLOSED:
            return is_over
        case BoardView.EMERGENCIES:
            return legal_requests.c.is_emergency.is_(True)
        case BoardView.ALL:
            return true()
