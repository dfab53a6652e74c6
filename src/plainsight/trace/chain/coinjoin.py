"""CoinJoins: transactions of several parties, whose inputs say nothing about common ownership.

Sources: the equal-output test of Goldfeder and others (PETS 2018) for JoinMarket; the pool
denominations of Whirlpool; the published denomination rules of Wasabi 1 and 2. Every finding is
a veto on co-spending, so a false alarm costs a link and a miss costs a false cluster: the tests
lean towards alarm.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from plainsight.trace.chain.utxo import Transaction

COIN = 100_000_000
WHIRLPOOL_POOLS = (100_000, 1_000_000, 5_000_000, 50_000_000)  # satoshi
WASABI_1_OUTPUTS_MIN = 10
WASABI_2_INPUTS_MIN = 50
EQUAL_OUTPUTS_MIN = 3


class CoinJoinKind(StrEnum):
    """Which protocol a transaction looks like."""

    DECLARED = "declared"  # the feed says so
    WHIRLPOOL = "whirlpool"
    WASABI_1 = "wasabi_1"
    WASABI_2 = "wasabi_2"
    EQUAL_OUTPUTS = "equal_outputs"  # JoinMarket and others


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinJoin:
    """A suspected CoinJoin with what made it one."""

    kind: CoinJoinKind
    reason: str


def find_coinjoin(transaction: Transaction) -> CoinJoin | None:
    """The first test that a transaction meets; None for an ordinary one."""
    if transaction.declared_coinjoin:
        return CoinJoin(kind=CoinJoinKind.DECLARED, reason="the feed declares it")
    spenders = {spent.address for spent in transaction.inputs}
    values = Counter(o.units for o in transaction.outputs if o.units)
    if len(spenders) < 2 or not values:
        return None
    units, count = max(values.items(), key=lambda entry: (entry[1], entry[0]))
    if count < EQUAL_OUTPUTS_MIN or _distinct_receivers(transaction, units) < count:
        return None
    return (
        _whirlpool(transaction, units, count)
        or _wasabi_2(transaction, values)
        or _wasabi_1(transaction, units, count)
        or _equal_outputs(transaction, units, count)
    )


def _distinct_receivers(transaction: Transaction, units: int) -> int:
    """Outputs without an address count as distinct: nothing says that they are one party's."""
    named = [o.address for o in transaction.outputs if o.units == units]
    return len({address for address in named if address is not None}) + named.count(None)


def _whirlpool(transaction: Transaction, units: int, count: int) -> CoinJoin | None:
    ins, outs = len(transaction.inputs), len(transaction.outputs)
    if units in WHIRLPOOL_POOLS and ins == outs == count and 5 <= count <= 8:
        reason = f"{count} inputs and as many outputs of the pool amount {units}"
        return CoinJoin(kind=CoinJoinKind.WHIRLPOOL, reason=reason)
    return None


def _wasabi_1(transaction: Transaction, units: int, count: int) -> CoinJoin | None:
    near = abs(units - COIN // 10) <= COIN // 50
    if near and count >= WASABI_1_OUTPUTS_MIN and len(transaction.inputs) >= count:
        reason = f"{count} outputs of {units}, near a tenth of a coin"
        return CoinJoin(kind=CoinJoinKind.WASABI_1, reason=reason)
    return None


def _wasabi_2(transaction: Transaction, values: Counter[int]) -> CoinJoin | None:
    repeated = sum(count for count in values.values() if count > 1)
    if len(transaction.inputs) >= WASABI_2_INPUTS_MIN and repeated * 2 > len(transaction.outputs):
        reason = f"{len(transaction.inputs)} inputs, {repeated} outputs of repeated amounts"
        return CoinJoin(kind=CoinJoinKind.WASABI_2, reason=reason)
    return None


def _equal_outputs(transaction: Transaction, units: int, count: int) -> CoinJoin | None:
    """Each party takes one equal output and at most one of change, and brings one input."""
    if len(transaction.inputs) >= count and len(transaction.outputs) <= 2 * count + 1:
        reason = f"{count} equal outputs of {units} among {len(transaction.outputs)}"
        return CoinJoin(kind=CoinJoinKind.EQUAL_OUTPUTS, reason=reason)
    return None


def is_payjoin_suspect(transaction: Transaction) -> bool:
    """True when an input was not needed (BIP 78): the receiver may have added it.

    Also true of wallets that consolidate, so it lowers confidence and vetoes nothing.
    """
    if len(transaction.inputs) < 2 or len(transaction.outputs) != 2:
        return False
    smallest = min(spent.units for spent in transaction.inputs)
    rest = sum(spent.units for spent in transaction.inputs) - smallest
    return rest >= max(o.units for o in transaction.outputs) + transaction.fee
