"""Address poisoning: dust from an address that imitates one the victim really deals with.

The imitation is copied from the history by mistake at the next payment; in a graph it makes
false edges. Source: the zero-value and dust transfers seen on Tron and Ethereum since 2022;
wallets show the first and last four or so characters, so those are what is forged.
"""

from collections.abc import Iterable

from plainsight.trace.chain.rows import ChainTransfer

SHOWN_HEAD = 4  # characters after the network's own prefix
SHOWN_TAIL = 4


def find_dust_poisoning(transfers: Iterable[ChainTransfer], *, dust_max: int) -> frozenset[str]:
    """Transfer ids of dust (at most `dust_max` base units) from look-alikes.

    A look-alike shares head and tail with an account that the receiver has exchanged more than
    dust with, and is not that account.
    """
    rows = list(transfers)
    known: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        leg = row.transfer
        if leg.money.units > dust_max:
            known.setdefault((leg.source, _face(leg.target)), set()).add(leg.target)
            known.setdefault((leg.target, _face(leg.source)), set()).add(leg.source)
    found = set()
    for row in rows:
        leg = row.transfer
        if leg.money.units <= dust_max:
            imitated = known.get((leg.target, _face(leg.source)), set())
            if imitated and leg.source not in imitated:
                found.add(leg.transfer_id)
    return frozenset(found)


def _face(account: str) -> str:
    """What a wallet shows of an address."""
    start = 2 if account.startswith("0x") else 1
    return account[start : start + SHOWN_HEAD] + account[-SHOWN_TAIL:]
