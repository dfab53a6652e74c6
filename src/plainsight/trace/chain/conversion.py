"""Swaps and bridges: where an asset becomes another one, a trace breaks and points across.

A trace never goes on silently in another asset. The break says what was given, what came back,
through whom, and how sure the pairing is; the investigator starts the next trace there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from plainsight.model.address.network import Network
from plainsight.trace.chain.rows import ChainTransfer

BRIDGE_WITHIN = timedelta(hours=6)
BRIDGE_FEE_BP_MAX = 100  # a bridge keeps up to one percent


class BreakKind(StrEnum):
    """How the asset changed."""

    SWAP = "swap"  # both legs in one transaction: certain
    BRIDGE = "bridge"  # the other leg on another network: a candidate by amount and time


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A break: `given` ends one trace, `received` is where the next may start."""

    kind: BreakKind
    given: ChainTransfer
    received: ChainTransfer
    confidence_percent: int


def find_swaps(
    transfers: Iterable[ChainTransfer], *, services: frozenset[str]
) -> Iterator[Conversion]:
    """Accounts that give one asset and get another inside one transaction.

    `services` are the routers and pools, who do the same from the other side. With several legs
    each asset given is paired with each other one received.
    """
    by_transaction: dict[tuple[Network, str], list[ChainTransfer]] = {}
    for row in transfers:
        by_transaction.setdefault((row.network, row.transaction_id), []).append(row)
    for rows in by_transaction.values():
        for given in rows:
            trader = given.transfer.source
            if trader in services:
                continue
            back = [
                row
                for row in rows
                if row.transfer.target == trader
                and row.transfer.money.asset != given.transfer.money.asset
            ]
            for received in back:
                yield Conversion(
                    kind=BreakKind.SWAP,
                    given=given,
                    received=received,
                    confidence_percent=95 if len(back) == 1 else 60,
                )


def find_bridge_exits(
    given: ChainTransfer,
    others: Sequence[ChainTransfer],
    *,
    bridges: frozenset[str],
    within: timedelta = BRIDGE_WITHIN,
    fee_bp_max: int = BRIDGE_FEE_BP_MAX,
) -> tuple[Conversion, ...]:
    """Payments by `bridges` on other networks that can be the other end of `given`.

    Equal symbol and amount after the fee, soon after. The fewer candidates, the surer; the same
    account on both sides makes it nearly certain.
    """
    candidates = [
        row
        for row in others
        if row.network != given.network
        and row.transfer.source in bridges
        and timedelta(0) <= row.transfer.at - given.transfer.at <= within
        and _fits(given, row, fee_bp_max)
    ]
    return tuple(
        Conversion(
            kind=BreakKind.BRIDGE,
            given=given,
            received=row,
            confidence_percent=_confidence(given, row, len(candidates)),
        )
        for row in candidates
    )


def _fits(given: ChainTransfer, received: ChainTransfer, fee_bp_max: int) -> bool:
    sent, came = given.transfer.money, received.transfer.money
    if sent.asset.symbol != came.asset.symbol:
        return False
    # Two networks may count one token in different base units.
    scaled_sent: int = sent.units * 10**came.asset.decimals
    scaled_came: int = came.units * 10**sent.asset.decimals
    return scaled_sent * (10_000 - fee_bp_max) <= scaled_came * 10_000 <= scaled_sent * 10_000


def _confidence(given: ChainTransfer, received: ChainTransfer, count: int) -> int:
    if given.transfer.source == received.transfer.target:
        return 90
    return 70 if count == 1 else max(10, 70 // count)
