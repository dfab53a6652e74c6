"""Lines of a byte stream in bounded memory, however long a line is."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from plainsight.errors import UnreadableFeed

# A text of TEXT_CHARS_MAX characters, each escaped as two surrogates, is 12 MB.
LINE_BYTES_MAX = 16 * 1024 * 1024
BLOCK_BYTES = 4 * 1024 * 1024
TOGETHER_BYTES = 2 * BLOCK_BYTES
_BREAK = ord("\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Consecutive lines as they came, each with its end; the last of a stream may lack it."""

    first: int  # number of its first line, from 1
    data: bytes
    breaks: npt.NDArray[np.int64]  # where in the data lines break
    too_long: int | None = None  # number of the line behind these, if it is over the limit

    def parts(self, lines_max: int) -> Iterator["LineBlock"]:
        """The block in pieces of at most so many lines."""
        inner = self.breaks[lines_max - 1 :: lines_max] + 1
        bounds = [0, *inner[inner < len(self.data)].tolist(), len(self.data)]
        for part, (start, end) in enumerate(pairwise(bounds)):
            before = part * lines_max
            yield LineBlock(
                self.first + before,
                self.data[start:end],
                self.breaks[before : before + lines_max] - start,
                self.too_long if end == len(self.data) else None,
            )


def line_block(first: int, data: bytes) -> LineBlock:
    """A block of data whose first line has a number."""
    return LineBlock(first, data, np.flatnonzero(np.frombuffer(data, np.uint8) == _BREAK))


def numbered_lines(
    stream: BinaryIO, first: int = 1, *, source: str, bytes_max: int = LINE_BYTES_MAX
) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number, line with its end); None stands for a line over the limit.

    `first` is the number of the line at which the stream stands. A byte-order mark at the start of
    line 1 is dropped. Raises UnreadableFeed when the stream breaks off, as a damaged .gz does.
    """
    number = first - 1
    # One more byte than allowed, so that a line of exactly the limit is told from a longer one.
    while line := _read(stream.readline, bytes_max + 1, source):
        number += 1
        if _is_too_long(line, bytes_max):
            _skip_line(stream, bytes_max, source)
            yield number, None
        else:
            yield number, line.removeprefix(_BOM) if number == 1 else line


def line_blocks(
    stream: BinaryIO,
    first: int = 1,
    *,
    source: str,
    block_bytes: int = BLOCK_BYTES,
    bytes_max: int = LINE_BYTES_MAX,
) -> Iterator[LineBlock]:
    """Yield the lines of `numbered_lines`, many at a time.

    `block_bytes` must not exceed `bytes_max`. Raises UnreadableFeed as `numbered_lines` does.
    """
    number = first
    while data := _read(stream.read, block_bytes, source):
        begun = data.rfind(b"\n") + 1
        is_open = begun < len(data)  # its last line goes on
        room = bytes_max + 1 - (len(data) - begun)
        rest = _read(stream.readline, room, source) if is_open else b""
        is_too_long = len(rest) == room and not rest.endswith(b"\n")
        if is_too_long:
            _skip_line(stream, bytes_max, source)
        whole = data[:begun] if is_too_long else data + rest
        if number == 1:
            whole = whole.removeprefix(_BOM)
        block = line_block(number, whole)
        number += len(block.breaks)
        yield replace(block, too_long=number) if is_too_long else block
        number += is_too_long


def blocks_together(blocks: Iterable[LineBlock]) -> Iterator[list[LineBlock]]:
    """The same blocks in order, several at a time.

    Those read before a stream breaks off are yielded before UnreadableFeed is raised.
    """
    together: list[LineBlock] = []
    try:
        for block in blocks:
            together.append(block)
            if sum(len(each.data) for each in together) >= TOGETHER_BYTES:
                yield together
                together = []
    except UnreadableFeed:
        if together:
            yield together
        raise
    if together:
        yield together


def _is_too_long(line: bytes, bytes_max: int) -> bool:
    return len(line) > bytes_max and not line.endswith(b"\n")


def _skip_line(stream: BinaryIO, bytes_max: int, source: str) -> None:
    while (rest := _read(stream.readline, bytes_max, source)) and not rest.endswith(b"\n"):
        pass


def _read(read: Callable[[int], bytes], bytes_max: int, source: str) -> bytes:
    try:
        return read(bytes_max)
    except (OSError, EOFError, zlib.error) as failed:
        raise UnreadableFeed(source, f"breaks off: {failed}") from None
