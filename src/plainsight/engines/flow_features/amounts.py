"""Columns that need no graph: ratios of other columns, and the amount itself."""

import numpy as np
import numpy.typing as npt

from plainsight.engines.flow_features.adjacency import FlowArrays
from plainsight.trace.features.catalogue import COUNTED, ENDS, ROLES
from plainsight.trace.features.question import FeatureQuestion

Matrix = npt.NDArray[np.float32]
DAY_US = 86_400_000_000


def shares(flow: FlowArrays, dealings: Matrix, question: FeatureQuestion) -> Matrix:
    """What `trace.features.amounts.shares_of` says, for every row at once."""
    width = len(COUNTED) * len(question.windows)
    block = 2 * width + 2
    columns = []
    sums = []
    for place in range(len(ROLES)):
        own = dealings[:, place * block : (place + 1) * block].astype(np.float64)
        count, total, new = own[:, width - 4], own[:, width - 2], own[:, width - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            times = np.where(total > 0, flow.value * count / total, 0.0)
            columns += [
                times,
                np.where(count > 0, own[:, 0] / count, 0.0),
                np.where(count > 0, new / count, 0.0),
            ]
        sums.append(total)
    for place in range(len(ENDS)):
        paid, received = sums[2 * place], sums[2 * place + 1]
        passed, most = np.minimum(paid, received), np.maximum(paid, received)
        columns += [np.divide(passed, most, out=np.zeros_like(most), where=most > 0), passed]
    return np.column_stack(columns).astype(np.float32)


def amounts(flow: FlowArrays, question: FeatureQuestion) -> Matrix:
    """What `trace.features.amounts.amount_of` says, for every row at once."""
    value = flow.value.astype(np.int64)
    zeros = np.zeros(len(value))
    for power in range(1, 13):
        zeros += (value % 10**power == 0) & (value > 0)
    exponent = np.floor(np.log10(np.maximum(value, 1)) + 1e-12)
    digit = np.clip(np.floor(value / 10.0**exponent), 1, 9)
    columns = [flow.value, zeros, -np.log10(np.log10(1 + 1 / digit)), flow.at_us // DAY_US % 7]
    columns += [flow.value / threshold for threshold in question.thresholds]
    return np.column_stack(columns).astype(np.float32)
