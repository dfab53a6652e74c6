"""Accounts with more counterparties than a person has, out of numbered columns."""

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays


def find_hub_numbers(ledger: LedgerArrays, *, counterparties_max: int) -> NDArray[np.int64]:
    """Equal to paths.find_hubs, as account numbers."""
    accounts = ledger.account_count
    ends = np.bincount(ledger.source, minlength=accounts)
    ends += np.bincount(ledger.target, minlength=accounts)
    # Nobody has more counterparties than ends of transfers: few accounts are left to be counted.
    busy = ends > counterparties_max
    pairs = []
    for near, far in ((ledger.source, ledger.target), (ledger.target, ledger.source)):
        rows = np.flatnonzero(busy[near])
        pairs.append(near[rows].astype(np.int64) * accounts + far[rows])
    met = np.unique(np.concatenate(pairs))
    counts = np.bincount(met // max(accounts, 1), minlength=accounts)
    return np.flatnonzero(counts > counterparties_max)
