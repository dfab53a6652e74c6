"""How surprising a tie is, and how many of the ties that look so are chance."""

from bisect import bisect_left
from collections.abc import Sequence
from math import exp, log

MILLION = 1_000_000
# The upper tail of the null is extrapolated from this many of its largest scores.
TAIL_COUNT = 50


def score_micro(pairs: int, chance_micro: int) -> int:
    """Poisson log-likelihood ratio of `pairs` against the chance mean, in millionths; one-sided."""
    chance = chance_micro / MILLION
    if pairs <= chance:
        return 0
    return round(MILLION * (pairs * log(pairs / chance) - (pairs - chance)))


def expected_false(scores: Sequence[int], nulls: Sequence[Sequence[int]]) -> list[float]:
    """For each score: how many ties chance alone brings to it or above, in one look at the data.

    `nulls` are the scores of the same search on time-shifted data, one list per shift. Beyond the
    largest null score the tail is taken as exponential with the mean excess that the null itself
    shows, at least one: under the null exp(-score) bounds the tail of a Poisson likelihood ratio
    (Chernoff), so a steeper slope is never claimed.
    """
    pooled = sorted(score for null in nulls for score in null)
    known: dict[int, float] = {}
    for score in scores:
        if score not in known:
            known[score] = _expected_above(score, pooled, len(nulls))
    return [known[score] for score in scores]


def false_shares(expected: Sequence[float], *, looks: int = 1) -> list[int]:
    """For each tie: thousandths of the ties at least as surprising that chance accounts for.

    `expected` has one number per tie, its least over all looks that met it; `looks` is how many
    there were, since each brings its own chance ties. Never falls as `expected` grows
    (Benjamini-Hochberg step-up over an empirical null, Storey 2002).
    """
    order = sorted(range(len(expected)), key=lambda place: expected[place])
    answer = [1000] * len(expected)
    smallest = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        # Ties of equal surprise stand or fall together: the last of them has the right rank.
        smallest = min(smallest, looks * expected[place] / rank)
        answer[place] = round(1000 * smallest)
    return answer


def _expected_above(score: int, pooled: Sequence[int], shift_count: int) -> float:
    if not shift_count:
        return float("inf")
    above = (len(pooled) - bisect_left(pooled, score)) / shift_count
    tail = pooled[-TAIL_COUNT:]
    if not tail:
        # Nothing at all under the null: at most one tie in one of all shifts, at score zero.
        return max(above, exp(-score / MILLION) / shift_count)
    start = tail[0]
    slope = max(MILLION, sum(each - start for each in tail) / len(tail))
    beyond = len(tail) / shift_count * exp(-max(0, score - start) / slope)
    return max(above, beyond)
