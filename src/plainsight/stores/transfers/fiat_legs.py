"""The legs of some accounts, and the daily rates, out of the ledger of transfers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.errors import NoRate
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.rate import Rates, rates_of_rows
from plainsight.model.transfer import Transfer

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FiatSnapshot:
    """Implements app.trace.chain_ports.FiatLedger over a snapshot of the ledger of transfers."""

    snapshot: LedgerSnapshot

    def rates(self, reporting: Asset) -> Rates:
        """The ledger's own."""
        return read_rates(self.snapshot, reporting)

    def legs(self, accounts: Collection[str], rates: Rates) -> tuple[Transfer, ...]:
        """The ledger's own."""
        return read_legs(self.snapshot, accounts, rates)


def read_rates(snapshot: LedgerSnapshot, reporting: Asset) -> Rates:
    """The ledger's daily rates into `reporting`, published or derived (`rates_into`)."""
    if not snapshot.rates:
        return Rates(reporting, ())
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT day, asset, reporting, rate, published_by, decimals FROM read_parquet(?) "
            "ORDER BY ALL",
            [list(snapshot.rates)],
        ).fetchall()
    return rates_of_rows(reporting, rows)


def read_legs(
    snapshot: LedgerSnapshot, accounts: Collection[str], rates: Rates
) -> tuple[Transfer, ...]:
    """Transfers from or to `accounts`, in order of time. Raises NoRate for an unvalued asset."""
    if not snapshot.transfers or not accounts:
        return ()
    with duckdb.connect() as connection:
        rows = connection.execute(
            'SELECT transfer_id, source, target, asset, units, epoch_us("at") '
            "FROM read_parquet(?) WHERE list_contains(?, source) OR list_contains(?, target) "
            'ORDER BY "at", transfer_id',
            [list(snapshot.transfers), sorted(accounts), sorted(accounts)],
        ).fetchall()
    assets = {rate.asset.code: rate.asset for rate in rates}
    assets[rates.reporting.code] = rates.reporting
    legs = []
    for transfer_id, source, target, code, units, at_us in rows:
        at = _EPOCH + timedelta(microseconds=at_us)
        if code not in assets:
            raise NoRate(code, at.date(), rates.age_days_max)
        money = Money(units=units, asset=assets[code])
        legs.append(
            Transfer(transfer_id=transfer_id, source=source, target=target, money=money, at=at)
        )
    return tuple(legs)
