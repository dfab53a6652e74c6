"""Balance reconciliation: an account that spends more than it received shows a cut export.

Tronscan answers at most 10,000 rows and says nothing about the rest; an export of a busy
account is then a history with a hole, and everything downstream would look clean.
"""

from collections.abc import Iterable, Mapping, Sequence

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.rows import Gap


def reconcile(
    transfers: Sequence[Transfer],
    *,
    complete_accounts: Iterable[str],
    declared_balances: Mapping[str, int] | None = None,
) -> tuple[Gap, ...]:
    """Gaps of the accounts whose whole history the export claims to hold.

    `transfers` are of one asset, in ledger order. `declared_balances` are what the chain says
    each account holds at the end; a difference is a gap even when no balance went negative.
    """
    balances = dict.fromkeys(complete_accounts, 0)
    lowest = dict(balances)
    for transfer in transfers:
        if transfer.source in balances:
            balances[transfer.source] -= transfer.money.units
            lowest[transfer.source] = min(lowest[transfer.source], balances[transfer.source])
        if transfer.target in balances:
            balances[transfer.target] += transfer.money.units
    gaps = [
        Gap(place=account, why=f"spends {-units} base units more than the export shows arriving")
        for account, units in lowest.items()
        if units < 0
    ]
    for account, declared in (declared_balances or {}).items():
        if balances.get(account, declared) != declared:
            why = f"the chain holds {declared} base units, the export leaves {balances[account]}"
            gaps.append(Gap(place=account, why=why))
    return tuple(gaps)
