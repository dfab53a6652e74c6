"""Ordinary life in transfers, drawn at random, with schemes planted: what engines are timed on.

One scheme for every 20,000 transfers, six kinds in turn, so that every stage of a plan has work.
"""

from pathlib import Path

import duckdb

from plainsight.app.trace.flow_ports import LedgerSnapshot

ROWS_PER_ACCOUNT = 10
ROWS_PER_SCHEME = 20_000
PIECE_ROWS = 5_000_000
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
        con.execute(f"CREATE TEMP TABLE planted AS {_planted_sql(max(6, rows // ROWS_PER_SCHEME))}")
        for month, first, last in (("2026-01", 0, 31), ("2026-02", 31, 59), ("2026-03", 59, 90)):
            folder = target / "transfers" / f"month={month}"
            folder.mkdir(parents=True, exist_ok=True)
            _write_month(con, folder / "000001.parquet", rows, accounts, range(first, last))
    (target / "done").touch()


def _write_month(
    con: duckdb.DuckDBPyConnection, path: Path, rows: int, accounts: int, days: range
) -> None:
    """Days are drawn and sorted few at a time, then laid end to end: no sort of a whole month."""
    step = max(1, PIECE_ROWS * DAYS // rows)
    pieces = []
    for first in range(days.start, days.stop, step):
        last = min(first + step, days.stop)
        pieces.append(str(path.with_name(f"piece-{first:02}")))
        con.execute(
            f"COPY (SELECT * FROM ("
            f"{_month_sql(rows * first // DAYS, rows * last // DAYS, rows, accounts)}) "
            f'UNION ALL SELECT * FROM planted WHERE "at" >= {_day(first)} '
            f'AND "at" < {_day(last)} ORDER BY "at", transfer_id) TO \'{pieces[-1]}\' '
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    con.execute(
        f"COPY (SELECT * FROM read_parquet({pieces!r})) TO '{path}' "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    for piece in pieces:
        Path(piece).unlink()


def _day(number: int) -> str:
    return f"timestamptz '2026-01-01 00:00:00+00' + to_days({number})"


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
    FROM drawn"""


def _planted_sql(schemes: int) -> str:
    """Fan-in, fan-out, pass-through, scatter-gather, structuring and cycles, of 5 to 12 legs."""
    start = "timestamptz '2026-01-01 00:00:00+00' + to_hours((begun * 2000)::INT)"
    return f"""
    WITH schemes AS (SELECT j, j % 6 AS kind, random() AS begun FROM range({schemes}) t(j)),
    legs AS (
        SELECT j, kind, begun, n, 700 + (j * 37 + n * 113) % 900 AS amount
        FROM schemes, range(12) s(n)
        WHERE n < CASE kind WHEN 4 THEN 5 WHEN 5 THEN 5 ELSE 12 END
    )
    SELECT 'x' || j || '-' || n AS transfer_id,
           CASE kind WHEN 0 THEN 'xp' || j || '-' || n WHEN 1 THEN 'xc' || j
                WHEN 2 THEN CASE WHEN n % 2 = 0 THEN 'xp' || j || '-' || n ELSE 'xc' || j END
                WHEN 3 THEN CASE WHEN n < 6 THEN 'xo' || j ELSE 'xm' || j || '-' || (n - 6) END
                WHEN 4 THEN 'desk' || (j % 2000) ELSE 'xr' || j || '-' || n END AS source,
           CASE kind WHEN 0 THEN 'xc' || j WHEN 1 THEN 'xp' || j || '-' || n
                WHEN 2 THEN CASE WHEN n % 2 = 0 THEN 'xc' || j ELSE 'xq' || j || '-' || n END
                WHEN 3 THEN CASE WHEN n < 6 THEN 'xm' || j || '-' || n ELSE 'xd' || j END
                WHEN 4 THEN 'xc' || j ELSE 'xr' || j || '-' || ((n + 1) % 5) END AS target,
           CASE kind WHEN 4 THEN 'cash' ELSE 'p2p' END AS channel, '' AS purpose,
           CASE kind WHEN 4 THEN 'p' || n ELSE '' END AS place, 'USD' AS asset,
           CASE kind WHEN 2 THEN 100 * (amount + 400) - CASE WHEN n % 2 = 1 THEN 11300 ELSE 0 END
                WHEN 4 THEN 830000 + 1000 * amount // 10 WHEN 5 THEN 100000 * (10 - n)
                ELSE 100 * amount END::BIGINT AS units,
           {start} + to_hours(5 * n::INT) AS "at", '' AS source_country, 'US' AS target_country
    FROM legs"""
