"""Which legs belong to which instance: those that a firing pivot counted."""

from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.plan_sweep import Swept


def looked_back(plan: Plan, table: str, within: int, swept: Swept) -> str:
    """Sightings at or before a firing pivot: the next one at or after them is near enough.

    Chain numbers grow with time, so the smallest one ahead is that of the next firing pivot.
    """
    return _near(
        plan, table, swept, order="u DESC, is_leg", nearest="MIN", far=f"near - u <= {within}"
    )


def looked_ahead(plan: Plan, table: str, within: int, swept: Swept) -> str:
    """Sightings strictly after a firing pivot: the last one before them is near enough."""
    return _near(
        plan, table, swept, order="u, is_leg DESC", nearest="MAX", far=f"u - near <= {within}"
    )


def _near(plan: Plan, table: str, swept: Swept, *, order: str, nearest: str, far: str) -> str:
    keys = swept.listed
    same = " AND ".join(f"f.{key} = s.{key}" for key in swept.keys)
    rows = (
        f"SELECT {keys}, u, 0 AS is_leg, CAST(NULL AS BIGINT) AS number, u AS near, chain "
        f"FROM {plan.prefix}_pivots UNION ALL "
        f"SELECT {keys}, u, 1, number, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM {table} s "
        f"WHERE EXISTS (SELECT 1 FROM {plan.fired} f WHERE {same})"
    )
    return (
        f"SELECT {keys}, chain, number FROM (SELECT {keys}, u, is_leg, number, "
        f"{nearest}(near) OVER w AS near, {nearest}(chain) OVER w AS chain FROM ({rows}) x "
        f"WINDOW w AS (PARTITION BY {keys} ORDER BY {order} ROWS UNBOUNDED PRECEDING)) y "
        f"WHERE is_leg = 1 AND {far}"
    )
