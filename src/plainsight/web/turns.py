"""Who goes next where several ask: callers in turn, however much one of them asks for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anyio import CapacityLimiter, Lock


@dataclass(slots=True)
class _Own:
    """The calls of one caller, of which one at a time waits among those of others."""

    one: Lock = field(default_factory=Lock)
    count: int = 0  # at work or waiting


class Turns:
    """Lets `at_once` in at a time, never two of one caller, and in the order of coming.

    Who gives its turn back between two steps stands at the end again: a caller with a hundred long
    calls gets as many steps as one with a single call. Used from one event loop at a time.
    """

    def __init__(self, at_once: int) -> None:
        self._room = CapacityLimiter(at_once)
        self._callers: dict[str, _Own] = {}

    @asynccontextmanager
    async def of(self, caller: str) -> AsyncIterator[None]:
        """Wait for a turn of this caller and hold it."""
        own = self._callers.setdefault(caller, _Own())
        own.count += 1
        try:
            async with own.one, self._room:
                yield
        finally:
            own.count -= 1
            if not own.count:
                del self._callers[caller]

    def __len__(self) -> int:
        """How many callers have a call here."""
        return len(self._callers)
