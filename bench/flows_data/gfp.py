"""snapml's GraphFeaturePreprocessor at the sight of a decision: the peer's features.

snapml is proprietary, installed by whoever runs the comparison, and no part of Plainsight.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from bench.flows_data.score_sets import DAY_US, Ledger

from plainsight.engines.flow_features.adjacency import FlowArrays

STREAMING, WHOLE = "streaming", "whole graph"
BATCH = 2048
WINDOW_DAYS = 20
BINS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30]


def peer_features(ledger: Ledger, sight: str | int) -> npt.NDArray[np.float32]:
    """The peer's features with the same sight, beside the amount and the weekday.

    It cannot score again what it has taken in, so a fresh graph of twenty days is built for every
    day, as far as the delay sees.
    """
    flow = ledger.flow
    edges = _edges(flow)
    if sight == STREAMING:
        graph = _peer(WINDOW_DAYS, cycles=True)
        parts = [graph.transform(edges[n : n + BATCH]) for n in range(0, len(edges), BATCH)]
        found = np.vstack(parts)
    elif sight == WHOLE:
        found = _peer(WINDOW_DAYS, cycles=True).transform(edges)
    else:
        found = _peer_by_day(flow, edges, int(sight))
    raw = np.column_stack([flow.value, flow.at_us // DAY_US % 7])
    return np.column_stack([raw, found[:, found.std(axis=0) > 0]]).astype(np.float32)


def _peer_by_day(flow: FlowArrays, edges: npt.NDArray[np.float64], delay: int) -> Any:  # noqa: ANN401
    days = flow.at_us // DAY_US
    parts = []
    for day in np.unique(days):
        begin, end = np.searchsorted(days, [day - WINDOW_DAYS, day + delay + 1])
        first, last = np.searchsorted(days, [day, day + 1])
        block = edges[begin:end].copy()
        block[:, 0] -= begin
        graph = _peer(WINDOW_DAYS + delay + 1, cycles=False)
        parts.append(graph.transform(block)[first - begin : last - begin])
    return np.vstack(parts)


def _edges(flow: FlowArrays) -> npt.NDArray[np.float64]:
    seconds = (flow.at_us - flow.at_us[0]) // 1_000_000
    numbers = np.arange(len(flow))
    columns = [numbers, flow.source, flow.target, seconds, flow.value]
    return np.ascontiguousarray(np.column_stack(columns).astype(np.float64))


def _peer(days: int, *, cycles: bool) -> Any:  # noqa: ANN401 - snapml has no types
    from snapml import GraphFeaturePreprocessor

    window, near = days * 86_400, WINDOW_DAYS * 86_400
    graph = GraphFeaturePreprocessor()
    asked: dict[str, Any] = {
        "num_threads": 2,
        "time_window": window,
        "max_no_edges": -1,
        "vertex_stats": True,
        "vertex_stats_tw": window,
        "vertex_stats_cols": [4],
        "vertex_stats_feats": list(range(11)),
        "lc-cycle": cycles,
        "lc-cycle_tw": 10 * 86_400,
        "lc-cycle_len": 6,
    }
    for pattern in ("fan", "degree", "scatter-gather", "temp-cycle"):
        asked |= {pattern: True, f"{pattern}_tw": near, f"{pattern}_bins": BINS}
    if cycles:
        asked["lc-cycle_bins"] = [2, 3, 4, 5, 6]
    graph.set_params(asked)
    return graph
