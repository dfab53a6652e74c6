"""What speaks against the rates that a ledger holds: one another, and its own conversions.

A transfer that left in one currency and arrived in another says what the platform itself took for
the rate of that day. Where most of them say another than the rates, one of the two is wrong.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.errors import NoRate
from plainsight.model.asset import CURRENCIES, Asset, fiat
from plainsight.model.rate import RATE_SCALE, Rates, rates_of_rows
from plainsight.model.rate_doubts import RateRow, doubt_rates, is_upside_down

CONVERSIONS_MIN = 3  # one or two may be mistyped
_APART = 1.5  # no commission takes a third
_TOLD_MAX = 5
_DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

RateLine = tuple[int, str, str, str, str, int]  # day, asset, reporting, rate, who, digits


def doubted_rates(snapshot: LedgerSnapshot) -> tuple[str, ...]:
    """A sentence for each thing that speaks against the ledger's rates, and what mends it."""
    if not snapshot.rates:
        return ()
    with duckdb.connect() as connection:
        lines = read_rate_lines(connection, snapshot.rates)
        conversions = _read_conversions(connection, snapshot.transfers)
    rows = [
        RateRow(day=day, asset=asset, reporting=into, rate=Decimal(rate), published_by=who)
        for day, asset, into, rate, who, _ in lines
        if rate.strip("0.")
    ]
    doubts = [mend for _, mend in doubt_rates(rows)]
    more = len(doubts) - _TOLD_MAX
    told = doubts[:_TOLD_MAX] + ([f"and {more:,} more pairs of rates"] if more > 0 else [])
    return (*told, *_told_by_conversions(lines, conversions))


def read_rate_lines(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str]
) -> Sequence[RateLine]:
    """Every rate that a ledger holds, in one order."""
    if not files:
        return ()
    return connection.execute(
        "SELECT day, asset, reporting, rate, published_by, decimals FROM read_parquet(?) "
        "ORDER BY ALL",
        [list(files)],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class _Conversion:
    """What some transfers of one day brought: base units received for each one paid."""

    paid: str
    received: str
    day: int
    units: float  # the middle one of them
    count: int


def _read_conversions(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str]
) -> list[_Conversion]:
    if not files:
        return []
    rows = connection.execute(
        f'SELECT asset, received_asset, epoch_us("at") // {_DAY_US} AS day, '
        "median(received_units / units), count(*) FROM read_parquet(?, union_by_name = true) "
        "WHERE received_units > 0 AND units > 0 AND received_asset <> asset "
        "AND received_asset <> '' GROUP BY ALL ORDER BY ALL",
        [list(files)],
    ).fetchall()
    return [_Conversion(*row) for row in rows]


def _told_by_conversions(
    lines: Sequence[RateLine], conversions: Sequence[_Conversion]
) -> list[str]:
    by_pair: dict[tuple[str, str], list[_Conversion]] = defaultdict(list)
    for each in conversions:
        by_pair[each.paid, each.received].append(each)
    digits = {line[1]: line[5] for line in lines}
    told = []
    for (paid, received), days in sorted(by_pair.items()):
        here, there = _asset(paid, digits), _asset(received, digits)
        if here is None or there is None:
            continue
        said = _said_of_pair(here, there, days, rates_of_rows(there, lines))
        if said:
            told.append(said)
    return told


def _asset(code: str, digits: dict[str, int]) -> Asset | None:
    """None for a token of which no rate says how many digits it has; then none leads to it."""
    if code in digits:
        return Asset(code=code, decimals=digits[code])
    return fiat(code) if code in CURRENCIES else None


def _said_of_pair(paid: Asset, received: Asset, days: Sequence[_Conversion], rates: Rates) -> str:
    """The sentence for a pair of which most conversions say another rate; empty where none is."""
    apart, turned, compared = 0, 0, 0
    worst: tuple[int, float, float, str, str] | None = None
    scale = 10.0 ** (paid.decimals - received.decimals)
    for each in days:
        at = _EPOCH + timedelta(days=each.day)
        try:
            rate = rates.on(paid, at)
        except NoRate:
            continue
        got, known = each.units * scale, rate.scaled / RATE_SCALE * scale
        compared += each.count
        if max(got / known, known / got) <= _APART:
            continue
        apart += each.count
        turned += each.count if is_upside_down(known, got) else 0
        if worst is None or each.count > worst[0]:
            worst = (each.count, got, known, f"{at:%Y-%m-%d}", rate.source)
    if worst is None or apart < CONVERSIONS_MIN or apart * 2 <= compared:
        return ""
    _, got, known, day, source = worst
    why = "upside down" if turned * 2 > apart else "wrong, or those transfers are"
    return (
        f"the rates of {paid.code} in {received.code} are {why}: of {compared:,} transfers that "
        f"left in {paid.code} and arrived in {received.code}, {apart:,} say so; on {day} they "
        f"brought {got:.4g} {received.code} for 1 {paid.code}, and the rate is {known:.4g} "
        f"({source}): who published the rates corrects them in a later file"
    )
