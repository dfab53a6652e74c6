"""Judge the transfers of one export as they pass: dust that imitates, balances that cannot be.

Held are the dust and the rows of the accounts to be reconciled, never the export.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.lookalikes import DustWatch
from plainsight.trace.chain.reconcile import reconcile
from plainsight.trace.chain.rows import ChainTransfer, Gap, in_ledger_order


class RowScreen:
    """Implements app.trace.chain_ports.Screen; of `complete_accounts` all history is there."""

    def __init__(self, complete_accounts: Sequence[str] = ()) -> None:
        self._complete = tuple(complete_accounts)
        self._rows_of_complete: list[ChainTransfer] = []
        self._watches: dict[str, DustWatch] = {}

    def see(self, row: ChainTransfer) -> None:
        """Every transfer of the export, once."""
        leg = row.transfer
        asset = leg.money.asset
        watch = self._watches.get(asset.code)
        if watch is None:
            # A tenth of a whole unit: ten cents of USDT, and nothing anybody pays for with dust.
            watch = DustWatch(dust_max=max(10**asset.decimals // 10, 1))
            self._watches[asset.code] = watch
        watch.see(leg)
        if leg.source in self._complete or leg.target in self._complete:
            self._rows_of_complete.append(row)

    def in_doubt(self) -> frozenset[str]:
        """Accounts whose other transfers decide about the dust that they got."""
        return frozenset().union(*(watch.receivers for watch in self._watches.values()))

    def look_again(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Every transfer, already seen, of an account in doubt."""
        for row in rows:
            watch = self._watches[row["asset_code"]]
            watch.look(row["source"], row["target"], int(row["units"]))

    def poisoning(self) -> frozenset[str]:
        """Ids of dust that imitates a counterparty."""
        return frozenset().union(*(watch.found() for watch in self._watches.values()))

    def gaps(self) -> tuple[Gap, ...]:
        """What the complete accounts spent and the export never shows arriving."""
        by_asset: dict[str, list[Transfer]] = {}
        for row in in_ledger_order(self._rows_of_complete):
            by_asset.setdefault(row.transfer.money.asset.code, []).append(row.transfer)
        return tuple(
            Gap(place=f"{gap.place} ({legs[0].money.asset.symbol})", why=gap.why)
            for legs in by_asset.values()
            for gap in reconcile(legs, complete_accounts=self._complete)
        )
