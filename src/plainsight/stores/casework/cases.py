"""Cases in SQL, with what they hold and what was noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Text,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from plainsight.casework.case import Case, CaseItem, CaseNote, CaseStand, ItemKind
from plainsight.errors import UnknownId
from plainsight.stores.casework.case_tables import case_items, case_members, case_notes, cases
from plainsight.stores.casework.suspicion import case_suspicion
from plainsight.stores.casework.tables import alert_accounts
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.columns import write_json
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.sql.printed_reference import is_printed, printed

_REFERENCE_PREFIX = "CASE"
_TRAIL_NAMES = ("end", "wallet", "party")  # of a trail's data


class SqlCases:
    """Implements `plainsight.app.casework.case_ports.Cases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, case: Case) -> Case:
        """Store a new one; returns it with its reference."""
        self._connection.execute(
            insert(cases).values(
                **to_row(
                    case,
                    but=("reference", "member_ids", "item_count"),
                    title=storable(case.title),
                    revised_at=case.opened_at,
                )
            )
        )
        self._add_members(case, at=case.opened_at)
        return self.get(case.case_id)

    def get(self, case_id: str) -> Case:
        """Return one by id or reference. Raises UnknownId."""
        return self._one(_named(select(cases), case_id), case_id)

    def lock(self, case_id: str) -> Case:
        """Return one by id or reference, locked until the unit ends. Raises UnknownId."""
        return self._one(_named(select(cases), case_id).with_for_update(), case_id)

    def save(self, case: Case, *, at: datetime) -> None:
        """Write the mutable part; members are added, none is taken away."""
        self._connection.execute(
            update(cases)
            .where(cases.c.case_id == case.case_id)
            .values(
                title=storable(case.title),
                stand=case.stand.value,
                merged_into=case.merged_into,
                revised_at=at,
            )
        )
        self._add_members(case, at=at)

    def put_items(self, case_id: str, items: Sequence[CaseItem]) -> int:
        """Add items; one that is there stays as it was. Returns how many are new."""
        rows = {
            (item.kind, item.ref): to_row(
                item, case_id=case_id, ref=storable(item.ref), data=dict(item.data)
            )
            for item in items
        }
        ordered = [rows[key] for key in sorted(rows)]
        return insert_new(self._connection, case_items, ordered)

    def take_out(self, case_id: str, items: Sequence[tuple[ItemKind, str]]) -> int:
        """Take items out, and count them."""
        return sum(
            self._connection.execute(
                delete(case_items).where(
                    case_items.c.case_id == case_id,
                    case_items.c.kind == kind.value,
                    case_items.c.ref == storable(ref),
                )
            ).rowcount
            for kind, ref in items
        )

    def items(self, case_id: str) -> tuple[CaseItem, ...]:
        """Return what a case holds, by kind and ref."""
        query = (
            select(case_items)
            .where(case_items.c.case_id == case_id)
            .order_by(case_items.c.kind, case_items.c.ref)
        )
        return tuple(from_row(CaseItem, row) for row in self._connection.execute(query))

    def suspected_at(self, case_id: str) -> datetime | None:
        """Return when a person first found an alert of the case suspicious, where that stands."""
        found: datetime | None = self._connection.execute(case_suspicion(case_id)).scalar_one()
        return found

    def holding(self, kind: ItemKind, ref: str) -> tuple[Case, ...]:
        """Return the cases that hold a thing."""
        query = (
            select(cases)
            .join(case_items, case_items.c.case_id == cases.c.case_id)
            .where(case_items.c.kind == kind.value, case_items.c.ref == storable(ref))
            .order_by(cases.c.case_number)
        )
        return self._query(query)

    def sharing_alerts(self, case_id: str) -> Mapping[str, tuple[str, ...]]:
        """Return of each alert that other cases hold as well what those are called."""
        also = case_items.alias("also")
        query = (
            select(also.c.ref, cases.c.case_number, cases.c.opened_at)
            .join(also, also.c.case_id == cases.c.case_id)
            .join(case_items, (case_items.c.kind == also.c.kind) & (case_items.c.ref == also.c.ref))
            .where(
                case_items.c.case_id == case_id,
                case_items.c.kind == ItemKind.ALERT.value,
                also.c.case_id != case_id,
            )
            .order_by(cases.c.case_number)
        )
        found: dict[str, tuple[str, ...]] = {}
        for ref, number, opened_at in self._connection.execute(query):
            found[ref] = (*found.get(ref, ()), reference_of(number, opened_at))
        return found

    def about_account(self, account_id: str) -> tuple[Case, ...]:
        """Return the cases that hold an alert about the account, itself held or not."""
        query = (
            select(cases)
            .join(case_items, case_items.c.case_id == cases.c.case_id)
            .join(alert_accounts, alert_accounts.c.alert_id == case_items.c.ref)
            .where(
                case_items.c.kind == ItemKind.ALERT.value,
                alert_accounts.c.account_id == storable(account_id),
            )
            .order_by(cases.c.case_number)
            .distinct()
        )
        return self._query(query)

    def with_trail(self, name: str) -> tuple[Case, ...]:
        """Return the cases with a trail of this wallet, to this address or to this party."""
        text = type_coerce(case_items.c.data, Text)
        named = [
            text.contains(f'"{key}":{write_json(name)}', autoescape=True) for key in _TRAIL_NAMES
        ]
        found = self._connection.execute(
            select(case_items.c.case_id, case_items.c.data).where(
                case_items.c.kind == ItemKind.TRAIL.value, or_(*named)
            )
        )
        # The databases differ in what LIKE takes for one letter: the data itself decides.
        ids = {row.case_id for row in found if name in [row.data.get(key) for key in _TRAIL_NAMES]}
        query = select(cases).where(cases.c.case_id.in_(sorted(ids)))
        return self._query(query.order_by(cases.c.case_number)) if ids else ()

    def add_note(self, note: CaseNote) -> None:
        """Append a note; its number is given by the store."""
        self._connection.execute(
            insert(case_notes).values(**to_row(note, but=("number",), text=storable(note.text)))
        )

    def notes(self, case_id: str) -> tuple[CaseNote, ...]:
        """Return the notes, oldest first."""
        query = (
            select(case_notes)
            .where(case_notes.c.case_id == case_id)
            .order_by(case_notes.c.note_number)
        )
        return tuple(
            from_row(CaseNote, row, number=row.note_number)
            for row in self._connection.execute(query)
        )

    def newest(
        self,
        *,
        stand: CaseStand | None = None,
        member_id: str | None = None,
        title: str | None = None,
        count_max: int = 50,
        before: str | None = None,
    ) -> tuple[Case, ...]:
        """Return the latest first; `before` is the last reference or id of the page before."""
        query = select(cases)
        if stand is not None:
            query = query.where(cases.c.stand == stand.value)
        if title is not None:
            query = query.where(cases.c.title.icontains(storable(title), autoescape=True))
        if member_id is not None:
            query = query.join(case_members, case_members.c.case_id == cases.c.case_id).where(
                case_members.c.staff_id == member_id
            )
        if before is not None:
            mark = _named(select(cases.c.case_number), before).scalar_subquery()
            query = query.where(cases.c.case_number < mark)
        return self._query(query.order_by(cases.c.case_number.desc()).limit(count_max))

    def _add_members(self, case: Case, *, at: datetime) -> None:
        insert_new(
            self._connection,
            case_members,
            [
                {"case_id": case.case_id, "staff_id": staff_id, "added_at": at}
                for staff_id in sorted(case.member_ids - self._members(case.case_id))
            ],
        )

    def _members(self, case_id: str) -> frozenset[str]:
        query = select(case_members.c.staff_id).where(case_members.c.case_id == case_id)
        return frozenset(self._connection.execute(query).scalars())

    def _one(self, query: Select[Any], case_id: str) -> Case:
        found = self._query(query)
        if not found:
            raise UnknownId("case", case_id)
        return found[0]

    def _query(self, query: Select[Any]) -> tuple[Case, ...]:
        rows = self._connection.execute(query).all()
        ids = [row.case_id for row in rows]
        members: dict[str, set[str]] = {case_id: set() for case_id in ids}
        for row in self._connection.execute(
            select(case_members).where(case_members.c.case_id.in_(ids))
        ):
            members[row.case_id].add(row.staff_id)
        counts: dict[str, int] = {
            row.case_id: row[1]
            for row in self._connection.execute(
                select(case_items.c.case_id, func.count())
                .where(case_items.c.case_id.in_(ids))
                .group_by(case_items.c.case_id)
            )
        }
        return tuple(
            _case_of(row, frozenset(members[row.case_id]), counts.get(row.case_id, 0))
            for row in rows
        )


def reference_of(number: int, opened_at: datetime) -> str:
    """What people call a case."""
    return printed(_REFERENCE_PREFIX, number, opened_at)


def _named(query: Select[Any], name: str) -> Select[Any]:
    """By id, or by a reference such as CASE-2026-000123."""
    found = is_printed(
        name, prefix=_REFERENCE_PREFIX, number=cases.c.case_number, at=cases.c.opened_at
    )
    return query.where(cases.c.case_id == storable(name) if found is None else found)


def _case_of(row: Row[Any], members: frozenset[str], item_count: int) -> Case:
    return from_row(
        Case,
        row,
        reference=reference_of(row.case_number, row.opened_at),
        member_ids=members,
        item_count=item_count,
    )
