"""Lines of a byte stream in bounded memory, however long a line is."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from plainsight.errors import UnreadableFeed

# A text of TEXT_CHARS_MAX characters, each escaped as two surrogates, is 12 MB.
LINE_BYTES_MAX = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


def numbered_lines(
    stream: BinaryIO, *, source: str, bytes_max: int = LINE_BYTES_MAX
) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, line with its end); None stands for a line over the limit.

    A byte-order mark at the start of the stream is dropped. Raises UnreadableFeed when the stream
    breaks off, as a damaged .gz does.
    """
    number = 0
    # One more byte than allowed, so that a line of exactly the limit is told from a longer one.
    while line := _read(stream, bytes_max + 1, source):
        number += 1
        if len(line) > bytes_max and not line.endswith(b"\n"):
            while (rest := _read(stream, bytes_max, source)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line.removeprefix(_BOM) if number == 1 else line


def _read(stream: BinaryIO, bytes_max: int, source: str) -> bytes:
    try:
        return stream.readline(bytes_max)
    except (OSError, EOFError, zlib.error) as failed:
        raise UnreadableFeed(source, f"breaks off: {failed}") from None
