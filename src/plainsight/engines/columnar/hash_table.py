"""Open-addressed tables from a hash to a number, filled and read by the kernels."""

import numpy as np
import numpy.typing as npt

from plainsight.engines.columnar import word_kernels

U64 = npt.NDArray[np.uint64]
Table = tuple[npt.NDArray[np.uint8], U64]


def make_table(hashes: U64, values: U64) -> Table:
    """A table at most a quarter full; rows are (hash, value), a value of 0 marks an empty row.

    Before it a bitmap, at most a sixteenth full and small enough to stay in the processor's cache:
    nearly all that is asked for is not there.
    """
    size = 1 << max((len(hashes) * 2).bit_length(), 4)
    rows = np.zeros((size, 2), dtype=np.uint64)
    bits = np.zeros(max(size, 64), dtype=np.uint8)
    word_kernels.fill(bits, rows, hashes, values)
    return bits, rows


def merge_forms(
    hashes: U64, literals: list[set[str]], *, first: int = 0
) -> tuple[Table, list[list[str]]]:
    """A table from hash to form number + 1, and the literals of each form; equal hashes are one."""
    by_hash: dict[int, set[str]] = {}
    for value, known in zip(hashes.tolist(), literals, strict=True):
        by_hash.setdefault(value, set()).update(known)
    keys = np.array(list(by_hash), dtype=np.uint64)
    numbers = np.arange(len(keys), dtype=np.uint64) + np.uint64(first + 1)
    return make_table(keys, numbers), [sorted(known) for known in by_hash.values()]


def longest_by_last(last: U64, counts: npt.NDArray[np.int64]) -> Table:
    """From the hash of a last word to the most words of a phrase that ends with it."""
    most: dict[int, int] = {}
    for word, count in zip(last.tolist(), counts.tolist(), strict=True):
        most[word] = max(most.get(word, 0), count)
    return make_table(
        np.array(list(most), dtype=np.uint64), np.array(list(most.values()), dtype=np.uint64)
    )
