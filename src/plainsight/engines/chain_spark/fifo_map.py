"""The FIFO interval map on Spark: the same text, and walks as one join per hop.

Haircut needs the whole ledger in order and stays with the compiled engine; on Spark, FIFO gives
the same kind of answer without any global order. A custodian's account is one partition of the
window: leave it out with `stops`, as a trace ends there anyway.
"""

from collections.abc import Sequence
from typing import Any

from plainsight.engines.chain_sql import fifo_map_sql
from plainsight.trace.chain.walk import Direction, Interval

Frame = Any  # pyspark.sql.DataFrame; pyspark is optional and imported by the caller
HOPS_MAX = 64
_PIECE = ("start", "lot", "units", "hops")


def fifo_map_frame(spark: Any, ledger: Frame) -> Frame:  # noqa: ANN401
    """`ledger`: lot, source, target, units (long) of one asset. Rows as in lots.LotRow."""
    ledger.where("source <> target AND units > 0").createOrReplaceTempView("chain_ledger")
    return spark.sql(fifo_map_sql("chain_ledger", wide="DECIMAL(38,0)", narrow="BIGINT"))


def walk_frames(
    spark: Any,  # noqa: ANN401
    rows: Frame,
    starts: Sequence[Interval],
    *,
    direction: Direction,
    stops: Frame,
    hops_max: int = HOPS_MAX,
) -> Frame:
    """Pieces (start, lot, units, hops, end) of a walk; `stops` holds the lots to end at.

    Ends are stopped, unobserved, rests and limit; a piece's start is its place in `starts`.
    """
    forward = direction is Direction.FORWARD
    here, there = ("source", "target") if forward else ("target", "source")
    edges = rows.selectExpr(
        f"{here}_lot AS here_lot",
        f"{there}_lot AS there_lot",
        f"{here}_offset AS here_offset",
        f"{there}_offset AS there_offset",
        "units AS row_units",
    )
    front = spark.createDataFrame(
        [(n, s.lot, s.offset, s.units, 1) for n, s in enumerate(starts)],
        "start int, lot long, offset long, units long, hops int",
    )
    ended = front.join(stops, "lot", "left_semi").selectExpr(*_PIECE, "'stopped' AS end")
    front = front.join(stops, "lot", "left_anti").select("start", "lot", "offset", "units", "hops")
    for _ in range(hops_max):
        ended, front = _hop(ended, front, edges, stops)
        # Materialise each hop: the plan would otherwise repeat all hops before it.
        front = front.localCheckpoint()
        if front.isEmpty():
            return ended
    return ended.unionByName(front.selectExpr(*_PIECE, "'limit' AS end"))


def _hop(ended: Frame, front: Frame, edges: Frame, stops: Frame) -> tuple[Frame, Frame]:
    numbered = front.selectExpr("*", "monotonically_increasing_id() AS piece").localCheckpoint()
    low = "GREATEST(offset, here_offset)"
    high = "LEAST(offset + units, here_offset + row_units)"
    steps = (
        numbered.join(edges, numbered["lot"] == edges["here_lot"])
        .where(f"{low} < {high}")
        .selectExpr(
            "piece",
            "start",
            "there_lot AS lot",
            f"there_offset + {low} - here_offset AS offset",
            f"{high} - {low} AS units",
            "hops + 1 AS hops",
        )
        .localCheckpoint()
    )
    carried = steps.groupBy("piece").agg({"units": "sum"})
    carried = carried.withColumnRenamed("sum(units)", "carried")
    rests = (
        numbered.join(carried, "piece", "left")
        .selectExpr("start", "lot", "units - COALESCE(carried, 0) AS units", "hops")
        .where("units > 0")
        .selectExpr("*", "'rests' AS end")
    )
    gone = steps.where("lot < 0").selectExpr(*_PIECE, "'unobserved' AS end")
    within = steps.where("lot >= 0")
    halted = within.join(stops, "lot", "left_semi")
    halted = halted.selectExpr(*_PIECE, "'stopped' AS end")
    onward = within.join(stops, "lot", "left_anti").drop("piece")
    for part in (rests, gone, halted):
        ended = ended.unionByName(part)
    return ended.localCheckpoint(), onward.select("start", "lot", "offset", "units", "hops")
