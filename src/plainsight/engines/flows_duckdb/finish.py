"""What set operations do not express: rings by numba, blocks by the definition itself.

The searches take the legs that SQL left as arrays and rows, so that every engine ends alike.
"""

from collections.abc import Callable, Mapping, Sequence

import duckdb
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.flows_duckdb.rings import ring_paths
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.layers import Block, blocks_of, peel
from plainsight.trace.flows.leg import Leg
from plainsight.trace.flows.plan import Plan
from plainsight.trace.flows.ring import rings_of
from plainsight.trace.flows.typology import FlowTypology

Ints = NDArray[np.int64]
FetchLegs = Callable[[list[int]], Mapping[int, Leg]]


def finish_rings(
    connection: duckdb.DuckDBPyConnection, plan: Plan, typology: FlowTypology
) -> list[Instance]:
    """Search the legs that SQL left for earliest returns."""
    table = connection.sql(
        f"SELECT number, s, d, t FROM {plan.prefix}_left ORDER BY number"
    ).to_arrow_table()
    number, source, target, instants = (
        np.asarray(table.column(name).to_numpy(), dtype=np.int64)
        for name in ["number", "s", "d", "t"]
    )
    return search_rings(
        typology,
        number=number,
        source=source,
        target=target,
        instants=instants,
        fetch=lambda numbers: fetch_legs(connection, numbers),
    )


def finish_layers(
    connection: duckdb.DuckDBPyConnection, plan: Plan, typology: FlowTypology
) -> list[Instance]:
    """Peel what SQL left of each tile."""
    rows = connection.execute(
        f"SELECT tile, stage, number FROM {plan.prefix}_left ORDER BY ALL"
    ).fetchall()
    return search_layers(typology, rows, fetch=lambda numbers: fetch_legs(connection, numbers))


def search_rings(
    typology: FlowTypology,
    *,
    number: Ints,
    source: Ints,
    target: Ints,
    instants: Ints,
    fetch: FetchLegs,
) -> list[Instance]:
    """Find earliest returns over arrays, then choose rings as the judge does."""
    if typology.ring is None:
        return []
    paths = ring_paths(
        source, target, instants, hops_max=typology.ring.hops_max, within=typology.stages[0].within
    )
    legs = fetch(sorted({int(number[place]) for path in paths for place in path}))
    return rings_of(typology, [tuple(legs[int(number[place])] for place in path) for path in paths])


def search_layers(
    typology: FlowTypology, rows: Sequence[tuple[int, int, int]], *, fetch: FetchLegs
) -> list[Instance]:
    """Peel each tile as the judge does; `rows` are (tile, stage, number)."""
    legs = fetch(sorted({number for _, _, number in rows}))
    tiles: dict[int, list[list[Leg]]] = {}
    for tile, stage, number in rows:
        stages = tiles.setdefault(tile, [[] for _ in typology.stages])
        stages[stage].append(legs[number])
    blocks: list[Block] = [block for stages in tiles.values() for block in peel(typology, stages)]
    return blocks_of(typology, blocks)


def fetch_legs(connection: duckdb.DuckDBPyConnection, numbers: list[int]) -> dict[int, Leg]:
    """Some legs as values, by number."""
    if not numbers:
        return {}
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT)")
    connection.execute("INSERT INTO wanted SELECT unnest(?::BIGINT[])", [numbers])
    rows = connection.execute(
        "SELECT l.number, transfer_id, a.name, b.name, l.t, v FROM wanted "
        "JOIN legs l USING (number) JOIN rows USING (number) "
        "JOIN accounts a ON a.acct = s JOIN accounts b ON b.acct = d"
    ).fetchall()
    return {row[0]: bare_leg(row) for row in rows}


def bare_leg(row: tuple[int, str, str, str, int, int]) -> Leg:
    """A leg with what the searches read; other facts stay empty.

    Number, transfer id, source, target, instant in microseconds, value.
    """
    number, transfer_id, source, target, at_us, value = row
    return Leg(
        number=number,
        transfer_id=transfer_id,
        source=source,
        target=target,
        at_us=at_us,
        value=value,
        asset="",
        channel="",
        purpose="",
        place="",
        source_country="",
        target_country="",
        is_related=False,
        is_refund=False,
        pair_first_us=at_us,
        pair_last_us=at_us,
        watched_before_us=0,
        watched_after_us=0,
        watched_in_all_us=0,
    )
