"""Ordinary life in transfers, drawn at random: what the engines are timed on. No crime is in it."""

from pathlib import Path

import duckdb

from plainsight.app.flow_ports import LedgerSnapshot

ROWS_PER_ACCOUNT = 10
DAYS = 90


def make_ledger(folder: Path, rows: int, *, seed: int = 1) -> LedgerSnapshot:
    """A ledger of `rows` transfers over 90 days, made once and kept in `folder`.

    One account in fifty is a shop, 200 accounts are hubs that take one transfer in twenty, half of
    all transfers repeat one of five standing relations of their source, one in twenty is cash over
    one of 2,000 desks. Amounts are log-normal with a median of 90.
    """
    target = folder / f"{rows}-{seed}"
    if not (target / "done").exists():
        _write(target, rows, seed)
    months = sorted((target / "transfers").glob("month=*/*.parquet"))
    return LedgerSnapshot(
        version=1,
        transfers=tuple(str(path) for path in months),
        accounts=(str(target / "accounts.parquet"),),
        links=(),
        rates=(),
        labels=(),
        transfer_count=rows,
        quarantined_count=0,
        first_us=None,
        last_us=None,
    )


def _write(target: Path, rows: int, seed: int) -> None:
    target.mkdir(parents=True, exist_ok=True)
    accounts = rows // ROWS_PER_ACCOUNT
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(target)}) as con:
        con.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
        con.execute(f"SELECT setseed({1 / (seed + 1)})")
        con.execute(
            f"""COPY (
            SELECT 'a' || i AS account_id,
                   CASE WHEN i < 200 THEN 'business' WHEN i % 50 = 0 THEN 'merchant'
                        ELSE 'person' END AS kind,
                   CASE WHEN i % 5 = 0 THEN 'o' || (i // 10) ELSE '' END AS owner,
                   'US' AS country, 'p' || (i % 300) AS place,
                   CASE WHEN i % 50 = 0
                        THEN ['electronics', 'food', 'luxury', 'fuel'][1 + (i // 50) % 4]
                        ELSE '' END AS sector
            FROM range({accounts}) t(i)
            UNION ALL
            SELECT 'desk' || i, 'bank', '', 'US', 'p' || (i % 300), '' FROM range(2000) t(i)
            ) TO '{target}/accounts.parquet' (FORMAT parquet)"""
        )
        for month, first, last in (("2026-01", 0, 31), ("2026-02", 31, 59), ("2026-03", 59, 90)):
            folder = target / "transfers" / f"month={month}"
            folder.mkdir(parents=True, exist_ok=True)
            con.execute(
                f"COPY ({_month_sql(rows * first // DAYS, rows * last // DAYS, rows, accounts)}) "
                f"TO '{folder}/000001.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
    (target / "done").touch()


def _month_sql(first: int, last: int, rows: int, accounts: int) -> str:
    return f"""
    WITH draws AS (
        SELECT i, random() AS u, random() AS w, random() AS x, random() AS y, random() AS z,
               random() AS q
        FROM range({first}, {last}) t(i)
    ), drawn AS (
        SELECT x, y, z, q, i, w < 0.05 AS cash, 'desk' || (x * 1999)::INT AS desk,
               (u * {accounts})::INT % {accounts} AS s,
               CASE WHEN x < 0.05 THEN (y * 199)::INT
                    WHEN x < 0.55 THEN (((u * {accounts})::BIGINT * 7919
                                         + (y * 5)::INT * 104729) % {accounts})::INT
                    ELSE (y * {accounts})::INT % {accounts} END AS d,
               exp(4.5 + 1.1 * sqrt(-2 * ln(greatest(q, 1e-9))) * cos(6.283185307 * z)) AS amount,
               timestamptz '2026-01-01 00:00:00+00' + to_microseconds(
                   ((i + u) * {DAYS * 86_400_000_000} / {rows})::BIGINT) AS stamp
        FROM draws
    )
    SELECT 't' || i AS transfer_id,
           CASE WHEN cash AND z < 0.7 THEN desk ELSE 'a' || s END AS source,
           CASE WHEN NOT cash THEN 'a' || d WHEN z < 0.7 THEN 'a' || s ELSE desk END AS target,
           CASE WHEN cash THEN 'cash' WHEN d % 50 = 0 THEN 'card' WHEN q < 0.5 THEN 'p2p'
                ELSE 'wire' END AS channel,
           CASE WHEN y < 0.05 THEN 'SALA' ELSE '' END AS purpose,
           CASE WHEN cash THEN 'p' || ((x * 1999)::INT % 300) ELSE '' END AS place,
           'USD' AS asset, greatest(100, amount * 100)::BIGINT AS units, stamp AS "at",
           '' AS source_country, CASE WHEN y > 0.98 THEN 'MX' ELSE 'US' END AS target_country
    FROM drawn ORDER BY "at", transfer_id"""
