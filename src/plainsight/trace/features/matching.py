"""Which amounts answer an amount: funding, passing on, and repetition, with lag and commission.

A ratio is a score and never a gate: laundered amounts are often not conserved along a chain.
"""

from collections.abc import Iterable
from math import log

from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Sight

FAR = 9.0  # nothing to compare with
EQUAL = 0.05
SHAVED = 0.3  # up to a quarter stays with the one who passes it on


def matching_of(sight: Sight, question: FeatureQuestion) -> list[float]:
    """Six numbers each for funded by, paid alike, passed on, received alike."""
    edge, window, near = sight.edge, question.windows_us[-1], question.near_max
    funded, _ = sight.around(edge.source, paid=False, window=window, near=near)
    paid = sight.around(edge.source, paid=True, window=window, near=near)
    received = sight.around(edge.target, paid=False, window=window, near=near)
    return [
        *_compared(sight, [(n, True) for n in reversed(funded)]),
        *_compared(sight, _both(*paid)),
        *_compared(sight, [(n, False) for n in _from_now(sight, window, near)]),
        *_compared(sight, _both(*received)),
    ]


def _from_now(sight: Sight, window: int, near: int) -> list[int]:
    """What the target pays on, from the very instant: the order within it is not known."""
    edges, now = sight.edges, sight.edge.at_us
    numbers = [n for n in sight.of(sight.edge.target, paid=True) if edges[n].at_us >= now]
    return [n for n in numbers[:near] if edges[n].at_us <= now + window]


def _both(before: list[int], later: list[int]) -> list[tuple[int, bool]]:
    return [(n, True) for n in reversed(before)] + [(n, False) for n in later]


def _compared(sight: Sight, numbers: Iterable[tuple[int, bool]]) -> list[float]:
    """`numbers` nearest first, each with whether it came before."""
    amount, now = sight.edge.value, sight.edge.at_us
    count = alike = shaved = running = 0
    best, lag, closest = FAR, -1.0, FAR
    for number, is_before in numbers:
        if number == sight.own:
            continue
        other = sight.edges[number]
        count += 1
        running += other.value
        ratio = log(amount / other.value) if is_before else log(other.value / amount)
        if abs(ratio) < abs(best):
            best, lag = ratio, float(abs(other.at_us - now))
        alike += abs(ratio) < EQUAL
        shaved += -SHAVED < ratio <= 0
        whole = log(amount / running) if is_before else log(running / amount)
        if abs(whole) < abs(closest):
            closest = whole
    return [float(count), best, lag, float(alike), float(shaved), closest]
