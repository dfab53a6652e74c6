"""A block of JSON lines cut by compiled code; the lines it is unsure of, by the definition."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainsight.errors import BadValue
from plainsight.feeds.lines import LineBlock
from plainsight.feeds.posts import json_kernels as kernels
from plainsight.feeds.posts.json_slices import cut_spans

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_VALUES_MAX = 100  # different values that `groups` tells apart


@dataclass(frozen=True, slots=True)
class CutBlock:
    """Lines that are JSON objects, and where in each lies the value of each wanted field.

    `bounds` has two rows, from and to; `starts`, `ends` and `kinds` one row for each field.
    """

    data: U8
    numbers: I64  # of the lines, from 1 in the feed
    bounds: I64
    starts: I64
    ends: I64
    kinds: U8

    def line(self, row: int) -> tuple[int, bytes]:
        """A line's number, and the line as it came."""
        start, end = self.bounds[:, row]
        return int(self.numbers[row]), self.data[start:end].tobytes()

    def slice(self, field: int, row: int) -> bytes | None:
        """The undecoded bytes of a value, None for a missing one."""
        if self.kinds[field, row] == kernels.ABSENT:
            return None
        return self.data[self.starts[field, row] : self.ends[field, row]].tobytes()

    def groups(self, field: int) -> tuple[I64, I64]:
        """(for each row the place of its value among the rows named second, those rows).

        A place is -1 where there are too many values to tell apart.
        """
        leaders, groups = np.empty(_VALUES_MAX, np.int64), np.empty(len(self.numbers), np.int64)
        count = kernels.group(self.data, *self._of(field), leaders, groups)
        return groups, leaders[:count]

    def only(self, rows: I64) -> "CutBlock":
        """Some of the lines."""
        if len(rows) == len(self.numbers):
            return self
        return CutBlock(
            self.data,
            self.numbers[rows],
            self.bounds[:, rows],
            self.starts[:, rows],
            self.ends[:, rows],
            self.kinds[:, rows],
        )

    def plain_column(self, field: int) -> tuple[pa.Array, pa.Array]:
        """(cells, where they can be relied on): texts without their quotes, digits, null."""
        out, offsets, is_there = self._room(field)
        kernels.copy_plain(self.data, *self._of(field), out, offsets, is_there)
        return _column(out, offsets, is_there), pa.array(_is_reliable()[self.kinds[field]])

    def text_column(self, field: int) -> pa.Array:
        """Texts as UTF-8, half surrogate pairs as 3 bytes; one that is no UTF-8 stays as it is."""
        out, offsets, is_there = self._room(field)
        is_odd = np.empty_like(is_there)
        kernels.copy_texts(self.data, *self._of(field), out, offsets, is_there, is_odd)
        texts = _column(out, offsets, is_there)
        if not is_odd.any():
            return texts
        odd = [unquoted(self.slice(field, row)) for row in np.flatnonzero(is_odd).tolist()]
        return pc.replace_with_mask(texts, pa.array(is_odd), pa.array(odd, pa.large_binary()))

    def _of(self, field: int) -> tuple[I64, I64, U8]:
        return self.starts[field], self.ends[field], self.kinds[field]

    def _room(self, field: int) -> tuple[U8, I64, Bools]:
        count = len(self.numbers)
        starts, ends, kinds = self._of(field)
        size = int((ends - starts)[kinds != kernels.ABSENT].sum())
        return np.empty(size, np.uint8), np.empty(count + 1, np.int64), np.empty(count, np.bool_)


def cut_block(
    block: LineBlock, names: Sequence[str]
) -> tuple[CutBlock, list[tuple[int, BadValue]]]:
    """Cut every line that is not empty: (those that are objects, what is wrong with each other).

    `names` are those of the wanted fields, of which one may stand twice.
    """
    data = np.frombuffer(block.data if block.data.endswith(b"\n") else block.data + b"\n", np.uint8)
    ends = block.breaks + 1
    if not block.data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    bounds = np.concatenate([np.zeros(1, np.int64), ends])
    shape = len(names), len(bounds) - 1
    cut = CutBlock(
        data,
        np.arange(block.first, block.first + shape[1]),
        np.stack([bounds[:-1], np.minimum(bounds[1:], len(block.data))]),
        np.empty(shape, np.int64),
        np.empty(shape, np.int64),
        np.empty(shape, np.uint8),
    )
    states = np.empty(shape[1], np.uint8)
    keys = [name.encode() for name in names]
    kernels.cut_lines(
        data,
        bounds,
        np.frombuffer(b"".join(keys) or b"\0", np.uint8),
        np.cumsum([0, *map(len, keys)]),
        states,
        cut.starts,
        cut.ends,
        cut.kinds,
    )
    broken = []
    for row in np.flatnonzero(states == kernels.UNSURE).tolist():
        number, line = cut.line(row)
        if line.isspace():
            continue
        try:
            _settle(cut, row, line, names)
            states[row] = kernels.SURE
        except BadValue as wrong:
            broken.append((number, wrong))
    return cut.only(np.flatnonzero(states == kernels.SURE)), broken


def _settle(cut: CutBlock, row: int, line: bytes, names: Sequence[str]) -> None:
    """Enter what the definition says of a line. Raises BadValue."""
    spans = cut_spans(line)
    before = cut.bounds[0, row]
    cut.kinds[:, row] = kernels.ABSENT
    for field, name in enumerate(names):
        if name in spans:
            start, end = spans[name]
            is_text = line[start:end].startswith(b'"')
            cut.starts[field, row], cut.ends[field, row] = before + start, before + end
            # Whether escapes are in it, nobody has looked yet; to say so is never wrong.
            cut.kinds[field, row] = kernels.ESCAPED if is_text else kernels.OTHER


@cache
def _is_reliable() -> Bools:
    """By the kind of a value, whether its cell can be relied on."""
    reliable = np.zeros(256, np.bool_)
    reliable[[kernels.ABSENT, kernels.NULL, kernels.TEXT, kernels.WHOLE]] = True
    return reliable


def _column(data: U8, offsets: I64, is_there: Bools) -> pa.Array:
    valid = pa.py_buffer(np.packbits(is_there, bitorder="little"))
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(is_there), buffers)


def unquoted(text: bytes | None) -> bytes | None:
    """One such cell."""
    if text is None or text[:1] != b'"':
        return None
    if b"\\" not in text:
        return text[1:-1]
    try:
        return str(json.loads(text)).encode("utf-8", "surrogatepass")
    except ValueError:
        return None
