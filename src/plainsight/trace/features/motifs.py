"""Shapes a transfer is part of: shared payees, parallel ways, and where its money can have gone.

Every walk respects time: forward no transfer earlier than the one before it, backward no later.
"""

from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Sight


def motifs_of(sight: Sight, question: FeatureQuestion) -> list[float]:
    """Bipartite layers, scatter-gather both ways, dispense, sink and temporal cycles."""
    return [
        *_shared_payees(sight, question),
        _parallel_ways(sight, question, gathering=True),
        _parallel_ways(sight, question, gathering=False),
        *_walk(sight, question, forward=True),
        *_walk(sight, question, forward=False),
    ]


def _near(sight: Sight, account: int, question: FeatureQuestion, *, paid: bool) -> list[int]:
    before, later = sight.around(
        account, paid=paid, window=question.windows_us[-1], near=question.near_motif_max
    )
    return before + later


def _shared_payees(sight: Sight, question: FeatureQuestion) -> list[float]:
    """The 2x2 and wider blocks of payers and payees that the transfer stands in."""
    edges, edge = sight.edges, sight.edge
    payees = {edges[n].target for n in _near(sight, edge.source, question, paid=True)}
    payees.discard(edge.target)
    payers = {edges[n].source for n in _near(sight, edge.target, question, paid=False)}
    shared = [
        sum(edges[n].target in payees for n in _near(sight, payer, question, paid=True))
        for payer in payers - {edge.source}
    ]
    return [float(sum(shared)), float(sum(s > 0 for s in shared)), float(max(shared, default=0))]


def _parallel_ways(sight: Sight, question: FeatureQuestion, *, gathering: bool) -> float:
    """Most other middle accounts between one far end and this transfer's, in before out."""
    edges, edge = sight.edges, sight.edge
    near_end, far_end = (edge.source, edge.target) if gathering else (edge.target, edge.source)
    middles = {
        sight.other(n, paid=not gathering): edges[n].at_us
        for n in _near(sight, far_end, question, paid=not gathering)
    }
    middles.pop(near_end, None)
    before, later = sight.around(
        near_end, paid=not gathering, window=question.windows_us[-1], near=question.near_motif_max
    )
    tips = {sight.other(n, paid=not gathering) for n in (before if gathering else later)}
    most = 0
    for tip in tips - {far_end}:
        ways = 0
        for number in _near(sight, tip, question, paid=gathering):
            middle = sight.other(number, paid=gathering)
            if middle in middles:
                gap = middles[middle] - edges[number].at_us
                ways += gap >= 0 if gathering else gap <= 0
        most = max(most, ways)
    return float(most)


def _walk(sight: Sight, question: FeatureQuestion, *, forward: bool) -> list[float]:
    """Breadth first, an account once: hops of the cycle, its share, flow and accounts reached.

    The flow along a way is the smallest amount on it (k-hop minimum flow).
    """
    edge = sight.edge
    here, home = (edge.target, edge.source) if forward else (edge.source, edge.target)
    frontier = [(here, edge.at_us, edge.value)]
    visited = {here}
    hops, returned, moved = 0, 0.0, 0
    for hop in range(question.hops_max):
        found: list[tuple[int, int, int]] = []
        for account, reached, flow in frontier:
            for number in _onward(sight, account, reached, question, forward=forward):
                other = sight.edges[number]
                end = other.target if forward else other.source
                carried = min(flow, other.value)
                if end == home:
                    if hops == 0:
                        hops, returned = hop + 2, carried / edge.value
                elif end not in visited:
                    visited.add(end)
                    moved += carried
                    if len(found) < question.frontier_max:
                        found.append((end, other.at_us, carried))
        frontier = found
    return [float(hops), returned, moved / edge.value, float(len(visited) - 1)]


def _onward(
    sight: Sight, account: int, reached: int, question: FeatureQuestion, *, forward: bool
) -> list[int]:
    """Forward the earliest from `reached` on, backward the latest until then."""
    edges, now, window = sight.edges, sight.edge.at_us, question.windows_us[-1]
    numbers = sight.of(account, paid=forward)
    if forward:
        fit = [n for n in numbers if reached <= edges[n].at_us <= now + window]
        chosen = fit[: question.near_motif_max]
    else:
        fit = [n for n in numbers if now - window <= edges[n].at_us <= reached]
        chosen = fit[max(0, len(fit) - question.near_motif_max) :][::-1]
    return [n for n in chosen if n != sight.own]
