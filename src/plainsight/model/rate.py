"""Daily exchange rates with their source, and conversion to the base unit without floats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from plainsight.errors import BadValue, NoRate
from plainsight.model.asset import Asset
from plainsight.model.money import Money

# A rate is held as a whole number of 10^-12 reporting base units per base unit of its asset:
# twelve digits keep a yuan-per-dollar fixing of six digits exact and every product below 2^127.
RATE_SCALE = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRate:
    """What one base unit of `asset` was worth on `day`, in 1/RATE_SCALE of a `reporting` unit."""

    asset: Asset
    reporting: Asset
    day: date  # UTC
    scaled: int
    source: str  # who published it: "ECB reference rates", "operator"

    def __post_init__(self) -> None:
        if self.scaled <= 0:
            raise BadValue("scaled", self.scaled, "a rate is a positive whole number")
        if not self.source:
            raise BadValue("source", self.source, "say who published the rate")


class Rates:
    """Rates into one reporting asset. A day without a rate takes the last earlier one."""

    def __init__(
        self, reporting: Asset, rates: Iterable[DailyRate], *, age_days_max: int = 7
    ) -> None:
        self.reporting = reporting
        self.age_days_max = age_days_max
        self._by_asset: dict[str, dict[int, DailyRate]] = {}
        for rate in rates:
            if rate.reporting != reporting:
                raise BadValue("reporting", rate.reporting.code, f"expected {reporting.code}")
            self._by_asset.setdefault(rate.asset.code, {})[rate.day.toordinal()] = rate

    def __iter__(self) -> Iterator[DailyRate]:
        for days in self._by_asset.values():
            yield from days.values()

    def on(self, asset: Asset, at: datetime) -> DailyRate:
        """The rate in force at `at`. Raises NoRate when the last one is too old."""
        if asset == self.reporting:
            return identity(asset, at.date())
        days = self._by_asset.get(asset.code, {})
        for age in range(self.age_days_max + 1):
            rate = days.get(at.date().toordinal() - age)
            if rate is not None:
                return rate
        raise NoRate(asset.code, at.date(), self.age_days_max)

    def value(self, money: Money, at: datetime) -> Money:
        """`money` in the reporting asset, rounded half up to its base unit."""
        return convert(money, self.on(money.asset, at))


def convert(money: Money, rate: DailyRate) -> Money:
    """Apply one rate, rounding half up: 0.5 of a base unit becomes 1."""
    units = (money.units * rate.scaled + RATE_SCALE // 2) // RATE_SCALE
    return Money(units=units, asset=rate.reporting)


def identity(asset: Asset, day: date) -> DailyRate:
    """The rate of an asset in itself."""
    return DailyRate(asset=asset, reporting=asset, day=day, scaled=RATE_SCALE, source="identity")


def scale_rate(per_one: str, *, asset: Asset, reporting: Asset) -> int:
    """Read "0.1397" (reporting per one of `asset`) as the scaled whole number of `DailyRate`.

    Raises BadValue when the text has more digits than the scale keeps.
    """
    whole, _, fraction = per_one.partition(".")
    digits = whole + fraction
    if not digits.isdecimal() or not digits.isascii() or not whole:
        raise BadValue("rate", per_one, "write a plain positive decimal such as 0.1397")
    # 1 asset unit = 10^-asset.decimals; 1 reporting = 10^reporting.decimals units.
    exponent = 12 + reporting.decimals - asset.decimals - len(fraction)
    number = int(digits)
    if exponent >= 0:
        return number * int(10**exponent)
    scaled, rest = divmod(number, int(10**-exponent))
    if rest:
        raise BadValue("rate", per_one, "more digits than can be kept exactly; round it first")
    return scaled
