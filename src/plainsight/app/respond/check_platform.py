"""The contract suite that an operator runs against their own service (spec/platform.md).

It needs a sandbox: an account that it makes itself, with records of its own. Every check says what
was asked, what came, and what the desk relies on.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.app.respond.ports import AccountDirectory
from plainsight.app.respond.stored import DirectoryRecord, StoredHold
from plainsight.errors import PlainsightError, PlatformRefused, UnknownId
from plainsight.model.fact import JsonValue
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope
from plainsight.respond.legal_request import Identifier, IdentifierKind
from plainsight.respond.states import Holding

RACES = 40
_DAY = timedelta(days=1)
_CLASSES = (DataClass.PLATFORM_ID, DataClass.PHONE, DataClass.SESSIONS, DataClass.TRANSFERS)
Open = Callable[[], AccountDirectory]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformCheck:
    """One promise of the contract, and whether the service keeps it."""

    name: str
    is_kept: bool
    says: str


class _Broken(Exception):
    """A promise was not kept; its words say how."""


def check_platform(open_directory: Open, *, run_id: str, now: datetime) -> Iterator[PlatformCheck]:
    """Run every check, telling each as it ends; a broken one does not stop the rest.

    Raises PlatformRefused: a service that does not take our token has broken nothing yet.
    `run_id` makes the names of the sandbox accounts; `open_directory` gives a fresh directory.
    """
    suite = _Suite(open_directory, run_id, now)
    for name, check in (
        ("resolve names one account, and nothing for a stranger", suite.resolve),
        ("a hold is placed once, however often it is asked for", suite.hold_is_idempotent),
        ("a hold covers what was there, and nothing that comes later", suite.past_only),
        ("the digest is the same while the records are", suite.digest_is_stable),
        ("a held account is not deleted, and its records stay", suite.held_is_not_deleted),
        ("the retention job leaves what is held", suite.retention_leaves_held),
        ("only classes and fields in the scope are sent", suite.scope_is_kept),
        ("the range of the scope is kept", suite.range_is_kept),
        ("whose an account is, is sent whatever its date", suite.profile_is_not_cut),
        ("the last record alone is sent where only the last is granted", suite.last_only),
        ("counterparties are counted and not named", suite.counts),
        ("a hold is released once, however often it is asked for", suite.release_is_idempotent),
        ("what was released is deleted as usual", suite.released_is_deleted),
        ("a hold and a deletion at one moment: one of them wins, wholly", suite.race),
    ):
        try:
            says = check()
            yield PlatformCheck(name=name, is_kept=True, says=says)
        except PlatformRefused:
            raise
        except (_Broken, PlainsightError) as broken:
            yield PlatformCheck(name=name, is_kept=False, says=str(broken))


class _Suite:
    def __init__(self, open_directory: Open, run_id: str, now: datetime) -> None:
        self._open = open_directory
        self._run_id = run_id
        self._now = now
        self._count = 0

    def resolve(self) -> str:
        account, phone = self._person()
        directory = self._open()
        _equal(directory.resolve(phone), account, "resolving the phone of the sandbox account")
        stranger = Identifier(kind=IdentifierKind.PHONE, value="+10000000000")
        _equal(directory.resolve(stranger), None, "resolving a number that nobody has")
        return "found, and not found"

    def hold_is_idempotent(self) -> str:
        account, _ = self._person()
        first = self._hold(account)
        again = self._open().survey(account, _CLASSES, hold_id=first.hold_id)
        _equal(again, first.pinned, "placing the same hold again")
        try:
            self._open().survey(self._name("gone"), _CLASSES, hold_id=self._name("ho"))
        except UnknownId:
            return f"{first.pinned.record_count} records covered"
        raise _Broken("a hold on an account that does not exist must answer 404")

    def past_only(self) -> str:
        account, _ = self._person()
        hold = self._hold(account)
        self._open().add_records([self._session(account, self._now, seconds=9)])
        _equal(self._open().digest(hold), hold.pinned.digest, "the digest after a new record came")
        return "a later record changes nothing"

    def digest_is_stable(self) -> str:
        account, _ = self._person()
        hold = self._hold(account)
        _equal(self._open().digest(hold), hold.pinned.digest, "the digest computed again")
        other, _ = self._person()
        if self._hold(other).pinned.digest == hold.pinned.digest:
            raise _Broken("two accounts with different records have one digest")
        return hold.pinned.digest[:16]

    def held_is_not_deleted(self) -> str:
        account, phone = self._person()
        hold = self._hold(account)
        _equal(self._open().is_held(account), True, "asking whether the account is held")
        _equal(self._open().delete_account(account, at=self._now), False, "deleting it")
        _equal(self._open().digest(hold), hold.pinned.digest, "the digest after the deletion")
        _equal(self._open().resolve(phone), account, "resolving its phone for the desk")
        return "closed only"

    def retention_leaves_held(self) -> str:
        account, _ = self._person()
        hold = self._hold(account)
        self._open().expire_records(before=self._now + _DAY, count_max=10_000)
        _equal(self._open().digest(hold), hold.pinned.digest, "the digest after the retention job")
        return "kept"

    def scope_is_kept(self) -> str:
        account, phone = self._person()
        self._hold(account)
        scope = self._scope(phone, DataClass.PHONE, "phone")
        found = list(self._open().collect(scope))
        _equal({each.data_class for each in found}, {DataClass.PHONE}, "classes that were sent")
        _equal({name for each in found for name in each.fields}, {"phone"}, "fields")
        _equal({each.account_id for each in found}, {account}, "accounts")
        nobody = Identifier(kind=IdentifierKind.PHONE, value="+10000000000")
        _equal(list(self._open().collect(self._scope(nobody, DataClass.PHONE, "phone"))), [],
               "collecting for a number that nobody has")  # fmt: skip
        return f"{len(found)} records"

    def range_is_kept(self) -> str:
        account, phone = self._person()
        self._hold(account)
        start = self._now - 3 * _DAY
        scope = self._scope(phone, DataClass.SESSIONS, "session", start=start)
        times = [each.at for each in self._open().collect(scope)]
        if not times or min(times) < start:
            raise _Broken(f"asked from {start.isoformat()}, sent {[t.isoformat() for t in times]}")
        return f"{len(times)} of 5 sessions"

    def profile_is_not_cut(self) -> str:
        account, phone = self._person()
        self._hold(account)
        scope = replace(
            self._scope(phone, DataClass.PHONE, "phone"), range_to=self._now - 30 * _DAY
        )
        found = [each.fields for each in self._open().collect(scope)]
        _equal(found, [{"phone": phone.value}], "the phone, of a range that ends before its date")
        return "1 record"

    def last_only(self) -> str:
        account, phone = self._person()
        self._hold(account)
        scope = self._scope(phone, DataClass.SESSIONS, "session", is_last_only=True)
        times = [each.at for each in self._open().collect(scope)]
        _equal(times, [self._now - _DAY], "times of the records sent")
        return "one record"

    def counts(self) -> str:
        account, phone = self._person()
        self._hold(account)
        scope = self._scope(phone, DataClass.PHONE, "phone")
        counts = self._open().count_counterparties(scope, own_operator="here")
        _equal(counts.operators, ("sister",), "other operators")
        _equal((counts.party_count, counts.beyond_count), (2, 1), "counterparties, and beyond")
        _equal(dict(counts.beyond_units), {"USD": 250}, "base units beyond")
        return "1 of 2 beyond"

    def release_is_idempotent(self) -> str:
        account, _ = self._person()
        hold = self._hold(account)
        for _ in range(2):
            directory = self._open()
            directory.unpin(hold.hold_id)
            directory.settle()
        _equal(self._open().is_held(account), False, "asking whether the account is still held")
        return "released"

    def released_is_deleted(self) -> str:
        account, phone = self._person()
        hold = self._hold(account)
        directory = self._open()
        directory.unpin(hold.hold_id)
        directory.settle()
        _equal(self._open().delete_account(account, at=self._now), True, "deleting the account")
        _equal(self._open().resolve(phone), None, "resolving its phone afterwards")
        return "gone"

    def race(self) -> str:
        """Both at once, many times: never a hold that covers less than it said."""
        people = [self._person()[0] for _ in range(RACES)]
        kept = 0
        with ThreadPoolExecutor(2) as pool:
            for account in people:
                holding = pool.submit(self._try_hold, account)
                deleting = pool.submit(self._open().delete_account, account, at=self._now)
                hold, is_deleted = holding.result(), deleting.result()
                if hold is None:
                    continue
                kept += 1
                if is_deleted or self._open().digest(hold) != hold.pinned.digest:
                    raise _Broken(f"race {kept}: the hold was confirmed and its records were lost")
        return f"{RACES} races, {kept} held, 0 lost"

    def _try_hold(self, account: str) -> StoredHold | None:
        try:
            return self._hold(account)
        except UnknownId:
            return None

    def _person(self) -> tuple[str, Identifier]:
        account = self._name("wx")
        digits = "".join(character for character in self._run_id if character.isdigit())[-6:]
        phone = Identifier(kind=IdentifierKind.PHONE, value=f"+1999{digits}{self._count:05d}")
        directory = self._open()
        directory.add_account(account, [phone])
        told: list[tuple[DataClass, dict[str, JsonValue], datetime]] = [
            (DataClass.PLATFORM_ID, {"platform_id": account}, self._now - 9 * _DAY),
            (DataClass.PHONE, {"phone": phone.value}, self._now - 9 * _DAY),
        ]
        records = [
            DirectoryRecord(record_number=0, account_id=account, data_class=c, at=at, fields=fields)
            for c, fields, at in told
        ]
        records += [
            self._session(account, self._now - day * _DAY, seconds=day) for day in (5, 4, 3, 2, 1)
        ]
        records += [self._transfer(account, operator) for operator in ("here", "sister")]
        directory.add_records(records)
        return account, phone

    def _session(self, account: str, at: datetime, *, seconds: int) -> DirectoryRecord:
        return DirectoryRecord(
            record_number=0,
            account_id=account,
            data_class=DataClass.SESSIONS,
            at=at,
            fields={"session": {"seconds": seconds, "address": "203.0.113.7"}},
        )

    def _transfer(self, account: str, operator: str) -> DirectoryRecord:
        party: dict[str, JsonValue] = {"id": f"{operator}-1", "operator": operator, "region": "CN"}
        return DirectoryRecord(
            record_number=0,
            account_id=account,
            data_class=DataClass.TRANSFERS,
            at=self._now - 2 * _DAY,
            fields={"transfer": {"base_units": 250, "asset": "USD", "counterparty": party}},
        )

    def _hold(self, account: str) -> StoredHold:
        hold_id = self._name("ho")
        pinned = self._open().survey(account, _CLASSES, hold_id=hold_id)
        return StoredHold(
            hold_id=hold_id,
            request_id="check",
            account_id=account,
            data_classes=_CLASSES,
            pinned=pinned,
            state=Holding.ACTIVE,
            instrument_id="check",
            instrument_version="1",
            placed_at=self._now,
            floor_at=self._now,
        )

    def _scope(
        self,
        identifier: Identifier,
        data_class: DataClass,
        name: str,
        *,
        start: datetime | None = None,
        is_last_only: bool = False,
    ) -> Scope:
        granted = GrantedClass(data_class=data_class, fields=(name,), is_last_only=is_last_only)
        return Scope(identifiers=(identifier,), classes=(granted,), range_from=start, range_to=None)

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}_check_{self._run_id}_{self._count}"


def _equal(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise _Broken(f"{what}: expected {expected!r}, got {found!r}")
