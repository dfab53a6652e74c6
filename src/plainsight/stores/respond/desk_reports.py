"""What is counted over many legal requests, in SQL."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, exists, func, or_, select

from plainsight.app.respond.desk_stored import Approval, PreservationCount
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.notice import TO_BE_DISCLOSED
from plainsight.respond.states import Command, Holding, Notice, Production
from plainsight.stores.respond.desk_tables import honey_marks
from plainsight.stores.respond.tables import disclosures, holds, legal_requests, request_moves

_LATER = legal_requests.alias("later")
_LATER_HOLDS = holds.alias("later_holds")
_OVER = (
    Production.REFUSED,
    Production.WITHDRAWN,
    Production.DUPLICATE,
    Production.ACKED,
    Production.CLOSED,
)
_LINKED = ("production_linked",)
_SCOPED, _FIRST_OF_TWO, _APPROVED = "T11", "T15a", "T15"


class SqlReports:
    """Implements `plainsight.app.respond.desk_ports.Reports`."""

    def __init__(
        self, connection: Connection, open_row: Callable[[Row[Any]], StoredRequest]
    ) -> None:
        self._connection = connection
        self._open = open_row

    def of_agency(
        self, agency_id: str, *, since: datetime, until: datetime
    ) -> tuple[StoredRequest, ...]:
        """Return an agency's legal requests of a period, oldest first."""
        rows = self._connection.execute(
            select(legal_requests)
            .where(
                legal_requests.c.agency_id == agency_id,
                legal_requests.c.received_at >= since,
                legal_requests.c.received_at < until,
                _is_real(),
            )
            .order_by(legal_requests.c.request_number)
        ).all()
        return tuple(self._open(row) for row in rows)

    def without_hold(self, *, instruments: Collection[str]) -> tuple[str, ...]:
        """Return ids of open legal requests of these instruments that hold nothing."""
        return tuple(
            self._connection.execute(
                select(legal_requests.c.request_id)
                .where(
                    legal_requests.c.instrument_id.in_(list(instruments)),
                    legal_requests.c.holding == Holding.NONE.value,
                    legal_requests.c.production.not_in([each.value for each in _OVER]),
                    _is_real(),
                )
                .order_by(legal_requests.c.request_number)
            ).scalars()
        )

    def approvals(self, *, since: datetime, until: datetime) -> tuple[Approval, ...]:
        """Return the approvals of a period, oldest first."""
        approved = select(request_moves.c.request_id).where(
            request_moves.c.number == _APPROVED,
            request_moves.c.at >= since,
            request_moves.c.at < until,
        )
        moves = self._connection.execute(
            select(
                request_moves.c.request_id,
                request_moves.c.number,
                request_moves.c.actor_id,
                request_moves.c.at,
            )
            .where(
                request_moves.c.request_id.in_(approved),
                request_moves.c.number.in_((_SCOPED, _FIRST_OF_TWO, _APPROVED)),
            )
            .order_by(request_moves.c.move_number)
        )
        # By request: when its newest scope was granted, and who approved of that one since.
        waiting: dict[str, tuple[datetime, dict[str, datetime]]] = {}
        found = []
        for move in moves:
            if move.number == _SCOPED:
                waiting[move.request_id] = (move.at, {})
                continue
            scoped_at, approved_at_by = waiting[move.request_id]
            approved_at_by[move.actor_id] = move.at
            if move.number != _APPROVED:
                continue
            waiting[move.request_id] = (scoped_at, {})
            if since <= move.at < until:
                found.append(
                    Approval(
                        request_id=move.request_id,
                        scoped_at=scoped_at,
                        approved_at_by=approved_at_by,
                    )
                )
        return tuple(found)

    def awaiting_notice(self, *, now: datetime) -> tuple[str, ...]:
        """Return ids of legal requests whose user may have to be told at `now`."""
        is_left = exists().where(disclosures.c.request_id == legal_requests.c.request_id)
        notice = legal_requests.c.notice
        return tuple(
            self._connection.execute(
                select(legal_requests.c.request_id)
                .where(
                    legal_requests.c.production != Production.CLOSED.value,
                    # What never leaves is never told, whatever an order once forbade.
                    or_(is_left, legal_requests.c.production.in_(TO_BE_DISCLOSED)),
                    or_(
                        notice == Notice.DUE.value,
                        and_(
                            notice == Notice.BLOCKED_UNTIL.value,
                            legal_requests.c.notice_until <= now,
                        ),
                        and_(notice == Notice.NOT_DUE.value, is_left),
                    ),
                )
                .order_by(legal_requests.c.request_number)
            ).scalars()
        )

    def awaiting_review(self, *, released_before: datetime) -> tuple[tuple[str, int], ...]:
        """Return ids of emergencies released before an instant that nobody reviewed yet.

        Each with which of its releases that is, from 1; a package that was taken back is none.
        """
        own = disclosures.c.request_id == legal_requests.c.request_id
        newest = select(func.max(disclosures.c.released_at)).where(own).scalar_subquery()
        number = select(func.count(disclosures.c.disclosure_id)).where(own).scalar_subquery()
        is_taken_back = exists().where(
            request_moves.c.request_id == legal_requests.c.request_id,
            request_moves.c.command == Command.TAKE_BACK_PACKAGE.value,
            request_moves.c.at >= newest,
        )
        rows = self._connection.execute(
            select(legal_requests.c.request_id, number.label("number"))
            .where(
                legal_requests.c.is_emergency,
                legal_requests.c.reviewed_at.is_(None),
                newest < released_before,
                ~is_taken_back,
            )
            .order_by(newest)
        )
        return tuple((row.request_id, row.number) for row in rows)

    def preservations(
        self, *, instruments: Collection[str], received_before: datetime
    ) -> tuple[PreservationCount, ...]:
        """Count preservations, by agency, and those that a production followed."""
        same_account = exists().where(
            holds.c.request_id == legal_requests.c.request_id,
            _LATER_HOLDS.c.account_id == holds.c.account_id,
            _LATER.c.request_id == _LATER_HOLDS.c.request_id,
            _LATER.c.agency_id == legal_requests.c.agency_id,
            _LATER.c.received_at >= legal_requests.c.received_at,
            _LATER.c.request_id != legal_requests.c.request_id,
            _LATER.c.instrument_id.not_in(list(instruments)),
        )
        is_followed = or_(legal_requests.c.holding.in_(_LINKED), same_account)
        rows = self._connection.execute(
            select(
                legal_requests.c.agency_id,
                func.count().label("preserved"),
                func.sum(case((is_followed, 1), else_=0)).label("followed"),
            )
            .where(
                and_(
                    legal_requests.c.instrument_id.in_(list(instruments)),
                    legal_requests.c.received_at < received_before,
                    _is_real(),
                )
            )
            .group_by(legal_requests.c.agency_id)
            .order_by(legal_requests.c.agency_id)
        )
        return tuple(
            PreservationCount(
                agency_id=row.agency_id,
                preserved_count=int(row.preserved),
                followed_count=int(row.followed),
            )
            for row in rows
        )


def _is_real() -> Any:  # noqa: ANN401 - a condition
    return ~exists().where(honey_marks.c.request_id == legal_requests.c.request_id)
