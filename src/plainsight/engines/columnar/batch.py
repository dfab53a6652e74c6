"""A batch of posts in every view, as the kernels leave it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainsight.engines.columnar import kernels
from plainsight.engines.columnar.tables import (
    classes,
    fold_replacements,
    sound_replacements,
)

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Strings:
    """Texts as Arrow keeps them: one buffer, and where each begins; n + 1 offsets."""

    data: U8
    offsets: I64

    def text(self, place: int) -> str:
        """One of the texts."""
        part = self.data[self.offsets[place] : self.offsets[place + 1]]
        return part.tobytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Bytes:
    """Posts in one view: each ends with a NUL. `flags` are per byte, see `kernels`."""

    data: U8
    flags: U8
    offsets: I64


def encode(texts: Sequence[str]) -> Strings:
    """Texts as UTF-8 in one buffer; half surrogate pairs are kept as three bytes."""
    pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum([len(piece) for piece in pieces], out=offsets[1:])
    return Strings(np.frombuffer(b"".join(pieces) or b"\0", dtype=np.uint8), offsets)


def strings_of(column: pa.LargeBinaryArray) -> Strings:
    """A column of UTF-8 without nulls, in place."""
    _, offsets, data = column.buffers()
    count = len(column)
    if not count:
        return encode([])
    places = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + count + 1]
    return Strings(np.frombuffer(data or b"\0", dtype=np.uint8), places)


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
    return Bytes(out[:end], np.empty(0, dtype=np.uint8), offsets)


def tight_batch(folded: Bytes) -> Bytes:
    """Every folded post in the TIGHT view."""
    out = np.empty(len(folded.data), dtype=np.uint8)
    flags = np.zeros(len(folded.data), dtype=np.uint8)
    offsets = np.empty_like(folded.offsets)
    end = kernels.tight_batch(folded.data, folded.offsets, classes(), out, flags, offsets)
    return Bytes(out[:end], flags[:end], offsets)


def sound_batch(folded: Bytes) -> Bytes:
    """Every folded post in the SOUND view."""
    table = sound_replacements()
    room = len(folded.data) * table.longest
    out = np.empty(room, dtype=np.uint8)
    flags = np.empty(room, dtype=np.uint8)
    offsets = np.empty_like(folded.offsets)
    end = kernels.sound_batch(
        folded.data,
        folded.offsets,
        classes(),
        table.starts,
        table.lengths,
        table.pool,
        out,
        flags,
        offsets,
    )
    return Bytes(out[:end], flags[:end], offsets)


def decode(batch: Bytes) -> list[str]:
    """The posts of a batch as texts again, for tests and for eyes."""
    data = batch.data.tobytes()
    return [
        data[batch.offsets[k] : batch.offsets[k + 1] - 1].decode("utf-8", "surrogatepass")
        for k in range(len(batch.offsets) - 1)
    ]
