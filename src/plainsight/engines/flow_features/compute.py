"""The matrix of flow features: one row a transfer, columns as `trace.features.catalogue` says."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from plainsight.engines.flow_features.adjacency import (
    FlowArrays,
    Graph,
    Longs,
    Moves,
    Reach,
    index_transfers,
    visible_after,
)
from plainsight.engines.flow_features.amounts import amounts, shares
from plainsight.engines.flow_features.dealings_kernel import dealings, dealings_of_pair
from plainsight.engines.flow_features.known_kernel import (
    Told,
    communities,
    known_findings,
    known_labels,
)
from plainsight.engines.flow_features.matching_kernel import matching
from plainsight.engines.flow_features.motifs_kernel import flow_walks, parallel_ways, shared_payees
from plainsight.errors import BadValue
from plainsight.trace.features.catalogue import COUNTED, LABELLED, MATCHED, MATCHES, ROLES
from plainsight.trace.features.question import FeatureQuestion

Matrix = npt.NDArray[np.float32]
COMMUNITY_STEP_US = 10 * 86_400_000_000
COMMUNITY_SPAN_US = 3 * COMMUNITY_STEP_US


def _none() -> Longs:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What people and typologies had said, each with the instant from which it was known.

    `confirmed` and `found` are places of transfers; a transfer found by two typologies is there
    twice. A label is known after its transfer, never before.
    """

    confirmed: Longs = field(default_factory=_none)
    confirmed_at_us: Longs = field(default_factory=_none)
    found: Longs = field(default_factory=_none)
    found_at_us: Longs = field(default_factory=_none)


def flow_features(
    flow: FlowArrays,
    *,
    question: FeatureQuestion,
    delay_us: int | None = 0,
    visible: Longs | None = None,
    known: Known | None = None,
) -> Matrix:
    """Every feature of every transfer, decided `delay_us` after it (None: with all in sight).

    `visible` (how many transfers each may look at, never falling) replaces the delay where
    transfers arrive in batches. Labels count as known before the transfer's own instant only, so
    that no delay lets a transfer see its own label. Raises BadValue for what cannot be causal.
    """
    sight = visible_after(flow, delay_us=delay_us) if visible is None else visible
    _require_causal(flow, sight)
    graph = index_transfers(flow)
    told = known or Known()
    moves = Moves(flow.source, flow.target, flow.at_us, flow.value, sight)
    around_both = _dealings(moves, graph, question)
    return np.column_stack(
        [
            around_both,
            _pairs(moves, graph),
            _matching(moves, graph, question),
            _motifs(moves, graph, question),
            shares(flow, around_both, question),
            amounts(flow, question),
            _communities(flow, sight),
            _findings(moves, flow.account_count, told),
            _labels(moves, graph, question, told),
        ]
    )


def _require_causal(flow: FlowArrays, visible: Longs) -> None:
    own = np.arange(len(flow))
    if len(visible) != len(flow) or bool((visible <= own).any() or (visible > len(flow)).any()):
        raise BadValue("visible", len(visible), "each transfer sees itself, and no more than all")
    if bool((np.diff(visible) < 0).any()):
        raise BadValue("visible", "falling", "what was known once stays known")


def _empty(count: int, columns: int) -> Matrix:
    return np.zeros((count, columns), dtype=np.float32)


def _dealings(moves: Moves, graph: Graph, question: FeatureQuestion) -> Matrix:
    windows = np.asarray(question.windows_us, dtype=np.int64)
    result = _empty(len(moves.at), len(ROLES) * (2 * len(COUNTED) * len(windows) + 2))
    dealings(moves, graph.ways, graph.is_first, windows, question.near_max, result)
    return result


def _pairs(moves: Moves, graph: Graph) -> Matrix:
    result = _empty(len(moves.at), 8)
    dealings_of_pair(moves, graph.pairs, graph.pair, graph.back, result)
    return result


def _matching(moves: Moves, graph: Graph, question: FeatureQuestion) -> Matrix:
    result = _empty(len(moves.at), len(MATCHED) * len(MATCHES))
    matching(moves, graph.ways, Reach(question.windows_us[-1], question.near_max), result)
    return result


def _motifs(moves: Moves, graph: Graph, question: FeatureQuestion) -> Matrix:
    ways, reach = graph.ways, Reach(question.windows_us[-1], question.near_motif_max)
    payees, parallel, walks = (_empty(len(moves.at), columns) for columns in (3, 2, 8))
    shared_payees(moves, ways, reach, payees)
    parallel_ways(moves, ways, reach, parallel)
    flow_walks(moves, ways, reach, question.hops_max, question.frontier_max, walks)
    return np.column_stack([payees, parallel, walks])


def _communities(flow: FlowArrays, visible: Longs) -> Matrix:
    """From the last round of ten days that had ended, so that nothing later moves it."""
    result = _empty(len(flow), 3)
    result[:, 0] = -1
    if not len(flow):
        return result
    rounds = flow.at_us[visible - 1] // COMMUNITY_STEP_US
    for number in np.unique(rounds):
        rows = np.flatnonzero(rounds == number)
        end_us = int(number) * COMMUNITY_STEP_US
        begin, end = np.searchsorted(flow.at_us, [end_us - COMMUNITY_SPAN_US, end_us])
        if begin == end:
            continue
        member = communities(flow.source, flow.target, begin, end, flow.account_count)
        sizes = np.bincount(member[member >= 0], minlength=flow.account_count)
        own, other = member[flow.source[rows]], member[flow.target[rows]]
        both = (own >= 0) & (other >= 0)
        result[rows, 0] = np.where(both, own == other, -1)
        result[rows, 1] = np.where(own >= 0, sizes[own], 0)
        result[rows, 2] = np.where(other >= 0, sizes[other], 0)
    return result


def _findings(moves: Moves, account_count: int, known: Known) -> Matrix:
    result = _empty(len(moves.at), 3)
    if len(known.found):
        told = _by_when(known.found, known.found_at_us)
        known_findings(moves, account_count, told, result)
    return result


def _labels(moves: Moves, graph: Graph, question: FeatureQuestion, known: Known) -> Matrix:
    result = _empty(len(moves.at), len(LABELLED))
    if len(known.confirmed):
        if bool((known.confirmed_at_us < moves.at[known.confirmed]).any()):
            raise BadValue("confirmed_at_us", "too early", "a label is known after its transfer")
        told = _by_when(known.confirmed, known.confirmed_at_us)
        reach = Reach(question.windows_us[-1], question.near_max)
        known_labels(moves, graph.ways, reach, told, result)
    return result


def _by_when(places: Longs, at: Longs) -> Told:
    order = np.argsort(at, kind="stable")
    return Told(places[order], at[order])
