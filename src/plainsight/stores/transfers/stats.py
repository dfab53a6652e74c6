"""What a ledger holds, counted: for the person who has just taken a file in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.model.asset import Asset, fiat
from plainsight.model.rate import rates_of_rows
from plainsight.stores.transfers.rate_evidence import doubted_rates, read_rate_lines

DAY_US = 86_400_000_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetTotal:
    """Transfers of one asset."""

    asset: str
    count: int
    units: int
    decimals: int
    days_without_rate: int  # days on which it moved and no rate into the reporting asset was known


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStats:
    """Counts of one ledger version."""

    version: int
    transfer_count: int
    account_count: int  # that moved anything
    first_at: datetime | None
    last_at: datetime | None
    assets: tuple[AssetTotal, ...] = ()
    channels: tuple[tuple[str, int], ...] = ()
    known_accounts: int = 0
    links: int = 0
    labelled: int = 0
    quarantined: tuple[tuple[str, str, int], ...] = field(default=())  # field, mend, rows
    doubts: tuple[str, ...] = ()  # what speaks against the rates, a sentence each


def count_ledger(
    snapshot: LedgerSnapshot, quarantine: Sequence[str], *, reporting: str
) -> LedgerStats:
    """Count everything in a few passes."""
    doubts = doubted_rates(snapshot)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = {
            name: _count(connection, paths)
            for name, paths in (
                ("accounts", snapshot.accounts),
                ("links", snapshot.links),
                ("labels", snapshot.labels),
            )
        }
        wrong = _fetch(
            connection, quarantine, "SELECT field, mend, count(*) FROM {} GROUP BY ALL ORDER BY ALL"
        )
        quarantined = tuple(sorted(wrong, key=lambda row: (-row[2], row[0], row[1])))
        if not snapshot.transfers:
            return LedgerStats(
                version=snapshot.version,
                transfer_count=0,
                account_count=0,
                first_at=None,
                last_at=None,
                known_accounts=rows["accounts"],
                links=rows["links"],
                labelled=rows["labels"],
                quarantined=quarantined,
                doubts=doubts,
            )
        ((accounts, first, last),) = _fetch(
            connection,
            snapshot.transfers,
            "SELECT (SELECT count(*) FROM (SELECT source FROM {0} UNION SELECT target FROM {0})), "
            'min("at"), max("at") FROM {0}',
        )
        return LedgerStats(
            version=snapshot.version,
            transfer_count=snapshot.transfer_count,
            account_count=accounts,
            first_at=first.astimezone(UTC),
            last_at=last.astimezone(UTC),
            assets=_assets(connection, snapshot, reporting),
            channels=tuple(
                _fetch(
                    connection,
                    snapshot.transfers,
                    "SELECT channel, count(*) FROM {} GROUP BY ALL ORDER BY 2 DESC, 1",
                )
            ),
            known_accounts=rows["accounts"],
            links=rows["links"],
            labelled=rows["labels"],
            quarantined=quarantined,
            doubts=doubts,
        )


def _assets(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, reporting: str
) -> tuple[AssetTotal, ...]:
    moved = _fetch(
        connection,
        snapshot.transfers,
        "SELECT asset, count(*), sum(units)::HUGEINT, "
        f'list(DISTINCT epoch_us("at") // {DAY_US}) FROM {{}} GROUP BY asset ORDER BY 2 DESC, 1',
    )
    rates: dict[str, set[int]] = {}
    decimals: dict[str, int] = {}
    into = Asset(code=reporting, decimals=_decimals(reporting))
    # As a search has them, turned round or over a third currency where nobody published it.
    for rate in rates_of_rows(into, read_rate_lines(connection, snapshot.rates)):
        code, day = rate.asset.code, (rate.day - _EPOCH).days
        rates.setdefault(code, set()).update(range(day, day + 8))  # see `model.rate.Rates`
        decimals[code] = rate.asset.decimals
    return tuple(
        AssetTotal(
            asset=asset,
            count=count,
            units=int(units),
            decimals=decimals.get(asset, _decimals(asset)),
            days_without_rate=0 if asset == reporting else len(set(days) - rates.get(asset, set())),
        )
        for asset, count, units, days in moved
    )


def _decimals(asset: str) -> int:
    is_fiat = len(asset) == 3 and asset.isascii() and asset.isalpha() and asset.isupper()
    return fiat(asset).decimals if is_fiat else 0


def _count(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> int:
    rows = _fetch(connection, paths, "SELECT count(*) FROM {}")
    return int(rows[0][0]) if rows else 0


def _fetch(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], sql: str
) -> list[tuple[Any, ...]]:
    if not paths:
        return []
    files = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
    return connection.execute(sql.format(f"read_parquet({files}, union_by_name = true)")).fetchall()
