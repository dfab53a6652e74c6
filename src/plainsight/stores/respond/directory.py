"""The reference account directory in SQL: accounts, records, holds' pins, deletion.

Placing a hold and deleting take one lock: the account's row on PostgreSQL, the database's writer
on SQLite. Nothing here lists accounts; records are read through a granted scope only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from plainsight.app.respond.stored import DirectoryRecord, Pinned, PlacedHold, StoredHold
from plainsight.errors import UnknownId
from plainsight.model.fact import JsonValue
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import Scope
from plainsight.respond.gap import GapCounts, counts_of, gap_of
from plainsight.respond.identifier_form import normal_form
from plainsight.respond.legal_request import Identifier
from plainsight.stores.respond.tables import (
    directory_accounts,
    directory_identifiers,
    directory_records,
    hold_pins,
    holds,
)
from plainsight.stores.sql.by_field import from_row
from plainsight.stores.sql.columns import write_instant, write_json
from plainsight.stores.sql.insert_new import insert_new

_PAGE = 2_000
# Profile classes have no start: what was known at the start of the range still stands. Nor does
# their end take all away: the date of a profile is that of its last change or copy, and whoever
# asks of January is told who owns the account that was last changed in March.
_UNTIMED = frozenset({DataClass.PLATFORM_ID, DataClass.PHONE, DataClass.EMAIL, DataClass.ACCOUNT})
_Other = directory_records.alias("other").c


class SqlDirectory:
    """Implements `plainsight.app.respond.ports.AccountDirectory`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def resolve(self, identifier: Identifier) -> str | None:
        """Return the account that an identifier names, however it is spelt."""
        identifier = normal_form(identifier)
        return self._connection.execute(
            select(directory_identifiers.c.account_id).where(
                directory_identifiers.c.kind == identifier.kind.value,
                directory_identifiers.c.value == identifier.value,
            )
        ).scalar_one_or_none()

    def survey(self, account_id: str, classes: Sequence[DataClass], *, hold_id: str = "") -> Pinned:
        """Lock the account and see what a hold on it covers; `pin` makes it stay.

        Raises UnknownId when the account was deleted before the lock was had.
        """
        self._lock(account_id)
        last = self._connection.execute(
            select(func.max(directory_records.c.record_number)).where(
                directory_records.c.account_id == account_id
            )
        ).scalar_one()
        through = 0 if last is None else int(last)
        digest, count = self._digest(account_id, classes, through)
        return Pinned(record_count=count, through_number=through, digest=digest)

    def pin(self, hold_id: str, account_id: str) -> None:
        """Bind a stored hold to the account, so that the database refuses deletion."""
        self._connection.execute(insert(hold_pins).values(hold_id=hold_id, account_id=account_id))

    def unpin(self, hold_id: str) -> None:
        """Let go. Refused by the database unless the hold is released."""
        self._connection.execute(delete(hold_pins).where(hold_pins.c.hold_id == hold_id))

    def placed(self, *, after: str = "", count_max: int = 1_000) -> tuple[PlacedHold, ...]:
        """Return holds that stand here, by id, a page at a time; no account is named."""
        rows = self._connection.execute(
            select(hold_pins.c.hold_id, holds.c.placed_at)
            .join(holds, holds.c.hold_id == hold_pins.c.hold_id)
            .where(hold_pins.c.hold_id > after)
            .order_by(hold_pins.c.hold_id)
            .limit(count_max)
        )
        return tuple(PlacedHold(hold_id=row.hold_id, placed_at=row.placed_at) for row in rows)

    def settle(self) -> None:
        """Nothing is left: pins are committed with the hold itself."""

    def abandon(self) -> None:
        """Nothing is left: pins were rolled back with the hold itself."""

    def digest(self, hold: StoredHold) -> str:
        """Compute again the digest over what a hold covers."""
        return self._digest(hold.account_id, hold.data_classes, hold.pinned.through_number)[0]

    def is_held(self, account_id: str) -> bool:
        """Whether any hold pins an account: the check that each deletion makes."""
        query = select(hold_pins.c.hold_id).where(hold_pins.c.account_id == account_id).limit(1)
        return self._connection.execute(query).scalar_one_or_none() is not None

    def collect(self, scope: Scope) -> Iterator[DirectoryRecord]:
        """Yield what a scope grants, and nothing else, in the order it was stored."""
        if scope.is_empty:
            return
        for identifier in scope.identifiers:
            account_id = self.resolve(identifier)
            if account_id is None:
                continue
            for granted in scope.classes:
                rows = self._rows(_within(account_id, granted.data_class, scope))
                found: list[DirectoryRecord] | None = [] if granted.is_last_only else None
                for row in rows:
                    record = _narrowed(from_row(DirectoryRecord, row), frozenset(granted.fields))
                    if found is None:
                        yield record
                    else:
                        found = [record]
                yield from found or ()

    def count_counterparties(self, scope: Scope, *, own_operator: str) -> GapCounts:
        """Count the other ends of the transfers in a scope's accounts and range; names nobody."""
        return counts_of(gap_of(self._transfers(scope), own_operator=own_operator))

    def _transfers(self, scope: Scope) -> Iterator[Mapping[str, JsonValue]]:
        for identifier in scope.identifiers:
            account_id = self.resolve(identifier)
            if account_id is None:
                continue
            for row in self._rows(_within(account_id, DataClass.TRANSFERS, scope)):
                if isinstance(transfer := row.fields.get("transfer"), dict):
                    yield transfer

    def delete_account(self, account_id: str, *, at: datetime) -> bool:
        """Delete, under the account's lock; False when a hold covers it: then it is closed only.

        Records that no hold covers go in either case: a hold is no reason to keep more.
        """
        self._lock(account_id)
        if self.is_held(account_id):
            self._connection.execute(
                update(directory_accounts)
                .where(directory_accounts.c.account_id == account_id)
                .values(closed_at=at)
            )
            self._delete_records(and_(directory_records.c.account_id == account_id, ~_covered()))
            return False
        self._connection.execute(
            delete(directory_identifiers).where(directory_identifiers.c.account_id == account_id)
        )
        self._delete_records(directory_records.c.account_id == account_id)
        self._connection.execute(
            delete(directory_accounts).where(directory_accounts.c.account_id == account_id)
        )
        return True

    def expire_records(self, *, before: datetime, count_max: int = 1_000) -> int:
        """Delete old records that no hold covers, and count them."""
        candidates = (
            select(directory_records.c.record_number, directory_records.c.account_id)
            .where(directory_records.c.at < before, ~_covered())
            .order_by(directory_records.c.account_id, directory_records.c.record_number)
            .limit(count_max)
        )
        found = self._connection.execute(candidates).all()
        # In the order of the key, so that two jobs wait for each other in the same order.
        for account_id in sorted({row.account_id for row in found}):
            self._lock(account_id)
        numbers = [row.record_number for row in found]
        # Asked again under the locks: a hold may have come while they were waited for.
        return self._delete_records(
            and_(directory_records.c.record_number.in_(numbers), ~_covered())
        )

    def add_account(self, account_id: str, identifiers: Sequence[Identifier]) -> None:
        """Open an account: the platform's own doing."""
        insert_new(self._connection, directory_accounts, [{"account_id": account_id}])
        rows = [
            {"kind": each.kind.value, "value": each.value, "account_id": account_id}
            for each in map(normal_form, identifiers)
        ]
        insert_new(self._connection, directory_identifiers, rows)

    def add_records(self, records: Sequence[DirectoryRecord]) -> None:
        """Store records: the platform's own doing. Their numbers are given here."""
        rows = [
            {
                "account_id": record.account_id,
                "data_class": record.data_class.value,
                "at": record.at,
                "fields": dict(record.fields),
            }
            for record in records
        ]
        if rows:
            self._connection.execute(insert(directory_records), rows)

    def _lock(self, account_id: str) -> None:
        found = self._connection.execute(
            select(directory_accounts.c.account_id)
            .where(directory_accounts.c.account_id == account_id)
            .with_for_update()
        ).scalar_one_or_none()
        if found is None:
            raise UnknownId("account", account_id)

    def _delete_records(self, which: Any) -> int:  # noqa: ANN401 - a condition
        done = self._connection.execute(delete(directory_records).where(which))
        return done.rowcount

    def _digest(
        self, account_id: str, classes: Iterable[DataClass], through: int
    ) -> tuple[str, int]:
        state, count = hashlib.sha256(), 0
        covered = and_(
            directory_records.c.account_id == account_id,
            directory_records.c.record_number <= through,
            directory_records.c.data_class.in_([each.value for each in classes]),
        )
        for row in self._rows(covered):
            state.update(_line(row))
            count += 1
        return state.hexdigest(), count

    def _rows(self, which: Any) -> Iterator[Row[Any]]:  # noqa: ANN401 - a condition
        after = 0
        while True:
            page: Select[Any] = (
                select(directory_records)
                .where(which, directory_records.c.record_number > after)
                .order_by(directory_records.c.record_number)
                .limit(_PAGE)
            )
            rows = self._connection.execute(page).all()
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1].record_number


