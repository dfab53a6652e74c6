"""Netting: brokers who settle late owe each other for a while, but their books come out even.

No leg need equal another. What holds is that over days the net of the account here mirrors the
net of the account there. Nets are summed per bin; a tie's score is the Gaussian log-likelihood
ratio of their negative correlation, -n/2 ln(1 - r^2), and the null moves side B by whole bins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainsight.trace.flows.mirror_score import MILLION, expected_false, false_shares

Nets = NDArray[np.float32]  # keys x bins, unit length and zero mean per row


@dataclass(frozen=True, slots=True, kw_only=True)
class Netting:
    """Two keys whose books mirror each other."""

    place_a: int  # row of side A
    place_b: int
    correlation: int  # thousandths; -1000 is a perfect mirror
    score_micro: int
    false_share: int


def find_nettings(
    nets_a: NDArray[np.int64],
    nets_b: NDArray[np.int64],
    *,
    shifts: Sequence[int],
    false_share_max: int,
    bins_min: int = 6,
    correlation_min: int = 700,
) -> list[Netting]:
    """Rows of two matrices (keys x bins of net value) that mirror each other.

    Rows with fewer than `bins_min` bins in use say nothing. `shifts` are whole bins.
    """
    rows_a, unit_a = _unit_rows(nets_a, bins_min)
    rows_b, unit_b = _unit_rows(nets_b, bins_min)
    if not len(rows_a) or not len(rows_b):
        return []
    bins = nets_a.shape[1]
    real = _mirrored(unit_a, unit_b, correlation_min)
    nulls = [
        [_score(r, bins) for _, _, r in _mirrored(unit_a, np.roll(unit_b, s, 1), correlation_min)]
        for s in shifts
    ]
    scores = [_score(correlation, bins) for _, _, correlation in real]
    shares = false_shares(expected_false(scores, nulls))
    found = [
        Netting(
            place_a=int(rows_a[a]),
            place_b=int(rows_b[b]),
            correlation=round(1000 * correlation),
            score_micro=score,
            false_share=share,
        )
        for (a, b, correlation), score, share in zip(real, scores, shares, strict=True)
        if share <= false_share_max
    ]
    return sorted(found, key=lambda each: (-each.score_micro, each.place_a, each.place_b))


def _unit_rows(nets: NDArray[np.int64], bins_min: int) -> tuple[NDArray[np.int64], Nets]:
    rows = np.flatnonzero((nets != 0).sum(axis=1) >= bins_min)
    values = nets[rows].astype(np.float64)
    values -= values.mean(axis=1, keepdims=True)
    length = np.sqrt((values**2).sum(axis=1, keepdims=True))
    length[length == 0] = 1.0
    return rows, (values / length).astype(np.float32)


def _mirrored(a: Nets, b: Nets, correlation_min: int) -> list[tuple[int, int, float]]:
    """Pairs of rows with strongly negative correlation, a block of rows at a time."""
    found: list[tuple[int, int, float]] = []
    block = max(1, 20_000_000 // max(1, len(b)))
    for start in range(0, len(a), block):
        product = a[start : start + block] @ b.T
        rows, columns = np.nonzero(product <= -correlation_min / 1000)
        found += [
            (start + int(row), int(column), max(-0.999999, float(product[row, column])))
            for row, column in zip(rows, columns, strict=True)
        ]
    return found


def _score(correlation: float, bins: int) -> int:
    return round(MILLION * -bins / 2 * float(np.log1p(-(correlation**2))))
