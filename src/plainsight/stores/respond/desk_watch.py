"""Alarms, honey cases, and what legal requests are compared by, in SQL."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from plainsight.app.respond.desk_stored import AlarmKind, DeskAlarm, TraitKind
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.fraud import History
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Authenticity, Command
from plainsight.stores.respond.desk_tables import desk_alarms, honey_marks, request_traits
from plainsight.stores.respond.tables import legal_requests, request_moves
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new

_REPEAT_WITHIN = timedelta(days=365)
_SAME = request_traits.alias("same")


class SqlWatch:
    """Implements `plainsight.app.respond.desk_ports.Watch`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tell(self, alarm: DeskAlarm) -> bool:
        """Store an alarm; False when its key was told before."""
        return insert_new(self._connection, desk_alarms, [to_row(alarm)]) == 1

    def alarms(
        self, *, kinds: Collection[AlarmKind] = (), count_max: int = 100
    ) -> tuple[DeskAlarm, ...]:
        """Return alarms, the latest first; of all kinds when none is named."""
        query = select(desk_alarms).order_by(desk_alarms.c.alarm_number.desc()).limit(count_max)
        if kinds:
            query = query.where(desk_alarms.c.kind.in_([each.value for each in kinds]))
        return tuple(from_row(DeskAlarm, row) for row in self._connection.execute(query))

    def mark_honey(self, request_id: str, *, at: datetime) -> None:
        """Mark a legal request as one that does not exist."""
        self._connection.execute(insert(honey_marks).values(request_id=request_id, marked_at=at))

    def is_honey(self, request_id: str) -> bool:
        """Whether it does not exist."""
        return self._any(
            select(honey_marks.c.request_id).where(honey_marks.c.request_id == request_id)
        )

    def add_traits(self, stored: StoredRequest, *, templates: Sequence[str]) -> None:
        """Remember what later legal requests are compared by."""
        rows = [
            {
                "request_id": stored.request_id,
                "kind": kind.value,
                "digest": digest,
                "at": stored.received_at,
            }
            for kind, digest in _traits(stored.request, templates)
        ]
        insert_new(self._connection, request_traits, rows)

    def erase_traits(self, request_id: str) -> None:
        """Forget it, with the case's key."""
        self._connection.execute(
            delete(request_traits).where(request_traits.c.request_id == request_id)
        )

    def history(self, stored: StoredRequest) -> History:
        """Weigh a legal request against earlier ones."""
        requester = _digest(stored.request.requester.email.lower())
        by_same = select(_SAME.c.request_id).where(
            _SAME.c.kind == TraitKind.REQUESTER.value, _SAME.c.digest == requester
        )
        earlier = by_same.where(
            _SAME.c.request_id != stored.request_id, _SAME.c.at <= stored.received_at
        )
        own = select(request_traits.c.digest).where(
            request_traits.c.request_id == stored.request_id
        )
        others = select(request_traits.c.request_id).where(
            request_traits.c.request_id != stored.request_id,
            request_traits.c.at <= stored.received_at,
        )
        targets = own.where(request_traits.c.kind == TraitKind.TARGET.value)
        templates = own.where(request_traits.c.kind == TraitKind.TEMPLATE.value)
        return History(
            is_first_contact=not self._any(earlier),
            is_repeat_target=self._any(
                others.where(
                    request_traits.c.kind == TraitKind.TARGET.value,
                    request_traits.c.digest.in_(self._all(targets)),
                    request_traits.c.at > stored.received_at - _REPEAT_WITHIN,
                    request_traits.c.request_id.in_(earlier),
                )
            ),
            # An agency's own letters look alike; the same letter from somebody else does not.
            is_template_seen=self._any(
                others.where(
                    request_traits.c.kind == TraitKind.TEMPLATE.value,
                    request_traits.c.digest.in_(self._all(templates)),
                    request_traits.c.request_id.not_in(by_same),
                )
            ),
        )

    def suspected_at(
        self, email: str, *, besides: StoredRequest, since: datetime
    ) -> datetime | None:
        """When fraud was last suspected in another legal request of this mailbox.

        None when no such suspicion stands, or none was noted since. It is the step that counts:
        a fraud may be found long after its legal request came.
        """
        noted: datetime | None = self._connection.execute(
            select(func.max(request_moves.c.at))
            .select_from(request_moves)
            .join(legal_requests, legal_requests.c.request_id == request_moves.c.request_id)
            .join(request_traits, request_traits.c.request_id == request_moves.c.request_id)
            .where(
                request_traits.c.kind == TraitKind.REQUESTER.value,
                request_traits.c.digest == _digest(email.lower()),
                request_moves.c.command == Command.SUSPECT_FRAUD.value,
                request_moves.c.at >= since,
                legal_requests.c.authenticity == Authenticity.FRAUD_SUSPECTED.value,
                legal_requests.c.request_id != besides.request_id,
            )
        ).scalar_one()
        return noted

    def count_since(self, request: LegalRequest, *, since: datetime) -> int:
        """Count emergencies of the request's agency received since an instant."""
        return int(
            self._connection.execute(
                select(func.count())
                .select_from(legal_requests)
                .where(
                    legal_requests.c.agency_id == request.requester.agency_id,
                    legal_requests.c.received_at >= since,
                    legal_requests.c.is_emergency,
                )
            ).scalar_one()
        )

    def _any(self, query: Select[Any]) -> bool:
        return self._connection.execute(query.limit(1)).first() is not None

    def _all(self, query: Select[Any]) -> list[str]:
        return [str(row[0]) for row in self._connection.execute(query)]


def _traits(request: LegalRequest, templates: Sequence[str]) -> Iterator[tuple[TraitKind, str]]:
    yield TraitKind.REQUESTER, _digest(request.requester.email.lower())
    for digest in sorted({_digest(f"{i.kind.value}/{i.value}") for i in request.identifiers}):
        yield TraitKind.TARGET, digest
    for template in sorted(set(templates)):
        yield TraitKind.TEMPLATE, template


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
