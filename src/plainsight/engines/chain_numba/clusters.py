"""Clusters of numbered addresses along star edges: the member seen first names the cluster."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray


def cluster_edges(
    first: NDArray[np.int32], second: NDArray[np.int32], *, address_count: int
) -> NDArray[np.int32]:
    """Per address the smallest number in its cluster; equal to links.cluster on such links."""
    labels = np.arange(address_count, dtype=np.int32)
    _union(first, second, labels)
    return labels


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _union(first: Any, second: Any, labels: Any) -> None:  # noqa: ANN401
    for edge in range(first.shape[0]):
        low, high = first[edge], second[edge]
        while labels[low] != low:
            labels[low] = labels[labels[low]]
            low = labels[low]
        while labels[high] != high:
            labels[high] = labels[labels[high]]
            high = labels[high]
        if low < high:
            labels[high] = low
        elif high < low:
            labels[low] = high
    for address in range(labels.shape[0]):
        # Labels never exceed their address, so earlier ones are already final.
        labels[address] = labels[labels[address]]
