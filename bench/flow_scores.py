"""Scoring transfers against snapml's GraphFeaturePreprocessor with LightGBM, at equal delay.

Protocol: transfers in time order, three fifths to learn from, one to choose trees and what to
alert, the last to measure on; the same raw columns, the same trees, the same choice of threshold
and the same sight for both. Five seeds. Transfers of one instant are shuffled first: AMLGentex
writes what it added last in every day, an order no feature may see.

Every row is printed to the error stream as it comes. With PLAINSIGHT_BENCH_KEPT=FOLDER features
and scores are kept there, so that a run that was ended goes on where it was.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.data import data_folder
from bench.flows_data import gfp, score_sets
from bench.flows_data.gfp import BATCH, STREAMING, WHOLE, peer_features
from bench.flows_data.kept import kept
from bench.flows_data.score_sets import DAY_US, Ledger, amlgentex, amlsim
from bench.row import Row
from bench.timing import peak_mebibytes
from plainsight.engines import flow_model
from plainsight.engines.flow_features import (
    adjacency,
    amounts,
    compute,
    dealings_kernel,
    known_kernel,
    matching_kernel,
    motifs_kernel,
)
from plainsight.engines.flow_features.adjacency import visible_after
from plainsight.engines.flow_features.compute import Known, flow_features
from plainsight.engines.flow_model import PARTS, fit_trees
from plainsight.engines.flow_scores import (
    average_precision,
    best_share,
    precision_recall,
    share_threshold,
)
from plainsight.trace.features import catalogue
from plainsight.trace.features.catalogue import feature_names
from plainsight.trace.features.question import FeatureQuestion

AREA = "flow_scores"
SEEDS = (0, 1, 2, 3, 4)
LABEL_LAG_US = 14 * DAY_US
SIGHTS: tuple[str | int, ...] = (STREAMING, 0, 7, WHOLE)
QUESTION = FeatureQuestion()
OURS = (
    adjacency, amounts, catalogue, compute, dealings_kernel, known_kernel, matching_kernel,
    motifs_kernel, score_sets,
)  # fmt: skip

Matrix = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Visible = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Means over the seeds, on the last fifth."""

    precision: float  # average precision
    f1: float  # at the share or the score, whichever held better within the fourth fifth
    f1_share: float  # at the share of transfers that did best on the fourth fifth
    f1_score: float  # at the score that did best there
    deviation: float  # of average precision


def run() -> list[Row]:
    """Every set at every decision delay, then speed and memory on the same edges."""
    folder = data_folder()
    if folder is None or not (folder / "transfers").is_dir():
        return [Row(area=AREA, what="data absent", value=0, unit="", note="see docs")]
    rows = []
    for ledger in (amlsim(folder), amlgentex(folder)):
        for sight in SIGHTS:
            rows += _told(compare(ledger, sight))
        rows += _told(speed(ledger))
    return rows


def _told(rows: list[Row]) -> list[Row]:
    for row in rows:
        print(
            f"{row.what}: {row.value:.4g} {row.unit} | {row.peer} | {row.note}",
            file=sys.stderr,
            flush=True,
        )
    return rows


def compare(ledger: Ledger, sight: str | int) -> list[Row]:
    """One set at one delay: structure only against the peer, then with labels known in time."""
    name = f"{ledger.name}-{sight}"
    labelled = np.array(["labelled" in name for name in feature_names(QUESTION)])
    features = kept(f"{name}-ours", OURS, lambda: ours(ledger, sight))
    theirs = kept(f"{name}-peer", (gfp, score_sets), lambda: peer_features(ledger, sight))
    structure = measure(features[:, ~labelled], ledger, name=f"{name}-ours", made_by=OURS)
    labels = measure(features, ledger, name=f"{name}-labels", made_by=OURS, seeds=SEEDS[:2])
    peer = measure(theirs, ledger, name=f"{name}-peer", made_by=(gfp, score_sets))
    where = f"{ledger.name}, {sight if isinstance(sight, str) else f'{sight} days'}"
    return [
        _row(
            f"{where}: average precision",
            structure.precision,
            peer.precision,
            note=f"{len(SEEDS)} seeds, deviates {structure.deviation:.3f}",
        ),
        _row(
            f"{where}: F1",
            structure.f1,
            peer.f1,
            note=f"at share {structure.f1_share:.3f} (peer {peer.f1_share:.3f}), "
            f"at score {structure.f1_score:.3f} (peer {peer.f1_score:.3f})",
        ),
        Row(
            area=AREA,
            what=f"{where}: with known labels",
            value=labels.precision,
            unit="AP",
            note=f"F1 {labels.f1:.3f}",
        ),
    ]


