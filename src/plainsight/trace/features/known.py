"""What was known at the decision: communities, findings of typologies, and labels of people."""

from collections import Counter
from collections.abc import Sequence

from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Edge, Sight

STEP_US = 10 * 86_400_000_000
SPAN_US = 3 * STEP_US
ROUNDS_MAX = 6


def communities_of(sight: Sight) -> list[float]:
    """Whether both ends are in one community, and the sizes, as of the last round of ten days."""
    end_us = sight.edges[sight.visible - 1].at_us // STEP_US * STEP_US
    member = spread([e for e in sight.edges if end_us - SPAN_US <= e.at_us < end_us])
    own, other = (member.get(end, -1) for end in (sight.edge.source, sight.edge.target))
    sizes = Counter(member.values())
    same = float(own == other) if own >= 0 and other >= 0 else -1.0
    return [same, float(sizes[own]), float(sizes[other])]


def spread(edges: Sequence[Edge]) -> dict[int, int]:
    """Community of each account by label propagation (Raghavan and others 2007), without chance.

    Accounts take turns by number and join what most of their transfers go to, of equals the
    smallest, for at most ROUNDS_MAX rounds.
    """
    beside: dict[int, list[int]] = {}
    for edge in edges:
        beside.setdefault(edge.source, []).append(edge.target)
        beside.setdefault(edge.target, []).append(edge.source)
    member = {account: account for account in beside}
    for _ in range(ROUNDS_MAX):
        changed = False
        for account in sorted(beside):
            votes = Counter(member[other] for other in beside[account])
            best = min(votes, key=lambda one: (-votes[one], one))
            changed |= best != member[account]
            member[account] = best
        if not changed:
            break
    return member


def findings_of(sight: Sight, found: Sequence[tuple[int, int]]) -> list[float]:
    """(number of a transfer, found at) by the decision: of the transfer, its source, its target."""
    decided = sight.edges[sight.visible - 1].at_us
    known = [number for number, at_us in found if at_us <= decided]
    ends = [(sight.edges[number].source, sight.edges[number].target) for number in known]
    return [
        float(known.count(sight.own)),
        float(sum(pair.count(sight.edge.source) for pair in ends)),
        float(sum(pair.count(sight.edge.target) for pair in ends)),
    ]


def labels_of(
    sight: Sight, confirmed: Sequence[tuple[int, int]], question: FeatureQuestion
) -> list[float]:
    """(number of a confirmed transfer, known at), known before the transfer's own instant.

    A decision may wait, but what is learnt meanwhile about labels is not used: it would tell a
    model about the very transfers it is tested on.
    """
    edge = sight.edge
    known = [sight.edges[n] for n, at_us in confirmed if at_us < edge.at_us]
    paid, received = Counter(e.source for e in known), Counter(e.target for e in known)
    own = [
        float(counted[end]) for end in (edge.source, edge.target) for counted in (paid, received)
    ]
    if not known:
        return own + [0.0] * 8
    counts: list[float] = []
    parts: list[float] = []
    for account in (edge.source, edge.target):
        for is_payer in (True, False):
            before, later = sight.around(
                account, paid=is_payer, window=question.windows_us[-1], near=question.near_max
            )
            ends = [sight.other(n, paid=is_payer) for n in before + later if n != sight.own]
            told = [e for e in ends if e not in (edge.source, edge.target)]
            count = sum(paid[e] + received[e] > 0 for e in told)
            counts.append(float(count))
            parts.append(count / len(ends) if ends else 0.0)
    return own + counts + parts
