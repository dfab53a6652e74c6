"""Lines of a byte stream in bounded memory, however long a line is."""

from collections.abc import Iterator
from typing import BinaryIO

# A text of TEXT_CHARS_MAX characters, each escaped as two surrogates, is 12 MB.
LINE_BYTES_MAX = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


def numbered_lines(
    stream: BinaryIO, *, bytes_max: int = LINE_BYTES_MAX
) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, line with its end); None stands for a line over the limit.

    A byte-order mark at the start of the stream is dropped.
    """
    number = 0
    # One more byte than allowed, so that a line of exactly the limit is told from a longer one.
    while line := stream.readline(bytes_max + 1):
        number += 1
        if len(line) > bytes_max and not line.endswith(b"\n"):
            _skip_to_end(stream, bytes_max)
            yield number, None
        else:
            yield number, line.removeprefix(_BOM) if number == 1 else line


def _skip_to_end(stream: BinaryIO, bytes_max: int) -> None:
    while (rest := stream.readline(bytes_max)) and not rest.endswith(b"\n"):
        pass
