"""The walk over a serialised Bitcoin block, compiled: where everything lies, nothing copied.

One pass fills columns of offsets; Python then hashes slices and reads only what it needs. The
format is Bitcoin's consensus serialisation with BIP 144 witnesses.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

# Script kinds, in the order of `KIND_NAMES`.
KIND_NAMES = (
    "other",
    "p2pkh",
    "p2sh",
    "p2wpkh",
    "p2wsh",
    "p2tr",
    "p2pk",
    "data",
    "multisig",
    "witness",
)
Column = NDArray[np.int64]
OK, CUT, ODD = 0, 1, 2  # cut: the block ends too early; odd: bytes follow the last transaction


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def read_count(data: Any, at: int) -> Any:  # noqa: ANN401 - numba infers
    """A CompactSize at `at`: (value, offset after it); (-1, at) when cut."""
    size = data.shape[0]
    if at >= size:
        return -1, at
    first = data[at]
    width = 0 if first < 253 else 1 << (first - 252)
    if at + 1 + width > size:
        return -1, at
    if width == 0:
        return np.int64(first), at + 1
    value = np.uint64(0)
    for step in range(width):
        value |= np.uint64(data[at + 1 + step]) << np.uint64(8 * step)
    if value > np.uint64(size):
        # No count or length in a block exceeds the block.
        return -1, at
    return np.int64(value), at + 1 + width


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def read_whole(data: Any, at: int, width: int) -> Any:  # noqa: ANN401 - numba infers
    """A little-endian whole number."""
    value = np.int64(0)
    for step in range(width):
        value |= np.int64(data[at + step]) << np.int64(8 * step)
    return value


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def script_kind(data: Any, at: int, size: int) -> Any:  # noqa: ANN401 - numba infers
    """(kind, offset of the hash or key inside `data`, its length)."""
    end = at + size
    if size == 25 and data[at] == 0x76 and data[at + 1] == 0xA9 and data[at + 2] == 20:
        if data[end - 2] == 0x88 and data[end - 1] == 0xAC:
            return 1, at + 3, 20
    elif size == 23 and data[at] == 0xA9 and data[at + 1] == 20 and data[end - 1] == 0x87:
        return 2, at + 2, 20
    elif size == 35 and data[at] == 33 and data[end - 1] == 0xAC:
        return 6, at + 1, 33
    elif size == 67 and data[at] == 65 and data[end - 1] == 0xAC:
        return 6, at + 1, 65
    if size >= 1 and data[at] == 0x6A:
        return 7, at, 0
    if 4 <= size <= 42 and data[at + 1] == size - 2 and (data[at] == 0 or 0x51 <= data[at] <= 0x60):
        if data[at] == 0:
            kind = 3 if size == 22 else 4 if size == 34 else 9
        else:
            kind = 5 if data[at] == 0x51 and size == 34 else 9
        return kind, at + 2, size - 2
    if size >= 3 and data[end - 1] == 0xAE and 0x51 <= data[at] <= 0x60:
        return 8, at, 0
    return 0, at, 0


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def scan_transactions(
    data: Any,  # noqa: ANN401 - numba infers
    at: int,
    count: int,
    transactions: Any,  # noqa: ANN401
    inputs: Any,  # noqa: ANN401
    outputs: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Fill the columns of `count` transactions from offset `at`.

    `transactions`: start, end, body start, witness start, inputs before, outputs before.
    `inputs`: offset of the outpoint, transaction. `outputs`: value, kind, key offset, key length.
    Returns (status, inputs, outputs, offset after the last).
    """
    size = data.shape[0]
    n_in = n_out = 0
    for number in range(count):
        start = at
        if at + 10 > size:
            return CUT, n_in, n_out, at
        at += 4
        is_witness = data[at] == 0 and data[at + 1] != 0
        if is_witness:
            at += 2
        body = at
        transactions[number, 0] = start
        transactions[number, 2] = body
        transactions[number, 4] = n_in
        transactions[number, 5] = n_out
        ins, at = read_count(data, at)
        if ins < 0 or at + ins * 41 > size:
            return CUT, n_in, n_out, at
        for _ in range(ins):
            if n_in >= inputs.shape[0] or at + 41 > size:
                return CUT, n_in, n_out, at
            inputs[n_in, 0] = at
            inputs[n_in, 1] = number
            n_in += 1
            length, at = read_count(data, at + 36)
            if length < 0 or at + length + 4 > size:
                return CUT, n_in, n_out, at
            at += length + 4
        outs, at = read_count(data, at)
        if outs < 0 or at + outs * 9 > size:
            return CUT, n_in, n_out, at
        for _ in range(outs):
            if n_out >= outputs.shape[0] or at + 9 > size:
                return CUT, n_in, n_out, at
            outputs[n_out, 0] = read_whole(data, at, 8)
            length, at = read_count(data, at + 8)
            if length < 0 or at + length > size:
                return CUT, n_in, n_out, at
            kind, key, key_size = script_kind(data, at, length)
            outputs[n_out, 1] = kind
            outputs[n_out, 2] = key
            outputs[n_out, 3] = key_size
            n_out += 1
            at += length
        transactions[number, 3] = at
        if is_witness:
            for _ in range(ins):
                items, at = read_count(data, at)
                if items < 0:
                    return CUT, n_in, n_out, at
                for _ in range(items):
                    length, at = read_count(data, at)
                    if length < 0 or at + length > size:
                        return CUT, n_in, n_out, at
                    at += length
        if at + 4 > size:
            return CUT, n_in, n_out, at
        at += 4
        transactions[number, 1] = at
    return (OK if at == size else ODD), n_in, n_out, at
