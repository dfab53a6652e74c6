"""Scoring transfers against snapml's GraphFeaturePreprocessor with LightGBM, at equal delay.

Protocol: transfers in time order, three fifths to learn from, one to choose trees and the share of
transfers to alert, the last to measure on; the same raw columns, the same trees, the same choice
of threshold and the same sight for both. Five seeds. Transfers of one instant are shuffled first:
AMLGentex writes what it added last in every day, an order no feature may see.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from bench.row import Row
from bench.timing import peak_mebibytes
from plainsight import wiring
from plainsight.engines.flow_features.adjacency import (
    FlowArrays,
    visible_after,
    visible_in_batches,
)
from plainsight.engines.flow_features.compute import Known, flow_features
from plainsight.engines.flow_model import PARTS, fit_trees
from plainsight.engines.flow_scores import (
    average_precision,
    best_share,
    best_threshold,
    precision_recall,
)
from plainsight.trace.features.catalogue import feature_names
from plainsight.trace.features.question import FeatureQuestion

AREA = "flow_scores"
SEEDS = (0, 1, 2, 3, 4)
BATCH = 2048
DAY_US = 86_400_000_000
WINDOW_DAYS = 20
LABEL_LAG_US = 14 * DAY_US
STREAMING, WHOLE = "streaming", "whole graph"
SIGHTS: tuple[str | int, ...] = (STREAMING, 0, 7, WHOLE)
QUESTION = FeatureQuestion()
BINS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30]

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A labelled set in time order."""

    name: str
    flow: FlowArrays
    truth: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Means over the seeds, on the last fifth."""

    precision: float  # average precision
    f1: float  # at the share of transfers that did best on the fourth fifth
    f1_threshold: float  # at the score that did best there
    deviation: float  # of average precision


def run() -> list[Row]:
    """Every set at every decision delay, then speed and memory on the same edges."""
    folder = wiring.data_folder()
    if folder is None or not (folder / "transfers").is_dir():
        return [Row(area=AREA, what="data absent", value=0, unit="", note="see docs")]
    rows = []
    for ledger in (amlsim(folder), amlgentex(folder)):
        for sight in SIGHTS:
            rows += compare(ledger, sight)
        rows += speed(ledger)
    return rows


def compare(ledger: Ledger, sight: str | int) -> list[Row]:
    """One set at one delay: structure only against the peer, then with labels known in time."""
    columns = np.array(["labelled" in name for name in feature_names(QUESTION)])
    features = ours(ledger, sight)
    structure = measure(features[:, ~columns], ledger.truth)
    labels = measure(features, ledger.truth, seeds=SEEDS[:2])
    peer = measure(peer_features(ledger, sight), ledger.truth)
    where = f"{ledger.name}, {sight if isinstance(sight, str) else f'{sight} days'}"
    return [
        _row(f"{where}: average precision", structure.precision, peer.precision, structure),
        _row(f"{where}: F1 at alert share", structure.f1, peer.f1, structure),
        Row(
            area=AREA,
            what=f"{where}: F1 at score threshold",
            value=structure.f1_threshold,
            unit="",
            peer=f"GFP + LightGBM {peer.f1_threshold:.3f}",
            ratio=structure.f1_threshold / max(peer.f1_threshold, 1e-9),
        ),
        Row(
            area=AREA,
            what=f"{where}: with known labels",
            value=labels.precision,
            unit="AP",
            note=f"F1 {labels.f1:.3f} at share, {labels.f1_threshold:.3f} at threshold",
        ),
    ]


def measure(
    features: Matrix, truth: npt.NDArray[np.bool_], *, seeds: tuple[int, ...] = SEEDS
) -> Score:
    """Learn, choose and measure by the protocol."""
    learnt, held = (int(part * len(truth)) for part in PARTS)
    told = []
    for seed in seeds:
        trees = fit_trees(features[:held], truth[:held], learnt=learnt, seed=seed)
        scores = np.asarray(trees.predict(features[learnt:]))
        chosen, tested = scores[: held - learnt], scores[held - learnt :]
        share = best_share(chosen, truth[learnt:held])
        threshold = best_threshold(chosen, truth[learnt:held])
        told.append(
            (
                average_precision(tested, truth[held:]),
                precision_recall(tested, truth[held:], share=share)[2],
                precision_recall(tested, truth[held:], threshold=threshold)[2],
            )
        )
    means, spread = np.mean(told, axis=0), np.std(told, axis=0)
    return Score(
        precision=float(means[0]),
        f1=float(means[1]),
        f1_threshold=float(means[2]),
        deviation=float(spread[0]),
    )


def ours(ledger: Ledger, sight: str | int) -> Matrix:
    """Our features; labels of the first three fifths are known two weeks after their transfer."""
    flow = ledger.flow
    confirmed = np.flatnonzero(ledger.truth[: int(PARTS[0] * len(flow))])
    known = Known(confirmed=confirmed, confirmed_at_us=flow.at_us[confirmed] + LABEL_LAG_US)
    if sight == STREAMING:
        visible = visible_in_batches(flow, size=BATCH)
    else:
        visible = visible_after(flow, delay_us=sight * DAY_US if isinstance(sight, int) else None)
    return flow_features(flow, question=QUESTION, visible=visible, known=known)


def peer_features(ledger: Ledger, sight: str | int) -> Matrix:
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


def speed(ledger: Ledger) -> list[Row]:
    """Transfers per second of CPU time, both in batches of 2,048, one after the other."""
    count = len(ledger.flow)
    mine = count / _cpu_seconds(lambda: ours(ledger, STREAMING))
    theirs = count / _cpu_seconds(lambda: peer_features(ledger, STREAMING))
    return [
        Row(
            area=AREA,
            what=f"{ledger.name}: features, streaming",
            value=mine,
            unit="transfers/CPU s",
            peer=f"GFP {theirs:,.0f}",
            ratio=mine / theirs,
            note=f"{len(feature_names(QUESTION))} features of ours",
        ),
        Row(
            area=AREA,
            what=f"{ledger.name}: peak memory with features",
            value=_memory(ledger.name, "ours"),
            unit="MiB",
            peer=f"GFP {_memory(ledger.name, 'peer_features'):,.0f}",
        ),
    ]


def _cpu_seconds(work: Callable[[], object]) -> float:
    work()
    started = time.process_time()
    work()
    return time.process_time() - started


def _memory(name: str, function: str) -> float:
    code = (
        "import sys; from bench import flow_scores as b; from plainsight import wiring; "
        "ledger = [f for f in (b.amlsim, b.amlgentex)][sys.argv[1] != 'AMLSim-10k']"
        "(wiring.data_folder()); getattr(b, sys.argv[2])(ledger, b.STREAMING)"
    )
    return peak_mebibytes(code, name, function)


def _row(what: str, value: float, peer: float, score: Score) -> Row:
    return Row(
        area=AREA,
        what=what,
        value=value,
        unit="",
        target="beat GFP",
        is_met=value > peer,
        peer=f"GFP + LightGBM {peer:.3f}",
        ratio=value / max(peer, 1e-9),
        note=f"5 seeds, AP deviates {score.deviation:.3f}",
    )


def amlsim(folder: Path) -> Ledger:
    """IBM AMLSim, 10,000 accounts."""
    return _load(
        "AMLSim-10k",
        "SELECT orig_acct AS source, bene_acct AS target, epoch_us(tran_timestamp) AS at_us, "
        "base_amt AS amount, is_sar AS truth, tran_id AS id FROM "
        f"'{folder / 'transfers/amlsim_10k/transactions.parquet'}'",
    )


def amlgentex(folder: Path) -> Ledger:
    """AMLGentex, 10,000 accounts, without its source and sink, which are no accounts."""
    return _load(
        "AMLGentex-10k",
        f"SELECT nameOrig AS source, nameDest AS target, step::BIGINT * {DAY_US} AS at_us, amount, "
        "isSAR = 1 AS truth, row_number() OVER () AS id FROM "
        f"'{folder / 'transfers/amlgentex_10k/tx_log.parquet'}' "
        "WHERE type <> 'INITALBALANCE' AND nameOrig >= 0 AND nameDest >= 0",
    )


def _load(name: str, query: str) -> Ledger:
    with duckdb.connect() as connection:
        # The order within an instant is a hash of the row's number: no file order, no chance.
        rows = connection.sql(
            f"SELECT source, target, at_us, amount, truth FROM ({query}) "
            "ORDER BY at_us, hash(id), id"
        ).fetchnumpy()
    accounts, codes = np.unique(
        np.concatenate([rows["source"], rows["target"]]), return_inverse=True
    )
    source, target = np.split(codes.astype(np.int64), 2)
    flow = FlowArrays(
        source=source,
        target=target,
        at_us=np.asarray(rows["at_us"], dtype=np.int64),
        value=np.maximum(np.round(np.asarray(rows["amount"], dtype=np.float64) * 100), 1.0),
        account_count=len(accounts),
    )
    return Ledger(name=name, flow=flow, truth=np.asarray(rows["truth"], dtype=bool))


def main() -> None:
    """Print the rows as they come."""
    for row in run():
        print(row, flush=True)


if __name__ == "__main__":
    main()
