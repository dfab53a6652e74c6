"""What a pipe or a terminal holds, given on as it comes: nobody knows whether more will."""

import os
import select
from collections.abc import Callable
from datetime import datetime, timedelta

PAUSE_SECONDS = 0.2  # so long nothing comes before what is there is given on
WAITED_MAX = timedelta(seconds=1)  # and no longer than this, where a little comes all the time
CHUNK_BYTES = 1 << 20
# A scanner keeps many posts back to search them with the next; a line alone it searches at once,
# and with it what it kept.
MANY_BYTES = 64 * 1024


class LivePipe:
    """Reads like any binary stream, but a `read` gives the whole lines it has when no more come.

    While bytes flow, it gives as many as were asked for, as a file does.
    """

    def __init__(self, file: int, *, clock: Callable[[], datetime]) -> None:
        """`file` is the descriptor of a pipe, a terminal or a socket; it is not closed here."""
        self._file = file
        self._clock = clock
        self._held = bytearray()
        self._whole = 0  # how many of the bytes held are whole lines
        self._is_ended = False

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; fewer when the stream ends or pauses. Raises OSError."""
        since = None
        while not self._has(size) and not self._is_ended:
            if self._whole:
                since = since or self._clock()
                is_late = self._clock() - since >= WAITED_MAX
                if is_late or not self._comes_within(PAUSE_SECONDS):
                    return self._take(self._paused())
            self._gather()
        return self._take(len(self._held) if size < 0 else size)

    def readline(self, size: int = -1) -> bytes:
        """The next line, or `size` bytes of it. Waits until it is whole. Raises OSError."""
        searched = 0
        while (at := self._held.find(b"\n", searched)) < 0 and not self._has(size):
            if self._is_ended:
                break
            searched = len(self._held)
            self._gather()
        end = len(self._held) if at < 0 else at + 1
        return self._take(end if size < 0 else min(end, size))

    def _has(self, size: int) -> bool:
        return 0 <= size <= len(self._held)

    def _paused(self) -> int:
        """How many bytes are given on in a pause: of many lines the last one apart."""
        if self._whole < MANY_BYTES:
            return self._whole
        return self._held.rfind(b"\n", 0, self._whole - 1) + 1 or self._whole

    def _comes_within(self, seconds: float | None) -> bool:
        return bool(select.select([self._file], [], [], seconds)[0])

    def _gather(self) -> None:
        self._comes_within(None)
        chunk = os.read(self._file, CHUNK_BYTES)
        self._is_ended = not chunk
        last = chunk.rfind(b"\n")
        if last >= 0:
            self._whole = len(self._held) + last + 1
        self._held += chunk

    def _take(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        self._whole = max(self._whole - size, 0)
        return taken
