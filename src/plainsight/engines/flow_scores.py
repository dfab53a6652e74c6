"""How good scores are: average precision, the share of transfers worth alerting, F1 there.

What a desk can review is a share of the transfers, not a score: scores drift with the seasons and
with the age of the data, a share does not.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


def average_precision(scores: Floats, truth: Truth) -> float:
    """Mean precision over the confirmed, from the highest score down; ties count together."""
    ranks, right = _curve(scores, truth)
    if not len(right) or right[-1] == 0:
        return 0.0
    recall = right / right[-1]
    steps = np.diff(np.concatenate([[0.0], recall]))
    return float(np.sum(steps * right / ranks))


def best_share(scores: Floats, truth: Truth) -> float:
    """The share of rows, taken from the highest score down, with the best F1; 0 for no truth."""
    ranks, right = _curve(scores, truth)
    if not len(right) or right[-1] == 0:
        return 0.0
    f1 = 2 * right / (ranks + right[-1])
    return float(ranks[int(np.argmax(f1))] / len(scores))


def share_threshold(scores: Floats, share: float) -> float:
    """The lowest score among the highest `share`; above every score when that is nobody."""
    count = round(share * len(scores))
    if count == 0:
        return float(np.nextafter(scores.max(), np.inf)) if len(scores) else 1.0
    return float(np.sort(scores)[::-1][count - 1])


def precision_recall(
    scores: Floats, truth: Truth, *, share: float | None = None, threshold: float = 0.0
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the highest `share`, or from `threshold` on."""
    lowest = threshold if share is None else share_threshold(scores, share)
    flagged = scores >= lowest
    right = int((flagged & truth).sum())
    if right == 0:
        return 0.0, 0.0, 0.0
    precision, recall = right / int(flagged.sum()), right / int(truth.sum())
    return precision, recall, 2 * precision * recall / (precision + recall)


def brier(scores: Floats, truth: Truth) -> float:
    """Mean squared error of probabilities."""
    return float(np.mean((scores - truth) ** 2)) if len(scores) else 0.0


def _curve(scores: Floats, truth: Truth) -> tuple[Floats, Floats]:
    """Rows taken and confirmed among them, after each distinct score from the highest down."""
    if not len(scores):
        return np.zeros(0), np.zeros(0)
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    right = np.cumsum(truth[order])[ends]
    return np.asarray(ends, dtype=np.float64) + 1, np.asarray(right, dtype=np.float64)
