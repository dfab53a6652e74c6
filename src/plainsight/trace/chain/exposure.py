"""Exposure on account chains: what an account received from, and sent to, each category.

Direct is one transfer; indirect is what descends through accounts that nobody named. Received
runs forward with the colours of those who paid; sent runs the same definition over the ledger
read backwards, so that every unit sent knows where it ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import trace_accounts
from plainsight.trace.chain.category import Reach
from plainsight.trace.chain.colours import RESTS, UNOBSERVED, Masses
from plainsight.trace.chain.method import Method


class Way(StrEnum):
    """Which side of an account."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Base units of one account tied to one category, one way, at one reach."""

    account: str
    way: Way
    reach: Reach
    category: str  # or UNOBSERVED, or RESTS
    units: int
    total: int  # everything the account received or sent, whatever the category

    @property
    def share_bp(self) -> int:
        """Hundredths of a percent of the total, rounded down."""
        return self.units * 10_000 // self.total if self.total else 0


def expose_accounts(
    transfers: Sequence[Transfer],
    *,
    paid_by: Mapping[str, str],
    paid_to: Mapping[str, str],
    method: Method = Method.HAIRCUT,
) -> tuple[Exposure, ...]:
    """Exposure of every account, in order of account, way, reach and category.

    `paid_by` names money that comes from an account, `paid_to` money that goes there
    (account -> category; see category.Standing for why they differ).
    """
    received = trace_accounts(transfers, method=method, coloured=paid_by)
    backwards = [_turned(transfer) for transfer in reversed(transfers)]
    sent = trace_accounts(backwards, method=method, coloured=paid_to)
    rows = [
        *_tally(transfers, received.carried, Way.RECEIVED, paid_by),
        *_tally(backwards, sent.carried, Way.SENT, paid_to),
    ]
    return tuple(sorted(rows, key=lambda r: (r.account, r.way, r.reach, r.category)))


def _turned(transfer: Transfer) -> Transfer:
    return replace(transfer, source=transfer.target, target=transfer.source)


def _tally(
    transfers: Sequence[Transfer], carried: Sequence[Masses], way: Way, named: Mapping[str, str]
) -> Iterator[Exposure]:
    """Add up by the account at which the units arrive in the direction of the trace."""
    units: dict[tuple[str, Reach, str], int] = {}
    totals: dict[str, int] = {}
    for transfer, masses in zip(transfers, carried, strict=True):
        if transfer.source == transfer.target:
            continue
        account = transfer.target
        totals[account] = totals.get(account, 0) + transfer.money.units
        reach = Reach.DIRECT if transfer.source in named else Reach.INDIRECT
        for colour, mass in masses.items():
            category = RESTS if colour == UNOBSERVED and way is Way.SENT else colour
            key = (account, reach, category)
            units[key] = units.get(key, 0) + mass
    for (account, reach, category), mass in units.items():
        yield Exposure(
            account=account,
            way=way,
            reach=reach,
            category=category,
            units=mass,
            total=totals[account],
        )
