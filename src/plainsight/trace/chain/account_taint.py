"""Taint on account chains, one asset at a time: the definition that every engine must equal.

A *coloured* account (a start, a listed party, a custodian) swallows what reaches it and sends
everything onward in its own colour: tracing through the pooled funds of a custodian would make
guilt out of nothing. Where an account spends more than it was ever seen to receive, the missing
units enter immediately before, coloured UNOBSERVED, so that observed units leave first.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from plainsight.errors import BadValue
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.colours import (
    CLEAN,
    UNOBSERVED,
    Masses,
    add_masses,
    colour_order,
    share,
    subtract_masses,
)
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.queue import Segment, append_run, masses_of, take_back, take_front


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTaint:
    """The answer of one method. `carried` has one entry per transfer, in ledger order.

    For the conserving methods, `injected` equals `held` plus `absorbed`, colour by colour.
    """

    method: Method
    carried: tuple[Masses, ...]
    held: Mapping[str, Masses]  # account -> what it still holds at the end
    absorbed: Mapping[str, Masses]  # coloured account, or started transfer -> what it swallowed
    injected: Masses


def trace_accounts(
    transfers: Sequence[Transfer],
    *,
    method: Method,
    coloured: Mapping[str, str],
    started: Mapping[str, str] | None = None,
) -> AccountTaint:
    """Follow the units of `coloured` accounts (account -> colour) through `transfers`.

    `started` colours single transfers by id, whoever sent them: the payment an undercover
    officer made. Raises BadValue when assets are mixed or the method is for UTXO chains only.
    """
    require_one_asset(transfers)
    starts = started or {}
    order = colour_order([*coloured.values(), *starts.values()])
    books = _books_for(method, order)
    carried: list[Masses] = []
    absorbed: dict[str, dict[str, int]] = {}
    injected: dict[str, int] = {}
    for transfer in transfers:
        units = transfer.money.units
        if not units or transfer.source == transfer.target:
            carried.append({})
            continue
        load = _load(
            transfer, books, coloured=coloured, starts=starts, injected=injected, absorbed=absorbed
        )
        carried.append(books.masses(load, units))
        if transfer.target in coloured:
            _absorb(absorbed, transfer.target, carried[-1])
        else:
            books.deposit(transfer.target, units, load)
    return AccountTaint(
        method=method,
        carried=tuple(carried),
        held={account: masses for account, masses in books.held() if masses},
        absorbed=absorbed,
        injected=injected,
    )


def require_one_asset(transfers: Iterable[Transfer]) -> None:
    """Raises BadValue when amounts of two assets would be added up."""
    first = None
    for transfer in transfers:
        asset = transfer.money.asset
        if first is None:
            first = asset
        elif asset is not first and asset != first:
            raise BadValue("asset", asset.code, f"trace {first.code} and {asset.code} apart")


def _load(
    transfer: Transfer,
    books: "_Books",
    *,
    coloured: Mapping[str, str],
    starts: Mapping[str, str],
    injected: dict[str, int],
    absorbed: dict[str, dict[str, int]],
) -> list[Segment]:
    units = transfer.money.units
    colour = coloured.get(transfer.source)
    started = starts.get(transfer.transfer_id)
    if colour is None:
        missing = units - books.balance(transfer.source)
        if missing > 0:
            books.deposit(transfer.source, missing, [(UNOBSERVED, missing)])
            add_masses(injected, {UNOBSERVED: missing})
        load = books.withdraw(transfer.source, units)
        if started is None:
            return load
        _absorb(absorbed, transfer.transfer_id, books.masses(load, units))
    own = started or colour or CLEAN
    add_masses(injected, {own: units})
    return [(own, units)]


def _absorb(absorbed: dict[str, dict[str, int]], by: str, masses: Masses) -> None:
    if masses:
        add_masses(absorbed.setdefault(by, {}), masses)


class _Books(Protocol):
    """What a method must be able to do with the balances of all accounts."""

    def balance(self, account: str) -> int: ...
    def deposit(self, account: str, units: int, load: list[Segment]) -> None: ...
    def withdraw(self, account: str, units: int) -> list[Segment]: ...
    def masses(self, load: list[Segment], units: int) -> Masses: ...
    def held(self) -> Iterable[tuple[str, Masses]]: ...


def _books_for(method: Method, order: tuple[str, ...]) -> _Books:
    if method is Method.POISON:
        return _PoisonBooks()
    if method is Method.HAIRCUT:
        return _HaircutBooks(order=order)
    if method in (Method.FIFO, Method.LIFO):
        return _QueueBooks(is_lifo=method is Method.LIFO)
    raise BadValue("method", method.value, "for UTXO chains only; take poison, haircut, fifo, lifo")


@dataclass(slots=True, kw_only=True)
class _QueueBooks:
    is_lifo: bool
    queues: dict[str, deque[Segment]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)

    def balance(self, account: str) -> int:
        return self.balances.get(account, 0)

    def deposit(self, account: str, units: int, load: list[Segment]) -> None:
        queue = self.queues.setdefault(account, deque())
        for run in load:
            append_run(queue, run)
        self.balances[account] = self.balance(account) + units

    def withdraw(self, account: str, units: int) -> list[Segment]:
        self.balances[account] -= units
        take = take_back if self.is_lifo else take_front
        return take(self.queues[account], units)

    def masses(self, load: list[Segment], units: int) -> Masses:
        return masses_of(load)

    def held(self) -> Iterable[tuple[str, Masses]]:
        return ((account, masses_of(queue)) for account, queue in self.queues.items())


@dataclass(slots=True, kw_only=True)
class _HaircutBooks:
    order: tuple[str, ...]
    pools: dict[str, dict[str, int]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)

    def balance(self, account: str) -> int:
        return self.balances.get(account, 0)

    def deposit(self, account: str, units: int, load: list[Segment]) -> None:
        add_masses(self.pools.setdefault(account, {}), masses_of(load))
        self.balances[account] = self.balance(account) + units

    def withdraw(self, account: str, units: int) -> list[Segment]:
        pool, balance = self.pools[account], self.balances[account]
        taken = share(pool, part=units, whole=balance, order=self.order)
        subtract_masses(pool, taken)
        self.balances[account] = balance - units
        return list(taken.items())

    def masses(self, load: list[Segment], units: int) -> Masses:
        return masses_of(load)

    def held(self) -> Iterable[tuple[str, Masses]]:
        return self.pools.items()


@dataclass(slots=True, kw_only=True)
class _PoisonBooks:
    """An account once touched stays touched; every unit it moves counts in full."""

    marks: dict[str, set[str]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)

    def balance(self, account: str) -> int:
        return self.balances.get(account, 0)

    def deposit(self, account: str, units: int, load: list[Segment]) -> None:
        touched = {colour for colour, _ in load if colour != CLEAN}
        self.marks.setdefault(account, set()).update(touched)
        self.balances[account] = self.balance(account) + units

    def withdraw(self, account: str, units: int) -> list[Segment]:
        self.balances[account] -= units
        return [(colour, units) for colour in sorted(self.marks[account])]

    def masses(self, load: list[Segment], units: int) -> Masses:
        return {colour: units for colour, _ in load if colour != CLEAN}

    def held(self) -> Iterable[tuple[str, Masses]]:
        for account, marks in self.marks.items():
            balance = self.balances[account]
            yield account, {colour: balance for colour in sorted(marks) if balance}
