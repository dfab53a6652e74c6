"""Transfers, accounts and links as the Parquet files of a ledger, for engines under test."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.model.account import Account, AccountLink
from plainsight.model.transfer import Transfer

TRANSFERS = pa.schema(
    [
        *((name, pa.string()) for name in ("transfer_id", "source", "target")),
        ("units", pa.int64()),
        ("at", pa.timestamp("us", tz="UTC")),
        *((name, pa.string()) for name in ("asset", "channel", "purpose", "place")),
        *((name, pa.string()) for name in ("source_country", "target_country")),
    ]
)
ACCOUNTS = pa.schema(
    [
        *((n, pa.string()) for n in ("account_id", "kind", "owner", "country", "place", "sector")),
        ("opened_at", pa.timestamp("us", tz="UTC")),
    ]
)
_NAMES = ACCOUNTS.names[:-1]
LINKS = pa.schema([(name, pa.string()) for name in ("account_id", "kind", "value")])
RATES = pa.schema(
    [
        ("day", pa.int64()),
        *((name, pa.string()) for name in ("asset", "reporting", "rate", "published_by")),
        ("decimals", pa.int32()),
    ]
)


def write_ledger(
    folder: Path,
    transfers: Sequence[Transfer],
    accounts: Sequence[Account] = (),
    links: Sequence[AccountLink] = (),
    rates: Sequence[tuple[int, str, str, int]] = (),
    rated_in: str = "USD",
    feeds: Mapping[str, str] | None = None,
) -> LedgerSnapshot:
    """Write what a ledger would hold; `rates` are (day, asset, rate in `rated_in`, decimals).

    `feeds` names that of a transfer, by its id.
    """
    rows = [_row(transfer) for transfer in sorted(transfers, key=lambda t: (t.at, t.transfer_id))]
    fed = feeds or {}
    named = sorted(set(fed.values()) | {""})
    # Two files of one month: an engine must not trust the order of files.
    paths = [
        _write(
            folder / "month=2026-01" / f"{n}-{place}.parquet",
            [row for row in rows if fed.get(str(row["transfer_id"]), "") == feed][n::2],
            TRANSFERS,
        )
        for n in range(2)
        for place, feed in enumerate(named)
    ]
    known = [
        {name: str(getattr(account, name)) for name in _NAMES} | {"opened_at": account.opened_at}
        for account in accounts
    ]
    ties = [
        {"account_id": link.account_id, "kind": str(link.kind), "value": link.value}
        for link in links
    ]
    priced = [
        {"day": day, "asset": asset, "reporting": rated_in, "rate": rate,
         "published_by": "test", "decimals": decimals}
        for day, asset, rate, decimals in rates
    ]  # fmt: skip
    return LedgerSnapshot(
        version=1,
        transfers=tuple(paths),
        accounts=(_write(folder / "accounts.parquet", known, ACCOUNTS),) if known else (),
        links=(_write(folder / "links.parquet", ties, LINKS),) if ties else (),
        rates=(_write(folder / "rates.parquet", priced, RATES),) if priced else (),
        labels=(),
        transfer_count=len(rows),
        quarantined_count=0,
        first_us=None,
        last_us=None,
        feeds=tuple(named) * 2 if fed else (),
    )


def _row(transfer: Transfer) -> dict[str, object]:
    plain = (
        "transfer_id", "source", "target", "at", "channel", "purpose", "place",
        "source_country", "target_country",
    )  # fmt: skip
    return {name: getattr(transfer, name) for name in plain} | {
        "units": transfer.money.units,
        "asset": transfer.money.asset.code,
    }


def _write(path: Path, rows: Sequence[dict[str, object]], schema: pa.Schema) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)
    return str(path)
