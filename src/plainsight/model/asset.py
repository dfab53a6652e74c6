"""Assets: what an amount is an amount of, and how many base units make one."""

from dataclasses import dataclass

from plainsight.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A currency or token. `decimals` base-unit digits follow the point: 2 for USD, 8 for BTC."""

    code: str  # ISO 4217 for fiat; for a token "chain:contract"
    decimals: int
    symbol: str = ""  # for people only; two tokens may share one

    def __post_init__(self) -> None:
        if not self.code:
            raise BadValue("code", self.code, "an asset needs a code, for example USD")
        if not 0 <= self.decimals <= 36:
            raise BadValue("decimals", self.decimals, "between 0 and 36 base-unit digits")
