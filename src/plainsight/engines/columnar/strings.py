"""Texts side by side, as Arrow keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]
_FOLLOWS = 0x80  # of a byte that goes on with a character: 10xxxxxx
_FOLLOWS_MASK = 0xC0


@dataclass(frozen=True, slots=True)
class Strings:
    """One buffer of UTF-8, and where each text begins; n + 1 offsets."""

    data: U8
    offsets: I64

    def text(self, place: int) -> str:
        """One of the texts."""
        part = self.data[self.offsets[place] : self.offsets[place + 1]]
        return part.tobytes().decode("utf-8", "surrogatepass")

    def texts(self) -> list[str]:
        """All of them, decoded at one stroke."""
        first, last = int(self.offsets[0]), int(self.offsets[-1])
        data = self.data[first:last]
        chars = np.zeros(len(data) + 1, dtype=np.int64)
        np.cumsum(data & _FOLLOWS_MASK != _FOLLOWS, out=chars[1:])
        whole = data.tobytes().decode("utf-8", "surrogatepass")
        places = chars[self.offsets - first].tolist()
        return [whole[start:end] for start, end in pairwise(places)]


def encode(texts: Sequence[str]) -> Strings:
    """Texts as UTF-8 in one buffer; half surrogate pairs are kept as three bytes."""
    pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum([len(piece) for piece in pieces], out=offsets[1:])
    return Strings(np.frombuffer(b"".join(pieces) or b"\0", dtype=np.uint8), offsets)


def strings_of(column: "pa.LargeBinaryArray") -> Strings:
    """A column of UTF-8 without nulls, in place."""
    _, offsets, data = column.buffers()
    count = len(column)
    if not count:
        return encode([])
    places = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + count + 1]
    return Strings(np.frombuffer(data or b"\0", dtype=np.uint8), places)
