"""The FIFO interval map as set operations: one text for DuckDB and Spark.

Input: a relation (lot, source, target, units) of one asset, lots numbering the ledger, without
self-transfers and zero amounts. The steps are those of research on static FIFO maps:

1. every transfer is an event of two accounts; a running sum per account tells how far it has
   overspent, and each step of overspending is a virtual arrival just before that transfer;
2. arrivals and departures get cumulative positions in their account;
3. all positions of an account, sorted, cut its units into segments; a segment belongs to the
   arrival and to the departure whose end comes next.
"""

from plainsight.trace.chain.lots import UNOBSERVED_LOT

# `{wide}` is the type of sums: wide enough that a cumulative position never overflows.
_FIFO_MAP = """
WITH events AS (
    SELECT target AS account, lot, CAST(units AS {wide}) AS units, 1 AS side FROM {ledger}
    UNION ALL
    SELECT source AS account, lot, CAST(units AS {wide}) AS units, -1 AS side FROM {ledger}
), running AS (
    SELECT account, lot, units, side, CAST(SUM(-side * units) OVER (
        PARTITION BY account ORDER BY lot ROWS UNBOUNDED PRECEDING
    ) AS {wide}) AS overspent FROM events
), deficits AS (
    SELECT account, lot, units, side, GREATEST(MAX(overspent) OVER (
        PARTITION BY account ORDER BY lot ROWS UNBOUNDED PRECEDING
    ), 0) AS deficit FROM running
), steps AS (
    SELECT account, lot, units, side, deficit - LAG(deficit, 1, CAST(0 AS {wide})) OVER (
        PARTITION BY account ORDER BY lot
    ) AS missing FROM deficits
), arrivals AS (
    SELECT account, lot, CASE WHEN side = 1 THEN lot ELSE {unobserved} END AS arrived_lot,
        CASE WHEN side = 1 THEN units ELSE missing END AS units
    FROM steps WHERE side = 1 OR missing > 0
), placed AS (
    SELECT account, arrived_lot AS lot, units, 1 AS side, CAST(SUM(units) OVER (
        PARTITION BY account ORDER BY lot ROWS UNBOUNDED PRECEDING
    ) AS {wide}) AS finish FROM arrivals
    UNION ALL
    SELECT account, lot, units, -1 AS side, CAST(SUM(units) OVER (
        PARTITION BY account ORDER BY lot ROWS UNBOUNDED PRECEDING
    ) AS {wide}) AS finish FROM steps WHERE side = -1
), cuts AS (
    SELECT account, finish,
        MAX(CASE WHEN side = 1 THEN finish END) AS arrival_finish,
        MAX(CASE WHEN side = -1 THEN finish END) AS departure_finish,
        MAX(CASE WHEN side = 1 THEN lot END) AS arrived_lot,
        MAX(CASE WHEN side = 1 THEN finish - units END) AS arrival_start,
        MAX(CASE WHEN side = -1 THEN lot END) AS departed_lot,
        MAX(CASE WHEN side = -1 THEN finish - units END) AS departure_start
    FROM placed GROUP BY account, finish
), segments AS (
    SELECT account, finish,
        LAG(finish, 1, CAST(0 AS {wide})) OVER (PARTITION BY account ORDER BY finish) AS start,
        MIN(arrival_finish) OVER (
            PARTITION BY account ORDER BY finish ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS arrival_finish,
        MIN(departure_finish) OVER (
            PARTITION BY account ORDER BY finish ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS departure_finish
    FROM cuts
)
SELECT
    a.arrived_lot AS source_lot,
    d.departed_lot AS target_lot,
    CAST(s.finish - s.start AS {narrow}) AS units,
    CAST(s.start - a.arrival_start AS {narrow}) AS source_offset,
    CAST(s.start - d.departure_start AS {narrow}) AS target_offset
FROM segments s
JOIN cuts a ON a.account = s.account AND a.finish = s.arrival_finish
JOIN cuts d ON d.account = s.account AND d.finish = s.departure_finish
WHERE a.arrived_lot IS NOT NULL AND d.departed_lot IS NOT NULL
"""


def fifo_map_sql(ledger: str, *, wide: str, narrow: str) -> str:
    """The query over relation `ledger`; `wide` and `narrow` are the engine's number types."""
    return _FIFO_MAP.format(ledger=ledger, wide=wide, narrow=narrow, unobserved=UNOBSERVED_LOT)
