"""The largest paths behind an exposure: which transfers tie an account to a category."""

from collections.abc import Collection, Sequence

from plainsight.app.trace.ask_chain import require_shown
from plainsight.app.trace.chain_ports import AskedAsset
from plainsight.app.trace.judge_accounts import Judged
from plainsight.model.asset import Asset
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.exposure import Way
from plainsight.trace.chain.lots import map_utxo_lots
from plainsight.trace.chain.paths import Path, find_paths
from plainsight.trace.chain.utxo import Transaction
from plainsight.trace.chain.utxo_question import transfers_of_outputs
from plainsight.trace.chain.walk import Direction, Interval, LotMap

DIRECTIONS = {Way.RECEIVED: Direction.BACKWARD, Way.SENT: Direction.FORWARD}


def top_paths(
    asked: AskedAsset, account: str, *, judged: Judged, count: int
) -> dict[Way, tuple[Path, ...]]:
    """The `count` largest paths to named accounts on each side, under FIFO.

    The table of an exposure is a haircut; a path carries one exact amount, which is FIFO's.
    Raises BadValue for an account that the ledger never shows.
    """
    require_shown(account, asked.accounts())
    found = {}
    for way, direction in DIRECTIONS.items():
        named = judged.paid_by if way is Way.RECEIVED else judged.paid_to
        named.pop(account, None)
        search = asked.paths(account, direction=direction, named=named)
        found[way] = _named(search.paths, count)
    return found


def top_paths_of_entity(
    transactions: Sequence[Transaction],
    addresses: Collection[str],
    *,
    asset: Asset,
    judged: Judged,
    count: int,
) -> dict[Way, tuple[Path, ...]]:
    """The same for addresses of one entity on a UTXO chain; its own change is not a payment."""
    own = frozenset(addresses)
    transfers = transfers_of_outputs(transactions, asset=asset)
    lots = LotMap(map_utxo_lots(transactions))
    found = {}
    for way, direction in DIRECTIONS.items():
        named = judged.paid_by if way is Way.RECEIVED else judged.paid_to
        search = find_paths(
            transfers,
            lots,
            starts=_starts(transactions, transfers, own, way),
            direction=direction,
            named={a: c for a, c in named.items() if a not in own},
        )
        found[way] = _named(search.paths, count)
    return found


def _starts(
    transactions: Sequence[Transaction],
    transfers: Sequence[Transfer],
    own: frozenset[str],
    way: Way,
) -> list[Interval]:
    """Outputs between the entity and others, whole."""
    starts = []
    lot = 0
    for transaction in transactions:
        spends = any(spent.address in own for spent in transaction.inputs)
        for output in transaction.outputs:
            is_own = output.address in own
            if spends is (way is Way.SENT) and is_own is (way is Way.RECEIVED) and output.units:
                starts.append(Interval(lot=lot, offset=0, units=transfers[lot].money.units))
            lot += 1
    return starts


def _named(paths: Sequence[Path], count: int) -> tuple[Path, ...]:
    """Named ends stand first, large amounts first."""
    return tuple(path for path in paths[:count] if path.category)
