"""Address poisoning: dust from an address that imitates one the victim really deals with.

The imitation is copied from the history by mistake at the next payment; in a graph it makes
false edges. Source: the zero-value and dust transfers seen on Tron and Ethereum since 2022;
wallets show the first and last four or so characters, so those are what is forged.
"""

from dataclasses import dataclass, field

from plainsight.model.transfer import Transfer

SHOWN_HEAD = 4  # characters after the network's own prefix
SHOWN_TAIL = 4


@dataclass(slots=True, kw_only=True)
class DustWatch:
    """Finds dust from look-alikes in two looks at the same rows of one asset, holding the dust.

    A look-alike shares head and tail with an account that the receiver has exchanged more than
    dust with, and is not that account.
    """

    dust_max: int  # base units
    _dust: list[tuple[str, str, tuple[str, str]]] = field(default_factory=list)
    _met: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    receivers: set[str] = field(default_factory=set)  # of dust

    def see(self, leg: Transfer) -> None:
        """The first look, at every row: remember what is dust."""
        if leg.money.units <= self.dust_max:
            shown = (leg.target, _face(leg.source))
            self._dust.append((leg.transfer_id, leg.source, shown))
            self._met.setdefault(shown, set())
            self.receivers.add(leg.target)

    def look(self, source: str, target: str, units: int) -> None:
        """The second, at every row of the receivers: whom each of them really deals with."""
        if units <= self.dust_max:
            return
        for account, other in ((source, target), (target, source)):
            if account in self.receivers:
                met = self._met.get((account, _face(other)))
                if met is not None:
                    met.add(other)

    def found(self) -> frozenset[str]:
        """Transfer ids."""
        return frozenset(
            transfer_id
            for transfer_id, source, shown in self._dust
            if self._met[shown] and source not in self._met[shown]
        )


def _face(account: str) -> str:
    """What a wallet shows of an address."""
    start = 2 if account.startswith("0x") else 1
    return account[start : start + SHOWN_HEAD] + account[-SHOWN_TAIL:]
