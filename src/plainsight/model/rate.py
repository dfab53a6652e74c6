"""Daily exchange rates with their source, and conversion to the base unit without floats."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plainsight.errors import BadValue, NoRate
from plainsight.model.asset import CURRENCIES, Asset, fiat
from plainsight.model.money import Money

# A rate is held as a whole number of 10^-12 reporting base units per base unit of its asset:
# twelve digits keep a yuan-per-dollar fixing of six digits exact and every product below 2^127.
RATE_SCALE = 10**12
_EPOCH = date(1970, 1, 1)


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


def rates_into(reporting: Asset, known: Iterable[DailyRate]) -> Rates:
    """Rates into `reporting`, from what was published into any currency.

    What was published into it stands. For an asset of which nothing was, the rate of `reporting` in
    that asset is turned round; where there is none either, two rates of one day lead over a third
    currency, of those that do the first by code.
    """
    lines = sorted(known, key=lambda rate: (rate.asset.code, rate.reporting.code, rate.day))
    found = [rate for rate in lines if rate.reporting == reporting]
    published = {reporting.code, *(rate.asset.code for rate in found)}
    found += [
        _turned(rate)
        for rate in lines
        if rate.asset == reporting and rate.reporting.code not in published
    ]
    onward = {(rate.asset.code, rate.day): rate for rate in found}
    reached = {reporting.code, *(rate.asset.code for rate in found)}
    over: dict[str, str] = {}  # asset -> the third currency
    for rate in lines:
        way = onward.get((rate.reporting.code, rate.day))
        by = rate.reporting.code
        if rate.asset.code in reached or way is None or over.setdefault(rate.asset.code, by) != by:
            continue
        found += _joined(rate, way)
    return Rates(reporting, found)


def rates_of_rows(reporting: Asset, rows: Sequence[tuple[int, str, str, str, str, int]]) -> Rates:
    """Rates into `reporting` from rows of a ledger, published or derived (`rates_into`).

    A row is days since 1970, asset, reporting, rate, who published it, digits of the asset. What is
    reported in a token of which no row says how many digits it has leads nowhere; neither does a
    rate of 0, which ledgers of earlier releases may hold.
    """
    digits = {row[1]: row[5] for row in rows} | {reporting.code: reporting.decimals}
    known = []
    for day, code, into, rate, published_by, decimals in rows:
        if (into not in digits and into not in CURRENCIES) or not rate.strip("0."):
            continue
        asset = Asset(code=code, decimals=decimals)
        target = Asset(code=into, decimals=digits[into]) if into in digits else fiat(into)
        known.append(
            DailyRate(
                asset=asset,
                reporting=target,
                day=_EPOCH + timedelta(days=day),
                scaled=scale_rate(rate, asset=asset, reporting=target),
                source=published_by,
            )
        )
    return rates_into(reporting, known)


def _turned(rate: DailyRate) -> DailyRate:
    scaled = (RATE_SCALE * RATE_SCALE + rate.scaled // 2) // rate.scaled
    return DailyRate(
        asset=rate.reporting,
        reporting=rate.asset,
        day=rate.day,
        scaled=scaled,
        source=f"{rate.source}, turned round",
    )


def _joined(first: DailyRate, second: DailyRate) -> list[DailyRate]:
    scaled = (first.scaled * second.scaled + RATE_SCALE // 2) // RATE_SCALE
    if not scaled:
        return []
    return [
        DailyRate(
            asset=first.asset,
            reporting=second.reporting,
            day=first.day,
            scaled=scaled,
            source=f"{first.source} and {second.source}",
        )
    ]


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
    if not number:
        raise BadValue("rate", per_one, "nothing is worth 0; leave the row out")
    if exponent >= 0:
        return number * int(10**exponent)
    scaled, rest = divmod(number, int(10**-exponent))
    if rest:
        raise BadValue("rate", per_one, "more digits than can be kept exactly; round it first")
    return scaled
