"""Clusters on Spark: connected components by alternating stars.

Large-star and small-star after Kiveris et al., "Connected Components in MapReduce and Beyond"
(SoCC 2014): each round is two grouped minima, and the number of rounds grows with the logarithm
of the addresses. Taking a link back is leaving its row out, as everywhere.
"""

from typing import Any

Frame = Any  # pyspark.sql.DataFrame
ROUNDS_MAX = 60


def cluster_frame(edges: Frame) -> Frame:
    """Rows (address, label): per linked address the smallest number of its cluster.

    `edges`: first, second (long), addresses numbered in the order in which the chain shows them,
    so that labels equal links.cluster's. An address that no edge names is its own cluster.
    """
    front = edges.where("first <> second").selectExpr(
        "GREATEST(first, second) AS high", "LEAST(first, second) AS low"
    )
    front = front.distinct().localCheckpoint()
    before = None
    for _ in range(ROUNDS_MAX):
        front = _small_star(_large_star(front)).localCheckpoint()
        # Stars of one round that equal those of the round before: nothing moves any more.
        after = front.selectExpr(
            "COUNT(*) AS n", "SUM(low) AS s", "BIT_XOR(xxhash64(high, low)) AS h"
        )
        state = tuple(after.collect()[0])
        if state == before:
            break
        before = state
    members = front.selectExpr("high AS address", "low AS label")
    roots = front.selectExpr("low AS address", "low AS label").distinct()
    return members.unionByName(roots)


def _large_star(front: Frame) -> Frame:
    """Every larger neighbour is tied to the smallest of the neighbourhood."""
    both = front.selectExpr("high AS here", "low AS there").unionByName(
        front.selectExpr("low AS here", "high AS there")
    )
    least = both.groupBy("here").agg({"there": "min"}).withColumnRenamed("min(there)", "least")
    return (
        both.join(least, "here")
        .where("there > here")
        .selectExpr("there AS high", "LEAST(least, here) AS low")
        .distinct()
    )


def _small_star(front: Frame) -> Frame:
    """Every smaller neighbour, and the address itself, is tied to the smallest."""
    least = front.groupBy("high").agg({"low": "min"}).withColumnRenamed("min(low)", "least")
    tied = front.join(least, "high")
    return (
        tied.where("low <> least")
        .selectExpr("low AS high", "least AS low")
        .unionByName(least.selectExpr("high", "least AS low"))
        .distinct()
    )
