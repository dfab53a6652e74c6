"""The book of attributions held in memory, and read again when a list was taken in."""

import threading
from collections.abc import Callable
from pathlib import Path

from plainsight.trace.chain.attribution import AttributionBook

_Stamp = tuple[tuple[str, int, int, int], ...]


class HeldBook:
    """Implements `app.trace.screen_sent.PresentBook` over a folder that others write to.

    A server runs for months and lists change by the day: whom one of them names since this morning
    must not pass until the next restart. So the files are looked at, not read, at every question.
    """

    def __init__(self, folder: Path, read: Callable[[], AttributionBook]) -> None:
        self._folder = folder
        self._read = read
        self._reading = threading.Lock()
        self._stamp: _Stamp = ()
        self._held: AttributionBook | None = None

    def book(self) -> AttributionBook:
        """The book as its files are now. Raises what reading it raises, until they are mended."""
        with self._reading:
            # Before they are read: what is written meanwhile is read at the next question.
            stamp = self._look()
            if self._held is None or stamp != self._stamp:
                self._held = None
                self._held, self._stamp = self._read(), stamp
            return self._held

    def _look(self) -> _Stamp:
        if not self._folder.is_dir():
            return ()
        found = ((path.name, path.stat()) for path in sorted(self._folder.glob("*.jsonl")))
        return tuple((name, s.st_ino, s.st_mtime_ns, s.st_size) for name, s in found)
