"""Response clocks in SQL: starts and ends are append-only, a working table holds the open ones."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from plainsight.app.respond.stored import ClockCounts, OpenClock
from plainsight.respond.clock import ALARM_PERCENTS, ResponseClock
from plainsight.respond.instrument import ClockKind
from plainsight.stores.respond.requests import reference_of
from plainsight.stores.respond.tables import (
    clock_ends,
    legal_requests,
    open_clocks,
    response_clocks,
)

_MICROSECOND = timedelta(microseconds=1)


class SqlClocks:
    """Implements `plainsight.app.respond.ports.Clocks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, request_id: str, clocks: Sequence[ResponseClock]) -> None:
        """Store clocks as running."""
        if not clocks:
            return
        self._connection.execute(
            insert(response_clocks),
            [
                {
                    "request_id": request_id,
                    "kind": clock.kind.value,
                    "policy_id": clock.deadline_id,
                    "policy_version": clock.deadline_version,
                    "started_at": clock.started_at,
                    "allowance_microseconds": clock.allowance // _MICROSECOND,
                    "run_number": clock.run_number,
                }
                for clock in clocks
            ],
        )
        self._connection.execute(
            insert(open_clocks),
            [
                {
                    "request_id": request_id,
                    "kind": clock.kind.value,
                    "due_at": clock.due_at,
                    "next_alarm_at": next_alarm_at(clock, alarmed_percent=0),
                    "alarmed_percent": 0,
                    "run_number": clock.run_number,
                }
                for clock in clocks
            ],
        )

    def answer(
        self, request_id: str, kinds: Sequence[ClockKind], *, at: datetime, by: str
    ) -> tuple[ResponseClock, ...]:
        """End the open clocks of these kinds; returns them answered."""
        waiting = {
            clock.kind: clock
            for clock in self.of_request(request_id)
            if clock.answered_at is None and clock.kind in kinds
        }
        answered = tuple(replace(clock, answered_at=at) for clock in waiting.values())
        for clock in answered:
            self._connection.execute(
                insert(clock_ends).values(
                    request_id=request_id,
                    kind=clock.kind.value,
                    run_number=clock.run_number,
                    answered_at=at,
                    answered_by=by,
                )
            )
            self._connection.execute(
                delete(open_clocks).where(
                    open_clocks.c.request_id == request_id, open_clocks.c.kind == clock.kind.value
                )
            )
        return answered

    def of_request(self, request_id: str) -> tuple[ResponseClock, ...]:
        """Return every clock of a legal request, answered or not."""
        return tuple(_clock(row, row.answered_at) for row in self._runs(request_id))

    def ended_by(self, request_id: str, answers: Collection[str]) -> tuple[ResponseClock, ...]:
        """Return the last run of each clock, where one of these answers ended it."""
        last = {row.kind: row for row in self._runs(request_id)}
        return tuple(
            _clock(row, row.answered_at) for row in last.values() if row.answered_by in answers
        )

    def _runs(self, request_id: str) -> Sequence[Row[Any]]:
        """Every run of every clock with its end, the last of a kind behind the others."""
        return self._connection.execute(
            select(response_clocks, clock_ends.c.answered_at, clock_ends.c.answered_by)
            .outerjoin(clock_ends, _same(response_clocks, clock_ends))
            .where(response_clocks.c.request_id == request_id)
            .order_by(response_clocks.c.kind, response_clocks.c.run_number)
        ).all()

    def board(self, *, count_max: int = 50) -> tuple[OpenClock, ...]:
        """Return the open clocks, the one due first on top."""
        first = (
            select(open_clocks)
            .order_by(open_clocks.c.due_at, open_clocks.c.request_id, open_clocks.c.kind)
            .limit(count_max)
        )
        return self._open(first)

    def open_of(self, request_ids: Sequence[str]) -> tuple[OpenClock, ...]:
        """Return the open clocks of these legal requests, the one due first on top."""
        return self._open(select(open_clocks).where(open_clocks.c.request_id.in_(request_ids)))

    def counts(self, *, now: datetime) -> ClockCounts:
        """Count open clocks."""
        total = self._connection.execute(select(func.count()).select_from(open_clocks)).scalar_one()
        overdue = self._connection.execute(
            select(func.count()).select_from(open_clocks).where(open_clocks.c.due_at < now)
        ).scalar_one()
        return ClockCounts(running=int(total) - int(overdue), overdue=int(overdue))

    def to_alarm(self, *, now: datetime, count_max: int = 1_000) -> tuple[OpenClock, ...]:
        """Return open clocks whose next alarm has come."""
        return self._open(
            select(open_clocks)
            .where(open_clocks.c.next_alarm_at <= now, open_clocks.c.alarmed_percent < 100)
            .order_by(open_clocks.c.next_alarm_at)
            .limit(count_max)
        )

    def set_alarm(self, waiting: OpenClock, *, percent: int) -> None:
        """Remember the highest alarm told; it never falls."""
        told = max(percent, waiting.alarmed_percent)
        self._connection.execute(
            update(open_clocks)
            .where(
                open_clocks.c.request_id == waiting.request_id,
                open_clocks.c.kind == waiting.clock.kind.value,
            )
            .values(
                alarmed_percent=told,
                next_alarm_at=next_alarm_at(waiting.clock, alarmed_percent=told),
            )
        )

    def _open(self, chosen: Select[Any]) -> tuple[OpenClock, ...]:
        # The few are chosen first; joining 100,000 rows to show fifty would take the whole second.
        few = chosen.subquery()
        rows = self._connection.execute(
            select(
                response_clocks,
                few.c.alarmed_percent,
                legal_requests.c.request_number,
                legal_requests.c.received_at,
            )
            .select_from(few)
            .join(response_clocks, _same(few, response_clocks))
            .join(legal_requests, legal_requests.c.request_id == few.c.request_id)
            .order_by(few.c.due_at, few.c.request_id, few.c.kind)
        )
        return tuple(
            OpenClock(
                request_id=row.request_id,
                reference=reference_of(row.request_number, row.received_at),
                clock=_clock(row, None),
                alarmed_percent=row.alarmed_percent,
            )
            for row in rows
        )


def next_alarm_at(clock: ResponseClock, *, alarmed_percent: int) -> datetime:
    """The instant of the first alarm above one that was told; the breach is told just after due."""
    for percent in ALARM_PERCENTS:
        if percent > alarmed_percent:
            late = _MICROSECOND if percent == ALARM_PERCENTS[-1] else timedelta(0)
            return clock.started_at + clock.allowance * percent / 100 + late
    return clock.due_at + _MICROSECOND


def _same(left: Any, right: Any) -> Any:  # noqa: ANN401 - tables and subqueries alike
    return and_(
        left.c.request_id == right.c.request_id,
        left.c.kind == right.c.kind,
        left.c.run_number == right.c.run_number,
    )


def _clock(row: Row[Any], answered_at: datetime | None) -> ResponseClock:
    return ResponseClock(
        kind=row.kind,
        deadline_id=row.policy_id,
        deadline_version=row.policy_version,
        started_at=row.started_at,
        allowance=row.allowance_microseconds * _MICROSECOND,
        run_number=row.run_number,
        answered_at=answered_at,
    )
