"""People on the console as a load: a closed loop, in which nobody asks before the answer is there.

Each user holds one connection, opens the next page of their round, reads it to its end, and then
thinks. Think time is drawn from an exponential distribution, so that clicks bunch up as those of
people do who know nothing of one another. With n users, think time t and answers after a, the
load is n / (t + a) pages a second: it is stated beside every number.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

HOST = "127.0.0.1"
AGENT = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the users saw."""

    taken: list[tuple[str, float]]  # (kind of page, seconds)
    failed: int
    rate: float  # pages a second

    def at(self, share: float) -> float:
        """The time within which this share of pages came."""
        return _at([seconds for _, seconds in self.taken], share)

    def by_kind(self, share: float) -> dict[str, float]:
        """The same for each kind of page."""
        kinds = sorted({kind for kind, _ in self.taken})
        return {kind: _at([s for k, s in self.taken if k == kind], share) for kind in kinds}


async def browse(
    port: int, pages: list[tuple[str, str]], cookies: list[str], *, seconds: float, think: float
) -> Load:
    """Let one user for each cookie go round the pages, (kind, path), for so long."""
    seen = _Seen(over=time.perf_counter() + seconds)
    await asyncio.gather(
        *(
            _user(port, _round(pages, place), cookie, seen, think=think, draw=random.Random(place))
            for place, cookie in enumerate(cookies)
        )
    )
    return Load(taken=seen.taken, failed=seen.failed, rate=len(seen.taken) / seconds)


@dataclass(slots=True, kw_only=True)
class _Seen:
    over: float
    taken: list[tuple[str, float]] = field(default_factory=list)
    failed: int = 0


def _at(seconds: list[float], share: float) -> float:
    if len(seconds) < 2:
        return max(seconds, default=0.0)
    return statistics.quantiles(seconds, n=1000)[round(share * 1000) - 1]


def _round(pages: list[tuple[str, str]], place: int) -> Iterator[tuple[str, str]]:
    start = place * 7 % len(pages)  # people stand at different places of it
    return cycle(pages[start:] + pages[:start])


async def _user(
    port: int,
    pages: Iterator[tuple[str, str]],
    cookie: str,
    seen: _Seen,
    *,
    think: float,
    draw: random.Random,
) -> None:
    await asyncio.sleep(draw.random() * think)  # nobody begins in step with another
    tab = _Tab(port=port, cookie=cookie)
    while time.perf_counter() < seen.over:
        kind, path = next(pages)
        began = time.perf_counter()
        status = await tab.get(path)
        seen.taken.append((kind, time.perf_counter() - began))
        seen.failed += status != 200
        thought = draw.expovariate(1 / think) if think else 0
        await asyncio.sleep(max(0.0, min(thought, seen.over - time.perf_counter())))
    tab.close()


@dataclass(slots=True, kw_only=True)
class _Tab:
    """A connection that is opened again, as browsers do, where the server tired of waiting."""

    port: int
    cookie: str
    _open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> int:
        """The status of a page that was read to its end."""
        if self._open is not None:
            try:
                return await self._ask(*self._open, path)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.close()
        self._open = await asyncio.open_connection(HOST, self.port)
        return await self._ask(*self._open, path)

    def close(self) -> None:
        """Close it."""
        if self._open is not None:
            self._open[1].close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
    ) -> int:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nUser-Agent: {AGENT}\r\n"
            f"Cookie: {self.cookie}\r\nAccept: text/html\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        await reader.readexactly(length)
        return int(head[9:12])
