"""Many literals searched in one buffer: Vectorscan where its wheel exists, Aho-Corasick elsewhere.

Both report every occurrence as (pattern number, end offset in bytes), overlapping ones included.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Ends = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class Literals(Protocol):
    """A compiled set of byte strings."""

    def scan(self, buffer: Bytes) -> tuple[Ids, Ends]:
        """Every occurrence in the buffer, by rising end offset."""


def compile_literals(patterns: Sequence[bytes]) -> Literals:
    """Compile with the fastest engine that is installed. Patterns are not empty, without NUL."""
    try:
        return VectorscanLiterals(patterns)
    except ImportError:
        return AhoCorasickLiterals(patterns)


class VectorscanLiterals:
    """Vectorscan (BSD) through the `hyperscan` binding; releases the GIL while it scans."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        import hyperscan

        self._hyperscan = hyperscan
        self._database: Any = None
        if patterns:
            self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            self._database.compile(
                expressions=list(patterns),
                ids=list(range(len(patterns))),
                elements=len(patterns),
                flags=0,
                literal=True,
            )
        # A scratch serves one scan at a time; threads that share one get an error.
        self._local = threading.local()

    def scan(self, buffer: Bytes) -> tuple[Ids, Ends]:
        """Every occurrence in the buffer, by rising end offset."""
        ids: list[int] = []
        ends: list[int] = []
        if self._database is not None and len(buffer):
            self._database.scan(
                buffer.data,
                match_event_handler=_collect(ids, ends),
                scratch=self._scratch(),
            )
        return np.array(ids, dtype=np.int32), np.array(ends, dtype=np.int64)

    def _scratch(self) -> object:
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._hyperscan.Scratch(self._database)
            self._local.scratch = scratch
        return scratch


class AhoCorasickLiterals:
    """ahocorasick_rs (Apache-2.0), for machines without a Vectorscan wheel."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(patterns))

    def scan(self, buffer: Bytes) -> tuple[Ids, Ends]:
        """Every occurrence in the buffer, by rising end offset."""
        found = self._automaton.find_matches_as_indexes(buffer.tobytes(), overlapping=True)
        ids = np.array([pattern for pattern, _, _ in found], dtype=np.int32)
        ends = np.array([end for _, _, end in found], dtype=np.int64)
        return ids, ends


def _collect(ids: list[int], ends: list[int]) -> Callable[..., None]:
    add_id, add_end = ids.append, ends.append

    def on_occurrence(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
        add_id(pattern)
        add_end(end)

    return on_occurrence