def _covered() -> Any:  # noqa: ANN401 - a condition
    """A record that some hold covers: the same words as the database's own refusal."""
    return (
        select(hold_pins.c.hold_id)
        .join(holds, holds.c.hold_id == hold_pins.c.hold_id)
        .where(
            hold_pins.c.account_id == directory_records.c.account_id,
            directory_records.c.record_number <= holds.c.through_number,
            holds.c.data_classes.like('%"' + directory_records.c.data_class + '"%'),
        )
        .exists()
    )


def _within(account_id: str, data_class: DataClass, scope: Scope) -> Any:  # noqa: ANN401
    asked = [
        directory_records.c.account_id == account_id,
        directory_records.c.data_class == data_class.value,
    ]
    if data_class not in _UNTIMED:
        if scope.range_from is not None:
            asked.append(directory_records.c.at >= scope.range_from)
        if scope.range_to is not None:
            asked.append(directory_records.c.at <= scope.range_to)
    elif scope.range_to is not None:
        earliest = (
            select(func.min(_Other.at))
            .where(
                _Other.account_id == directory_records.c.account_id,
                _Other.data_class == directory_records.c.data_class,
            )
            .scalar_subquery()
        )
        at = directory_records.c.at
        asked.append(or_(at <= scope.range_to, at == earliest))
    return and_(*asked)


def _narrowed(record: DirectoryRecord, names: frozenset[str]) -> DirectoryRecord:
    return replace(
        record, fields={name: value for name, value in record.fields.items() if name in names}
    )


def _line(row: Row[Any]) -> bytes:
    told = [row.record_number, row.data_class, write_instant(row.at), row.fields]
    return write_json(told).encode() + b"\n"
