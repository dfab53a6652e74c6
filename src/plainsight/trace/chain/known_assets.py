"""The assets that can be traced: by contract, because anyone can mint a token called USDT."""

import unicodedata
from collections.abc import Iterable, Iterator

from plainsight.errors import BadValue
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset


class KnownAssets:
    """The listed contracts and native coins (attributions/assets.yaml)."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        self._by_code = {asset.code: asset for asset in assets}
        self._symbols = {_plain(asset.symbol) for asset in self._by_code.values()}

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._by_code.values())

    def native(self, network: Network) -> Asset | None:
        """The coin of a network."""
        return self._by_code.get(network.value)

    def native_of(self, network: Network) -> Asset:
        """The coin of a network. Raises BadValue when assets.yaml does not list it."""
        asset = self.native(network)
        if asset is None:
            raise BadValue("asset", network.value, "list it in attributions/assets.yaml")
        return asset

    def token(self, network: Network, contract: str) -> Asset | None:
        """The token of a contract, spelled as in AccountId."""
        return self._by_code.get(f"{network.value}:{contract}")

    def imitates(self, symbol: str) -> bool:
        """True when a symbol reads like a listed one: the mark of a fake token."""
        return _plain(symbol) in self._symbols


def _plain(symbol: str) -> str:
    folded = unicodedata.normalize("NFKC", symbol).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
