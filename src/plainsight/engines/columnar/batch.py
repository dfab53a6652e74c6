"""A batch of posts in every view, as the kernels leave it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainsight.engines.columnar import kernels
from plainsight.engines.columnar.strings import Strings
from plainsight.engines.columnar.tables import (
    classes,
    common,
    fold_replacements,
    sound_replacements,
)

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]


_NO_POINTS = np.empty(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Bytes:
    """Posts in one view: each ends with a NUL. `flags` and `points` are per byte, see `kernels`."""

    data: U8
    flags: U8
    offsets: I64
    points: U32

    @property
    def count(self) -> int:
        """How many posts."""
        return len(self.offsets) - 1


def take(texts: Strings, rows: I64) -> Strings:
    """Some of the texts, in their order."""
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(texts.offsets[rows + 1] - texts.offsets[rows], out=offsets[1:])
    data = np.empty(max(int(offsets[-1]), 1), dtype=np.uint8)
    kernels.take(texts.data, texts.offsets, rows, data, offsets)
    return Strings(data, offsets)


def fold_batch(texts: Strings) -> Bytes:
    """Every post in the FOLD view."""
    table = fold_replacements()
    count = len(texts.offsets) - 1
    room = int(texts.offsets[-1] - texts.offsets[0]) * table.longest + count
    out = np.empty(room, dtype=np.uint8)
    offsets = np.empty(count + 1, dtype=np.int64)
    end = kernels.fold_batch(
        texts.data, texts.offsets, table.starts, table.lengths, table.pool, out, offsets
    )
    return Bytes(out[:end], np.empty(0, dtype=np.uint8), offsets, _NO_POINTS)


def tight_batch(folded: Bytes) -> Bytes:
    """Every folded post in the TIGHT view."""
    out = np.empty(len(folded.data), dtype=np.uint8)
    flags = np.zeros(len(folded.data), dtype=np.uint8)
    offsets = np.empty_like(folded.offsets)
    end = kernels.tight_batch(folded.data, folded.offsets, classes(), out, flags, offsets)
    return Bytes(out[:end], flags[:end], offsets, _NO_POINTS)


def sound_batch(folded: Bytes) -> Bytes:
    """Every folded post in the SOUND view."""
    table = sound_replacements()
    room = len(folded.data) * table.longest
    out = np.empty(room, dtype=np.uint8)
    flags = np.empty(room, dtype=np.uint8)
    points = np.empty(room, dtype=np.uint32)
    offsets = np.empty_like(folded.offsets)
    end = kernels.sound_batch(
        folded.data,
        folded.offsets,
        classes(),
        common(),
        table.starts,
        table.lengths,
        table.pool,
        out,
        flags,
        points,
        offsets,
    )
    return Bytes(out[:end], flags[:end], offsets, points[:end])


def decode(batch: Bytes) -> list[str]:
    """The posts of a batch as texts again, for tests and for eyes."""
    data = batch.data.tobytes()
    return [
        data[batch.offsets[k] : batch.offsets[k + 1] - 1].decode("utf-8", "surrogatepass")
        for k in range(len(batch.offsets) - 1)
    ]
