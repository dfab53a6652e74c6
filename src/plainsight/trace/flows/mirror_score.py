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


def false_shares(
    scores: Sequence[int], nulls: Sequence[Sequence[int]], *, looks: int = 1
) -> list[int]:
    """For each score: thousandths of ties scoring at least so much that chance accounts for.

    `nulls` are the scores of the same search on time-shifted data, one list per shift. Beyond the
    largest null score the tail is taken as exponential with the mean excess that the null itself
    shows, at least one: under the null exp(-score) bounds the tail of a Poisson likelihood ratio,
    so a steeper slope is never claimed. `looks` is how many settings were tried. The answer never
    falls as scores fall (Benjamini-Hochberg step-up over an empirical null, Storey 2002).
    """
    pooled = sorted(score for null in nulls for score in null)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    shares = [0.0] * len(scores)
    for rank, place in enumerate(order, start=1):
        expected = _expected_above(scores[place], pooled, len(nulls))
        tied = rank
        while tied < len(order) and scores[order[tied]] == scores[place]:
            tied += 1
        shares[place] = min(1.0, looks * expected / tied)
    smallest = 1.0
    answer = [1000] * len(scores)
    for place in reversed(order):
        smallest = min(smallest, shares[place])
        answer[place] = round(1000 * smallest)
    return answer


def _expected_above(score: int, pooled: Sequence[int], shift_count: int) -> float:
    """Ties that chance alone would bring to `score` or above, in one look at the data."""
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