def measure(
    features: Matrix,
    ledger: Ledger,
    *,
    name: str,
    made_by: tuple[Any, ...],
    seeds: tuple[int, ...] = SEEDS,
) -> Score:
    """Learn, choose and measure by the protocol."""
    truth = ledger.truth
    learnt, held = (int(part * len(truth)) for part in PARTS)

    def scores(seed: int) -> Scores:
        trees = fit_trees(features[:held], truth[:held], learnt=learnt, seed=seed)
        return np.asarray(trees.predict(features[learnt:]))

    told = []
    for seed in seeds:
        found = kept(f"{name}-{seed}", (*made_by, flow_model), lambda seed=seed: scores(seed))
        told.append(_at_choices(found, truth[learnt:], held - learnt))
    means, spread = np.mean(told, axis=0), np.std(told, axis=0)
    return Score(
        precision=float(means[0]),
        f1=float(means[1]),
        f1_share=float(means[2]),
        f1_score=float(means[3]),
        deviation=float(spread[0]),
    )


def _at_choices(scores: Scores, truth: Truth, held: int) -> tuple[float, float, float, float]:
    """Average precision after `held`; F1 by the rule that held, at the share, at the score.

    Scores drift on some data and shares on other. What is chosen on the earlier half of the fourth
    fifth is tried on its later half, and the rule that does better there is used.
    """
    half = held // 2
    tried = _f1_of_rules(scores[:held], truth[:held], half)
    share, score = _f1_of_rules(scores, truth, held)
    chosen = share if tried[0] >= tried[1] else score
    return average_precision(scores[held:], truth[held:]), chosen, share, score


def _f1_of_rules(scores: Scores, truth: Truth, held: int) -> tuple[float, float]:
    """F1 after `held` at the share, and at the score, that did best before."""
    chosen, tested = scores[:held], scores[held:]
    share = best_share(chosen, truth[:held])
    threshold = share_threshold(chosen, share)
    return (
        precision_recall(tested, truth[held:], share=share)[2],
        precision_recall(tested, truth[held:], threshold=threshold)[2],
    )


def ours(ledger: Ledger, sight: str | int) -> Matrix:
    """Our features; labels of the first three fifths are known two weeks after their transfer."""
    flow = ledger.flow
    confirmed = np.flatnonzero(ledger.truth[: int(PARTS[0] * len(flow))])
    known = Known(confirmed=confirmed, confirmed_at_us=flow.at_us[confirmed] + LABEL_LAG_US)
    if sight == STREAMING:
        visible = _in_batches(len(flow), BATCH)
    else:
        visible = visible_after(flow, delay_us=sight * DAY_US if isinstance(sight, int) else None)
    return flow_features(flow, question=QUESTION, visible=visible, known=known)


def _in_batches(count: int, size: int) -> Visible:
    """How many transfers each may look at when they arrive in batches of `size`."""
    ends = (np.arange(count, dtype=np.int64) // size + 1) * size
    return np.minimum(ends, count)


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
        "import sys; from bench import flow_scores as b; from bench.data import data_folder; "
        "ledger = [f for f in (b.amlsim, b.amlgentex)][sys.argv[1] != 'AMLSim-10k']"
        "(data_folder()); getattr(b, sys.argv[2])(ledger, b.STREAMING)"
    )
    return peak_mebibytes(code, name, function)


def _row(what: str, value: float, peer: float, *, note: str) -> Row:
    return Row(
        area=AREA,
        what=what,
        value=value,
        unit="",
        target="beat GFP",
        is_met=value > peer,
        peer=f"GFP + LightGBM {peer:.3f}",
        ratio=value / max(peer, 1e-9),
        note=note,
    )


def main() -> None:
    """Measure; the rows come on the error stream one by one."""
    run()


if __name__ == "__main__":
    main()
