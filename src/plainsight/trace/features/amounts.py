"""The amount itself, and how it stands to what the ends usually pay and receive."""

from collections.abc import Sequence
from math import floor, log10

from plainsight.trace.features.catalogue import COUNTED, ENDS, ROLES
from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Edge

DAY_US = 86_400_000_000


def amount_of(edge: Edge, question: FeatureQuestion) -> list[float]:
    """Size, roundness, surprise of the first digit (Benford 1938), weekday, thresholds."""
    digits = str(edge.value)
    benford = log10(1 + 1 / int(digits[0]))
    return [
        float(edge.value),
        float(min(len(digits) - len(digits.rstrip("0")), 12)),
        -log10(benford),
        float(floor(edge.at_us / DAY_US) % 7),
        *(edge.value / threshold for threshold in question.thresholds),
    ]


def shares_of(edge: Edge, dealings: Sequence[float], question: FeatureQuestion) -> list[float]:
    """Ratios of `dealings_of`: to the mean, of the last window, of first payments, and passing."""
    width = len(COUNTED) * len(question.windows)
    block = 2 * width + 2
    told: list[float] = []
    totals = []
    for place in range(len(ROLES)):
        own = dealings[place * block : (place + 1) * block]
        count, total, new = own[width - 4], own[width - 2], own[width - 1]
        told.append(edge.value * count / total if total else 0.0)
        told.append(own[0] / count if count else 0.0)
        told.append(new / count if count else 0.0)
        totals.append(total)
    for place in range(len(ENDS)):
        passed = min(totals[2 * place], totals[2 * place + 1])
        most = max(totals[2 * place], totals[2 * place + 1])
        told += [passed / most if most else 0.0, passed]
    return told
