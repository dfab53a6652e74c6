"""Money: integer base units of one asset. There is no float in this project's money."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from plainsight.errors import BadValue
from plainsight.model.asset import Asset


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount; `units` are base units: cents for USD, satoshi for BTC."""

    units: int
    asset: Asset

    def __post_init__(self) -> None:
        # bool is an int to Python; a ledger row with True in its amount is broken, not 1 cent.
        if isinstance(self.units, bool) or not isinstance(self.units, int):
            raise BadValue("units", self.units, "amounts are whole base units, never floats")

    def __add__(self, other: "Money") -> "Money":
        self._require_same_asset(other)
        return Money(units=self.units + other.units, asset=self.asset)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_asset(other)
        return Money(units=self.units - other.units, asset=self.asset)

    def __lt__(self, other: "Money") -> bool:
        self._require_same_asset(other)
        return self.units < other.units

    def __str__(self) -> str:
        amount = Decimal(self.units).scaleb(-self.asset.decimals)
        return f"{amount:,f} {self.asset.symbol or self.asset.code}"

    def _require_same_asset(self, other: "Money") -> None:
        if self.asset != other.asset:
            raise BadValue("asset", other.asset.code, f"expected {self.asset.code}; convert first")


def parse_money(text: str, asset: Asset, *, field: str = "amount") -> Money:
    """Read a plain decimal such as "1234.50". Raises BadValue on more digits than the asset has."""
    try:
        units = Decimal(text).scaleb(asset.decimals)
        whole = int(units)
    except (InvalidOperation, ValueError, OverflowError):
        raise BadValue(field, text, "write a plain decimal number, for example 1234.50") from None
    if units != whole:
        raise BadValue(field, text, f"{asset.code} has {asset.decimals} decimals at most")
    return Money(units=whole, asset=asset)
